import type { FastifyReply } from 'fastify';
import { BroadsheetError, type ErrorCode } from '../../errors.js';
import type { TextName } from '../../i18n/text-keys.js';
import { toProblem } from '../http/problem.js';
import type { AdminContext } from './admin-context.js';
import { loginUrl } from './next-page.js';
import { sendAdminMessage } from './send-admin.js';
import type { Turn } from './turn.js';

/** There are two texts of each: what happened, and what comes next. */
type Fault = WithNext<TextName<'admin-fault'>>;
type WithNext<Name> = Name extends `${infer Fault}-next` ? Fault : never;

/** What is told of these inside the frame; all others go the way of every page. */
const told: Partial<Record<ErrorCode, Fault>> = {
  FORBIDDEN: 'forbidden',
  CROSS_SITE: 'form',
  NOT_FOUND: 'gone',
  INPUT_INVALID: 'input',
  DATE_INVALID: 'digest',
  DIGEST_NOT_FOUND: 'digest',
  DIGEST_CANCELLED: 'digest-cancelled',
  LAST_OWNER: 'last-owner',
  LAST_FACTOR: 'last-factor',
  LOGIN_FAILED: 'login-refused',
  PROVIDER_UNREACHABLE: 'provider',
  TOKEN_INVALID: 'link',
  TOKEN_EXPIRED: 'link',
  QUEUE_UNREACHABLE: 'queue',
};

/** An error as a page of the admin, with a way on. */
export async function sendFault(turn: Turn, context: AdminContext, error: unknown): Promise<FastifyReply> {
  const { reply, request, visit } = turn;
  if (!(error instanceof BroadsheetError)) throw error;
  if (error.code === 'SESSION_ENDED') return reply.redirect(context.place.base + loginUrl(request.url), 303);
  const words = faultOf(error);
  if (words === undefined) throw error;
  request.log.info({ code: error.code, route: request.routeOptions.url ?? null }, 'admin-refused');
  reply.code(toProblem(error).status);
  return sendAdminMessage(turn, context, ({ t }) => ({
    heading: t(`admin-fault.${words}`),
    paragraphs: [t(`admin-fault.${words}-next`)],
    links: [
      visit === null
        ? { href: '/admin/login', text: t('admin-login.title') }
        : { href: '/admin', text: t('admin.today') },
    ],
  }));
}

/** Whom a provider knows: a role that it gives is not changed by an owner here. */
function faultOf({ code, details }: BroadsheetError): Fault | undefined {
  if (code !== 'FORBIDDEN' || details['by'] !== 'oidc') return told[code];
  return details['because'] === 'disabled' ? 'account-disabled' : 'no-role';
}
