import type { FastifyReply } from 'fastify';
import { logIn } from '../../../operators/log-in.js';
import type { SignedIn } from '../../../operators/sessions.js';
import { askWhoSignsIn, logInByPasskey } from '../../../operators/show-passkey.js';
import { hasOperators } from '../../../store/operators/operators.js';
import { toProblem } from '../../http/problem.js';
import type { ClientLimit } from '../../limits/rate-limits.js';
import type { AdminContext } from '../admin-context.js';
import { type AdminPlace, cookieOf, passkeyCookie, setCookie } from '../admin-place.js';
import type { AdminRoutes } from '../admin-route.js';
import { answerScript } from '../answer-script.js';
import { faultSentence } from '../fault-sentence.js';
import { fieldOf, fieldValue, queryOf } from '../fields.js';
import { nextPage } from '../next-page.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { Turn } from '../turn.js';
import { clientFactsOf } from '../visit.js';

/**
 * `/admin/login`: by a passkey alone, which needs no name, or by address and password.
 * @param limit of what writes a row before it is known who asks
 */
export function loginPages(routes: AdminRoutes, context: AdminContext, limit: ClientLimit): void {
  const { door } = routes;
  const { operators, place } = context;
  door({ method: 'GET', url: '/login' }, async (turn) => {
    const next = nextPage(queryOf(turn.request, 'next'));
    if (turn.visit?.session.step === 'full') return turn.reply.redirect(place.base + next, 303);
    return sendForm(turn, context, { next, address: '', fault: null });
  });

  door({ method: 'POST', url: '/login' }, async (turn) => {
    const { request, reply } = turn;
    const next = nextPage(fieldOf(request, 'next'));
    const [address, password] = [fieldOf(request, 'address'), fieldOf(request, 'password')];
    try {
      const typed = { address, password, former: cookieOf(place, request) };
      const signedIn = await logIn(operators, clientFactsOf(context, request), typed);
      return goOn(place, reply, signedIn, next);
    } catch (error) {
      const fault = faultSentence(textsOfTurn(context, turn), error, 'password');
      reply.code(toProblem(error).status);
      return sendForm(turn, context, { next, address, fault });
    }
  });

  passkeyRoutes(routes, context, limit);
}

function passkeyRoutes({ door }: AdminRoutes, context: AdminContext, limit: ClientLimit): void {
  const { operators, place } = context;
  door({ method: 'POST', url: '/login/passkey', onRequest: limit }, (turn) =>
    answerScript(turn, context, async () => {
      const { token, options } = await askWhoSignsIn(operators, clientFactsOf(context, turn.request));
      passkeyCookie.set(place, turn.reply, token);
      return options;
    }),
  );

  door({ method: 'POST', url: '/login/passkey/answer' }, (turn) =>
    answerScript(turn, context, async () => {
      const { request, reply } = turn;
      const tokens = { token: passkeyCookie.of(place, request), former: cookieOf(place, request) };
      passkeyCookie.drop(place, reply);
      const client = clientFactsOf(context, request);
      const { token } = await logInByPasskey(operators, client, tokens, fieldValue(request, 'answer'));
      setCookie(place, reply, token);
      return { next: place.base + nextPage(fieldOf(request, 'next')) };
    }),
  );
}

interface FormState {
  readonly next: string;
  readonly address: string;
  readonly fault: string | null;
}

async function sendForm(turn: Turn, context: AdminContext, form: FormState): Promise<FastifyReply> {
  const isFirst = !(await hasOperators(context.database));
  const { oidc, localLogin } = context.config;
  return sendAdmin({ ...turn, visit: null }, context, 'admin/login', () => ({
    ...form,
    isFirst,
    localLogin,
    oidc: oidc === null ? null : `/admin/login/oidc?next=${encodeURIComponent(form.next)}`,
  }));
}

/** Gives the browser its session, and sends it to the step that is missing or to the page that it wanted. */
export function goOn(
  place: AdminPlace,
  reply: FastifyReply,
  { token, step }: SignedIn,
  next: string,
): FastifyReply {
  setCookie(place, reply, token);
  const steps = {
    passkey: '/admin/login',
    'second-factor': `/admin/login/second?next=${encodeURIComponent(next)}`,
    enrol: '/admin/enrol',
    full: next,
  };
  return reply.redirect(place.base + steps[step], 303);
}
