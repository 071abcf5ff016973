import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  nameOwnPasskey,
  removePasskey,
} from '../../../operators/own-passkeys.js';
import { beginTotp, confirmTotp, removeTotp, renewRecoveryCodes } from '../../../operators/own-totp.js';
import { qrPath } from '../../../operators/qr-path.js';
import { type SignedIn, sessionEnded } from '../../../operators/sessions.js';
import { toProblem } from '../../http/problem.js';
import type { AdminContext } from '../admin-context.js';
import { setCookie } from '../admin-place.js';
import type { AdminRoutes } from '../admin-route.js';
import { answerScript } from '../answer-script.js';
import { deviceOf } from '../door/link-pages.js';
import { faultSentence } from '../fault-sentence.js';
import { fieldOf, fieldValue } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { visitBy } from '../visit.js';

/** What an account is signed in by: an authenticator with its recovery codes, and passkeys. */
export function factorSetupPages(routes: AdminRoutes, context: AdminContext): void {
  totpPages(routes, context);
  removalPages(routes, context);
  codePages(routes, context);
  passkeyPages(routes, context);
}

/** The same page for who has to set one up first, and for who wants one. */
function totpPages({ page }: AdminRoutes, context: AdminContext): void {
  for (const url of ['/enrol', '/me/totp'] as const) {
    const enrols = url === '/enrol';
    const route = { url, need: null, enrols, from: '/admin/me/totp' } as const;
    page({ ...route, method: 'GET' }, (turn) => sendTotp(turn, context, null));
    page({ ...route, method: 'POST' }, async (turn) => {
      const { request, reply, visit } = turn;
      try {
        const code = fieldOf(request, 'code').replace(/\s/g, '');
        const { signedIn, recoveryCodes } = await confirmTotp(
          context.operators,
          visit.client,
          visit.session,
          code,
        );
        return sendCodes(await renewedTurn(turn, context, signedIn), context, recoveryCodes);
      } catch (error) {
        if (error instanceof BroadsheetError && error.code === 'FACTOR_NEEDED') throw error;
        const fault = faultSentence(textsOfTurn(context, turn), error, 'code');
        reply.code(toProblem(error).status);
        return sendTotp(turn, context, fault);
      }
    });
  }
}

async function sendTotp(turn: OwnTurn, context: AdminContext, fault: string | null): Promise<FastifyReply> {
  const { session } = turn.visit;
  const { secret, uri } = await beginTotp(context.operators, session);
  const { size, path } = qrPath(uri);
  const isEnrolling = session.step === 'enrol';
  return sendAdmin(turn, context, 'admin/totp', () => ({
    isEnrolling,
    action: isEnrolling ? '/admin/enrol' : '/admin/me/totp',
    replaces: session.operator.factors.hasTotp,
    secret: (secret.match(/.{1,4}/g) ?? []).join(' '),
    uri,
    size,
    path,
    fault,
  }));
}

function sendCodes(turn: OwnTurn, context: AdminContext, codes: readonly string[]): Promise<FastifyReply> {
  return sendAdmin(turn, context, 'admin/recovery-codes', () => ({ codes }));
}

function codePages({ page }: AdminRoutes, context: AdminContext): void {
  const route = {
    url: '/me/recovery-codes',
    need: null,
    acts: true,
    from: '/admin/me/recovery-codes',
  } as const;
  page({ ...route, method: 'GET' }, (turn) =>
    sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-me.new-codes'),
      paragraphs: [t('admin-me.new-codes-what')],
      action: '/admin/me/recovery-codes',
      button: t('admin-me.new-codes'),
      back: '/admin/me',
    })),
  );
  page({ ...route, method: 'POST' }, async (turn) => {
    const { client, session } = turn.visit;
    return sendCodes(turn, context, await renewRecoveryCodes(context.operators, client, session));
  });
}

function removalPages({ page }: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  const totp = { url: '/me/totp/remove', need: null, acts: true, from: '/admin/me/totp/remove' } as const;
  page({ ...totp, method: 'GET' }, (turn) =>
    sendConfirm(turn, context, ({ t }) => removal(t, 'totp', '/admin/me/totp/remove')),
  );
  page({ ...totp, method: 'POST' }, async (turn) => {
    await removeTotp(operators, turn.visit.client, turn.visit.session);
    return turn.reply.redirect(`${place.base}/admin/me?done=totp-removed`, 303);
  });

  const schema = { params: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,1364}$' }) }) };
  const url = '/me/passkeys/:id/remove';
  const passkey = { url, need: null, acts: true, from: `/admin${url}`, schema } as const;
  page({ ...passkey, method: 'GET' }, async (turn) => {
    const id = idOf(turn);
    const found = (await listPasskeys(operators, turn.visit.session)).find(({ credentialId }) =>
      credentialId.equals(Buffer.from(id, 'base64url')),
    );
    if (found === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such passkey.');
    return sendConfirm(turn, context, ({ t }) =>
      removal(t, 'passkey', `/admin/me/passkeys/${id}/remove`, found.name),
    );
  });
  page({ ...passkey, method: 'POST' }, async (turn) => {
    const { client, session } = turn.visit;
    await removePasskey(operators, client, session, Buffer.from(idOf(turn), 'base64url'));
    return turn.reply.redirect(`${place.base}/admin/me?done=passkey-removed`, 303);
  });
  page({ method: 'POST', url: '/me/passkeys/:id/name', need: null, schema }, async (turn) => {
    const name = fieldOf(turn.request, 'name');
    await nameOwnPasskey(operators, turn.visit.session, Buffer.from(idOf(turn), 'base64url'), name);
    return turn.reply.redirect(`${place.base}/admin/me?done=passkey-named`, 303);
  });
}

function idOf({ request }: OwnTurn): string {
  return (request.params as { readonly id: string }).id;
}

function removal(t: Texts['t'], what: 'totp' | 'passkey', action: string, name = '') {
  return {
    heading: t(`admin-me.remove-${what}`, { name }),
    paragraphs: [t(`admin-me.remove-${what}-what`)],
    action,
    button: t('admin-me.remove'),
    back: '/admin/me',
  };
}

function passkeyPages({ page }: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  const route = { method: 'POST', need: null, enrols: true } as const;
  page({ ...route, url: '/me/passkey' }, (turn) =>
    answerScript(turn, context, () => beginPasskey(operators, turn.visit.session)),
  );
  page({ ...route, url: '/me/passkey/answer' }, (turn) =>
    answerScript(turn, context, async () => {
      const { request, reply, visit } = turn;
      const added = { answer: fieldValue(request, 'answer'), name: deviceOf(request.headers['user-agent']) };
      const { token } = await addPasskey(operators, visit.client, visit.session, added);
      setCookie(place, reply, token);
      return { next: `${place.base}/admin/me?done=passkey` };
    }),
  );
}

/**
 * The turn of the session that a factor has made a new one of: forms of its page are of that one.
 * @throws BroadsheetError SESSION_ENDED
 */
async function renewedTurn(turn: OwnTurn, context: AdminContext, { token }: SignedIn): Promise<OwnTurn> {
  setCookie(context.place, turn.reply, token);
  const visit = await visitBy(context, turn.request, token);
  if (visit === null) throw sessionEnded();
  return { ...turn, visit };
}
