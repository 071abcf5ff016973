import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { DAY_MS } from '../../../durations.js';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { permissions } from '../../../model/permission.js';
import { makeApiKey, revokeApiKey } from '../../../operators/api-keys.js';
import { type ApiKey, findApiKey, listApiKeys } from '../../../store/operators/api-keys.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, fieldsOf, queryOf } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';

const need = 'keys:manage';
const from = '/admin/keys';
/** Days after which a key may end; none: it ends when it is revoked. */
const LIFETIMES = ['30', '90', '365', ''] as const;

/** `/admin/keys`: keys of the API. The whole of one is shown once, when it is made. */
export function keysPages(routes: AdminRoutes, context: AdminContext): void {
  const { page } = routes;
  page({ method: 'GET', url: '/keys', need }, (turn) => sendKeys(turn, context, null));

  page({ method: 'POST', url: '/keys', need, acts: true, from }, async (turn) => {
    const { request, reply, visit } = turn;
    try {
      const expiresAt = endOf(fieldOf(request, 'days'), context.clock());
      const asked = { name: fieldOf(request, 'name'), scopes: fieldsOf(request, 'scope'), expiresAt };
      const { key, text } = await makeApiKey(context, visit.actor, asked);
      return await sendAdmin(turn, context, 'admin/key-made', () => ({ name: key.name, text }));
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
      reply.code(400);
      const said =
        error.details['reason'] === 'name-taken' ? 'admin-keys.name-taken' : 'admin-keys.incomplete';
      return sendKeys(turn, context, textsOfTurn(context, turn).t(said));
    }
  });

  revokePages(routes, context);
}

function revokePages({ page }: AdminRoutes, context: AdminContext): void {
  const { database, place } = context;
  const schema = { params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) }) };
  const revoke = {
    url: '/keys/:id/revoke',
    need,
    acts: true,
    from: '/admin/keys/:id/revoke',
    schema,
  } as const;
  page({ ...revoke, method: 'GET' }, async (turn) => {
    const key = await findApiKey(database, idOf(turn));
    if (key === null) throw new BroadsheetError('NOT_FOUND', 'There is no key with this number.');
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-keys.revoke-name', { name: key.name }),
      paragraphs: [t('admin-keys.revoke-what', { prefix: key.prefix })],
      action: `/admin/keys/${key.id}/revoke`,
      button: t('admin-keys.revoke'),
      back: '/admin/keys',
    }));
  });
  page({ ...revoke, method: 'POST' }, async (turn) => {
    await revokeApiKey(context, turn.visit.actor, idOf(turn));
    return turn.reply.redirect(`${place.base}/admin/keys?done=key-revoked`, 303);
  });
}

/**
 * When a key ends that is made now.
 * @throws BroadsheetError INPUT_INVALID for days that the form does not offer: none of them may become a key without end
 */
function endOf(days: string, now: Date): Date | null {
  if (!LIFETIMES.some((offered) => offered === days))
    throw new BroadsheetError('INPUT_INVALID', 'Choose one of the lifetimes of the form.');
  return days === '' ? null : new Date(now.getTime() + Number(days) * DAY_MS);
}

function idOf({ request }: OwnTurn): number {
  return Number((request.params as { readonly id: string }).id);
}

async function sendKeys(turn: OwnTurn, context: AdminContext, fault: string | null): Promise<FastifyReply> {
  const keys = await listApiKeys(context.database);
  const { request, visit } = turn;
  const chosen = fieldsOf(request, 'scope');
  return sendAdmin(turn, context, 'admin/keys', (texts) => ({
    done: doneSentence(texts, queryOf(request, 'done'), ['key-revoked']),
    fault,
    keys: keys.map((key) => keyView(texts, key, context.clock())),
    environment: context.config.adminApiKey !== null,
    name: fieldOf(request, 'name'),
    lifetimes: LIFETIMES.map((days) => ({
      days,
      text: days === '' ? texts.t('admin-keys.for-good') : texts.t('admin-keys.days', { days: Number(days) }),
      chosen: days === (fieldOf(request, 'days') || '90'),
    })),
    scopes: permissions
      .filter((scope) => visit.actor.permissions.has(scope))
      .map((scope) => ({ scope, chosen: chosen.includes(scope) })),
  }));
}

function keyView({ t, dates }: Texts, key: ApiKey, now: Date) {
  const { id, name, prefix, scopes, madeBy, createdAt, expiresAt, revokedAt, lastUsedAt } = key;
  const isOver = revokedAt !== null || (expiresAt !== null && expiresAt <= now);
  return {
    name,
    prefix,
    scopes: scopes.join(', '),
    by: madeBy ?? t('admin-keys.by-command'),
    made: dates.moment(createdAt),
    used: lastUsedAt === null ? t('admin-keys.never') : dates.moment(lastUsedAt),
    ends: endWords({ t, dates }, { expiresAt, revokedAt }),
    isOver,
    revoke: isOver ? null : `/admin/keys/${id}/revoke`,
  };
}

function endWords(
  { t, dates }: Pick<Texts, 't' | 'dates'>,
  { expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>,
) {
  if (revokedAt !== null) return t('admin-keys.revoked', { at: dates.moment(revokedAt) });
  return expiresAt === null ? t('admin-keys.for-good') : dates.moment(expiresAt);
}
