import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { hasSecondFactor, type Operator } from '../../../model/operator.js';
import { type Role, roles } from '../../../model/role.js';
import { invite, listInvitations, type ShownLink, withdrawInvitation } from '../../../operators/links.js';
import { listOperators } from '../../../operators/manage-operators.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';

const need = 'operators:manage';
const DONE = ['role', 'disabled', 'enabled', 'signed-out', 'withdrawn'] as const;

/** `/admin/operators`: who operates the service, and who is invited to. */
export function operatorsPages({ page }: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  page({ method: 'GET', url: '/operators', need }, async (turn) => {
    const [people, invitations] = await Promise.all([
      listOperators(operators, turn.visit.actor),
      listInvitations(operators),
    ]);
    return sendAdmin(turn, context, 'admin/operators', (texts) => ({
      done: doneSentence(texts, queryOf(turn.request, 'done'), DONE),
      people: people.map((person) => personView(texts, person, turn.visit.actor.id)),
      invitations: invitations.map(({ tokenHash, role, madeBy, expiresAt }) => ({
        role: texts.t(`admin-operators.role-${role ?? 'viewer'}`),
        by: madeBy,
        until: texts.dates.moment(expiresAt),
        withdraw: `/admin/operators/invitations/${tokenHash.toString('hex')}/withdraw`,
      })),
      roles: roleViews(texts, 'operator'),
    }));
  });

  const from = '/admin/operators';
  page({ method: 'POST', url: '/operators', need, acts: true, from }, async (turn) => {
    const link = await invite(operators, turn.visit.actor, roleOf(fieldOf(turn.request, 'role')));
    return sendLink(turn, context, link, '/admin/operators');
  });

  const schema = { params: Type.Object({ hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }) };
  const url = '/operators/invitations/:hash/withdraw';
  page({ method: 'POST', url, need, acts: true, from, schema }, async ({ request, reply, visit }) => {
    const hash = Buffer.from((request.params as { readonly hash: string }).hash, 'hex');
    if (!(await withdrawInvitation(operators, visit.actor, hash)))
      throw new BroadsheetError('NOT_FOUND', 'This invitation is not open any more.');
    return reply.redirect(`${place.base}/admin/operators?done=withdrawn`, 303);
  });
}

/** A link that lets somebody in: shown this once. */
export function sendLink(
  turn: OwnTurn,
  context: AdminContext,
  { url, expiresAt }: ShownLink,
  back: string,
): Promise<FastifyReply> {
  return sendAdmin(turn, context, 'admin/link-made', ({ t, dates }) => ({
    url,
    until: t('admin-login.until', { at: dates.moment(expiresAt) }),
    back,
  }));
}

/** @throws BroadsheetError INPUT_INVALID */
export function roleOf(typed: string): Role {
  const role = roles.find((name) => name === typed);
  if (role === undefined) throw new BroadsheetError('INPUT_INVALID', 'There is no such role.');
  return role;
}

export function roleViews({ t }: Texts, chosen: Role) {
  return roles.map((role) => ({
    role,
    text: t(`admin-operators.role-${role}`),
    what: t(`admin-operators.may-${role}`),
    chosen: role === chosen,
  }));
}

function personView(texts: Texts, person: Operator, ownId: number | null) {
  const { id, name, address, role, disabledAt, createdAt } = person;
  const { t, dates } = texts;
  return {
    href: `/admin/operators/${id}`,
    name,
    address,
    isOwn: id === ownId,
    role: t(`admin-operators.role-${role}`),
    factors: factorWords(texts, person),
    isWeak: !hasSecondFactor(person.factors) && disabledAt === null,
    since: dates.moment(createdAt),
    disabled:
      disabledAt === null ? null : t('admin-operators.disabled-since', { at: dates.moment(disabledAt) }),
  };
}

export function factorWords({ t }: Texts, { factors }: Operator): string {
  const { hasPassword, hasTotp, passkeys, isForeign } = factors;
  const words = [
    ...(passkeys > 0 ? [t('admin-operators.passkeys', { passkeys })] : []),
    ...(hasPassword ? [t('admin-operators.password')] : []),
    ...(hasTotp ? [t('admin-operators.authenticator')] : []),
    ...(isForeign ? [t('admin-operators.foreign')] : []),
  ];
  return words.length === 0 ? t('admin-operators.nothing') : words.join(', ');
}
