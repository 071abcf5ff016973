import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import {
  acceptLink,
  acceptLinkByPasskey,
  askForFirstPasskey,
  type TypedAccount,
  takesPasskey,
} from '../../../operators/accept-link.js';
import { type FollowedLink, followLink } from '../../../operators/links.js';
import { toProblem } from '../../http/problem.js';
import type { AdminContext } from '../admin-context.js';
import { setCookie } from '../admin-place.js';
import type { AdminRoutes } from '../admin-route.js';
import { answerScript } from '../answer-script.js';
import { faultSentence } from '../fault-sentence.js';
import { fieldOf, fieldValue } from '../fields.js';
import { FRONT } from '../next-page.js';
import { languageOfTurn, sendAdmin, textsOfTurn } from '../send-admin.js';
import type { Turn } from '../turn.js';
import { clientFactsOf } from '../visit.js';
import { goOn } from './login-pages.js';

const purposes = { begin: 'first', invite: 'invite', recover: 'recover' } as const;
type Path = keyof typeof purposes;

const schema = { params: Type.Object({ token: Type.String({ maxLength: 100 }) }) };

/** `/admin/begin/…`, `/admin/invite/…`, `/admin/recover/…`: an account is made, or opened again, behind a link. */
export function linkPages(routes: AdminRoutes, context: AdminContext): void {
  for (const path of Object.keys(purposes) as Path[]) formRoutes(routes, context, path);
}

function formRoutes(routes: AdminRoutes, context: AdminContext, path: Path): void {
  const { door } = routes;
  const { operators, place } = context;
  const follow: Follow = ({ request }) =>
    followLink(operators, purposes[path], (request.params as { readonly token: string }).token);
  const url = `/${path}/:token`;

  door({ method: 'GET', url, schema }, async (turn) =>
    sendForm(turn, context, { path, link: await follow(turn), fault: null }),
  );

  door({ method: 'POST', url, schema }, async (turn) => {
    const link = await follow(turn);
    const { request, reply } = turn;
    try {
      const typed = { ...typedAccount(turn), password: fieldOf(request, 'password') };
      const signedIn = await acceptLink(operators, clientFactsOf(context, request), link, typed);
      return goOn(place, reply, signedIn, FRONT);
    } catch (error) {
      const fault = faultSentence(textsOfTurn(context, turn), error, 'password');
      reply.code(toProblem(error).status);
      return sendForm(turn, context, { path, link, fault });
    }
  });

  passkeyRoutes(routes, context, url, follow);
}

/** Finds the link that a request came by. @throws BroadsheetError TOKEN_INVALID, TOKEN_EXPIRED */
type Follow = (turn: Turn) => Promise<FollowedLink>;

function passkeyRoutes({ door }: AdminRoutes, context: AdminContext, url: string, follow: Follow): void {
  const { operators, place } = context;
  door({ method: 'POST', url: `${url}/passkey`, schema }, (turn) =>
    answerScript(turn, context, async () =>
      askForFirstPasskey(operators, await follow(turn), typedAccount(turn)),
    ),
  );

  door({ method: 'POST', url: `${url}/passkey/answer`, schema }, (turn) =>
    answerScript(turn, context, async () => {
      const { request, reply } = turn;
      const passkey = {
        answer: fieldValue(request, 'answer'),
        name: deviceOf(request.headers['user-agent']),
      };
      const typed = { ...typedAccount(turn), passkey };
      const client = clientFactsOf(context, request);
      const { token } = await acceptLinkByPasskey(operators, client, await follow(turn), typed);
      setCookie(place, reply, token);
      return { next: `${place.base}/admin/me?done=welcome` };
    }),
  );
}

function typedAccount(turn: Turn): TypedAccount {
  const { request } = turn;
  return {
    name: fieldOf(request, 'name'),
    address: fieldOf(request, 'address').trim(),
    language: languageOfTurn({ request, visit: null }),
  };
}

/** What a passkey is called at first: where it was made. */
export function deviceOf(browser = ''): string {
  const [system] = /iPhone|iPad|Android|Windows|Macintosh|CrOS|Linux/.exec(browser) ?? ['Passkey'];
  return system === 'Macintosh' ? 'Mac' : system;
}

function sendForm(
  turn: Turn,
  context: AdminContext,
  { path, link, fault }: { readonly path: Path; readonly link: FollowedLink; readonly fault: string | null },
): Promise<FastifyReply> {
  const { request } = turn;
  const token = (request.params as { readonly token: string }).token;
  return sendAdmin({ ...turn, visit: null }, context, 'admin/link', ({ t, dates }) => ({
    heading: t(`admin-login.${path}`),
    lead: t(`admin-login.${path}-lead`, { role: t(`admin-operators.role-${link.role ?? 'viewer'}`) }),
    until: t('admin-login.until', { at: dates.moment(link.expiresAt) }),
    known: link.operator === null ? null : { name: link.operator.name, address: link.operator.address },
    takesPasskey: takesPasskey(link),
    url: `/admin/${path}/${token}`,
    name: fieldOf(request, 'name'),
    address: fieldOf(request, 'address'),
    fault,
  }));
}
