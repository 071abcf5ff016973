import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { isLanguage, languages } from '../../../model/language.js';
import { changePassword, changeProfile } from '../../../operators/own-account.js';
import { listPasskeys } from '../../../operators/own-passkeys.js';
import { endSession, listSessions, type Session } from '../../../operators/sessions.js';
import { toProblem } from '../../http/problem.js';
import type { AdminContext } from '../admin-context.js';
import { dropCookie } from '../admin-place.js';
import type { AdminRoutes } from '../admin-route.js';
import { deviceOf } from '../door/link-pages.js';
import { faultSentence } from '../fault-sentence.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';

const DONE = [
  'welcome',
  'profile',
  'password',
  'totp-removed',
  'passkey',
  'passkey-named',
  'passkey-removed',
  'session',
] as const;

/** `/admin/me`: how one is called, what one signs in by, and where one is signed in. */
export function mePages(routes: AdminRoutes, context: AdminContext): void {
  const { page } = routes;
  const { operators, place } = context;
  page({ method: 'GET', url: '/me', need: null }, (turn) => sendMe(turn, context, null));

  page({ method: 'POST', url: '/me', need: null }, async (turn) => {
    const { request, reply, visit } = turn;
    const language = fieldOf(request, 'language');
    try {
      await changeProfile(operators, visit.client, visit.session, {
        name: fieldOf(request, 'name'),
        language: isLanguage(language) ? language : visit.session.operator.language,
      });
      return reply.redirect(`${place.base}/admin/me?done=profile`, 303);
    } catch (error) {
      const fault = faultSentence(textsOfTurn(context, turn), error, 'password');
      reply.code(toProblem(error).status);
      return sendMe(turn, context, fault);
    }
  });

  passwordPages(routes, context);

  const schema = { params: Type.Object({ session: Type.String({ pattern: '^[0-9a-f]{64}$' }) }) };
  const end = { method: 'POST', url: '/me/sessions/:session/end', need: null, schema } as const;
  page(end, async ({ request, reply, visit }) => {
    const idHash = Buffer.from((request.params as { readonly session: string }).session, 'hex');
    const { session, client } = visit;
    if (!(await endSession(operators, client, session, idHash)))
      throw new BroadsheetError('NOT_FOUND', 'This session has ended already.');
    if (!idHash.equals(session.idHash)) return reply.redirect(`${place.base}/admin/me?done=session`, 303);
    dropCookie(place, reply);
    return reply.redirect(`${place.base}/admin/login`, 303);
  });
}

function passwordPages({ page }: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  const route = { url: '/me/password', need: null, acts: true, from: '/admin/me/password' } as const;
  const send = (turn: OwnTurn, fault: string | null) =>
    sendAdmin(turn, context, 'admin/password', () => ({
      fault,
      address: turn.visit.session.operator.address,
      isNew: !turn.visit.session.operator.factors.hasPassword,
    }));
  page({ ...route, method: 'GET' }, (turn) => send(turn, null));
  page({ ...route, method: 'POST' }, async (turn) => {
    const { request, reply, visit } = turn;
    try {
      await changePassword(operators, visit.client, visit.session, fieldOf(request, 'password'));
      return reply.redirect(`${place.base}/admin/me?done=password`, 303);
    } catch (error) {
      const fault = faultSentence(textsOfTurn(context, turn), error, 'password');
      reply.code(toProblem(error).status);
      return send(turn, fault);
    }
  });
}

async function sendMe(turn: OwnTurn, context: AdminContext, fault: string | null): Promise<FastifyReply> {
  const { session } = turn.visit;
  const [passkeys, sessions] = await Promise.all([
    listPasskeys(context.operators, session),
    listSessions(context.operators, session.operator.id),
  ]);
  const { operator } = session;
  return sendAdmin(turn, context, 'admin/me', (texts) => ({
    done: doneSentence(texts, queryOf(turn.request, 'done'), DONE),
    fault,
    name: fault === null ? operator.name : fieldOf(turn.request, 'name'),
    address: operator.address,
    role: texts.t(`admin-operators.role-${operator.role}`),
    languages: languages.map((language) => ({
      language,
      text: context.texts[language].t('language.name'),
      chosen: language === operator.language,
    })),
    ...factorsView(texts, session),
    passkeys: passkeys.map(({ credentialId, name, createdAt, lastUsedAt }) => ({
      name,
      made: texts.dates.moment(createdAt),
      used: lastUsedAt === null ? texts.t('admin-me.never') : texts.dates.moment(lastUsedAt),
      remove: `/admin/me/passkeys/${credentialId.toString('base64url')}/remove`,
      rename: `/admin/me/passkeys/${credentialId.toString('base64url')}/name`,
    })),
    sessions: sessions.map(({ idHash, browser, createdAt, seenAt, method }) => ({
      browser: browserWords(browser),
      method: texts.t(`admin-me.method-${method}`),
      since: texts.dates.moment(createdAt),
      seen: texts.dates.moment(seenAt),
      isThis: idHash.equals(session.idHash),
      end: `/admin/me/sessions/${idHash.toString('hex')}/end`,
    })),
  }));
}

function factorsView({ t }: Texts, { operator: { factors } }: Session) {
  const { hasPassword, hasTotp, recoveryCodes } = factors;
  const codes = recoveryCodes > 0 || hasTotp ? t('admin-me.codes-left', { codes: recoveryCodes }) : null;
  return { hasPassword, hasTotp, codes };
}

/** `Firefox, Linux`: what a person knows their device by. */
function browserWords(browser: string): string {
  const [program] =
    /Firefox|Edg|OPR|Chrome|Safari/.exec(browser.replace(/Chrome(?=.*(?:Edg|OPR))/, '')) ?? [];
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera' };
  if (program === undefined) return browser.slice(0, 40);
  return `${names[program] ?? program}, ${deviceOf(browser)}`;
}
