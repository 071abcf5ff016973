import type { FastifyReply } from 'fastify';
import { BroadsheetError } from '../../../errors.js';
import { endSession, type SignedIn } from '../../../operators/sessions.js';
import { showCode } from '../../../operators/show-code.js';
import { askForOwnPasskey, showPasskey } from '../../../operators/show-passkey.js';
import { showPassword } from '../../../operators/show-password.js';
import { toProblem } from '../../http/problem.js';
import type { AdminContext } from '../admin-context.js';
import { dropCookie, setCookie } from '../admin-place.js';
import { type AdminRoutes, refuseForgery } from '../admin-route.js';
import { answerScript } from '../answer-script.js';
import { faultSentence } from '../fault-sentence.js';
import { fieldOf, fieldValue, queryOf } from '../fields.js';
import { loginUrl, nextPage } from '../next-page.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { OwnTurn, Turn } from '../turn.js';
import type { Visit } from '../visit.js';
import { goOn } from './login-pages.js';

/**
 * Where a factor is shown: as the second step of signing in, and again before what cannot be taken back. Both come to
 * the same: a full session under a new token.
 */
export function factorPages(routes: AdminRoutes, context: AdminContext): void {
  const { door, page } = routes;
  for (const url of ['/login/second', '/again'] as const) {
    door({ method: 'GET', url }, (turn) =>
      withStep(turn, context, url, (own) => sendForm(own, context, { url, fault: null })),
    );
    door({ method: 'POST', url }, (turn) =>
      withStep(turn, context, url, async (own) => {
        try {
          const signedIn = await showTyped(own, context);
          return goOn(context.place, own.reply, signedIn, nextPage(fieldOf(own.request, 'next')));
        } catch (error) {
          const about = asksPassword(own.visit) ? 'password' : 'code';
          const fault = faultSentence(textsOfTurn(context, own), error, about);
          own.reply.code(toProblem(error).status);
          return sendForm(own, context, { url, fault });
        }
      }),
    );
  }
  passkeyRoutes(routes, context);

  page({ method: 'POST', url: '/logout', need: null, enrols: true }, async ({ request, reply, visit }) => {
    const { session, client } = visit;
    await endSession(context.operators, client, session, session.idHash);
    dropCookie(context.place, reply);
    request.log.info({ operator: visit.actor.id }, 'signed-out');
    return reply.redirect(`${context.place.base}/admin/login`, 303);
  });
}

function passkeyRoutes({ door }: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  door({ method: 'POST', url: '/factor/passkey' }, (turn) =>
    answerScript(turn, context, async () => askForOwnPasskey(operators, ownOf(turn).session)),
  );
  door({ method: 'POST', url: '/factor/passkey/answer' }, (turn) =>
    answerScript(turn, context, async () => {
      const { session, client } = ownOf(turn);
      const answer = fieldValue(turn.request, 'answer');
      const { token } = await showPasskey(operators, client, session, answer);
      setCookie(place, turn.reply, token);
      return { next: place.base + nextPage(fieldOf(turn.request, 'next')) };
    }),
  );
}

function ownOf({ request, visit }: Turn): Visit {
  if (visit === null) throw new BroadsheetError('SESSION_ENDED', 'The session is over; sign in again.');
  refuseForgery(request, visit);
  return visit;
}

/** Only who has the session that the page is about gets to it. */
async function withStep(
  turn: Turn,
  { place }: AdminContext,
  url: '/login/second' | '/again',
  handle: (turn: OwnTurn) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { visit, reply } = turn;
  const next = nextPage(queryOf(turn.request, 'next') || fieldOf(turn.request, 'next'));
  if (visit === null) return reply.redirect(place.base + loginUrl(next), 303);
  const wanted = url === '/again' ? 'full' : 'second-factor';
  if (visit.session.step === wanted) {
    if (turn.request.method === 'POST') refuseForgery(turn.request, visit);
    return handle({ ...turn, visit });
  }
  const elsewhere = { full: next, enrol: '/admin/enrol', 'second-factor': '/admin/login/second' } as const;
  return reply.redirect(place.base + elsewhere[visit.session.step], 303);
}

/** Who has no second factor yet shows the password again. */
function asksPassword(visit: Visit): boolean {
  return !visit.hasSecondFactor;
}

function showTyped({ request, visit }: OwnTurn, { operators }: AdminContext): Promise<SignedIn> {
  const { client, session } = visit;
  return asksPassword(visit)
    ? showPassword(operators, client, session, fieldOf(request, 'password'))
    : showCode(operators, client, session, fieldOf(request, 'code').trim());
}

function sendForm(
  turn: OwnTurn,
  context: AdminContext,
  { url, fault }: { readonly url: string; readonly fault: string | null },
): Promise<FastifyReply> {
  const { request, visit } = turn;
  const { factors } = visit.session.operator;
  const next = nextPage(queryOf(request, 'next') || fieldOf(request, 'next'));
  return sendAdmin(turn, context, 'admin/factor', () => ({
    isAgain: url === '/again',
    action: `/admin${url}`,
    next,
    fault,
    asksPassword: asksPassword(visit),
    oidc: factors.isForeign ? `/admin/login/oidc?next=${encodeURIComponent(next)}` : null,
    hasTotp: factors.hasTotp,
    hasPasskey: factors.passkeys > 0,
  }));
}
