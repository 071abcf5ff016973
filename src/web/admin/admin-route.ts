import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { Permission } from '../../model/permission.js';
import { permit, permitToSee, requireFreshFactor } from '../../operators/permit.js';
import type { WebServer } from '../http/context.js';
import { isFormToken } from '../http/form-token.js';
import { widerPolicy } from '../http/security-headers.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import type { AdminContext } from './admin-context.js';
import { fieldOf } from './fields.js';
import { againUrl, loginUrl } from './next-page.js';
import { sendFault } from './send-fault.js';
import type { OwnTurn, Turn } from './turn.js';
import { type Visit, visitOf } from './visit.js';

/** A route of the admin; `url` is what stands behind `/admin`. */
interface AdminRoute {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly schema?: { readonly params: TSchema };
  /** What the page may load and show beside that of every page; that of the admin where absent. */
  readonly helmet?: FastifyHelmetOptions;
  /** How often one client may ask; as often as it likes where absent. */
  readonly onRequest?: ClientLimit;
  /** Whether its form has a file, whose body is read as it comes: then the handler looks at the token. */
  readonly uploads?: boolean;
}

export interface OperatorRoute extends AdminRoute {
  /** Null: whoever is signed in, about themselves. */
  readonly need: Permission | null;
  /**
   * Whether it does something, or leads to it: a permission that asks again does so here, and so does whatever changes
   * what its own account is signed in by. Reading asks for none, so that a list can be looked at.
   */
  readonly acts?: boolean;
  /** Whether it also serves who has to set up a second factor before anything else. */
  readonly enrols?: boolean;
  /** Where to go on from once a factor was shown again; absent: where it was asked for. */
  readonly from?: string;
}

export interface AdminRoutes {
  /** A page for whoever comes: to sign in, or behind a link. */
  door(route: AdminRoute, handle: (turn: Turn) => Promise<FastifyReply>): void;
  /** A page for operators: session, actor, permission, then what the page does. */
  page(route: OperatorRoute, handle: (turn: OwnTurn) => Promise<FastifyReply>): void;
}

const policy = widerPolicy({ 'connect-src': ["'self'"] });

/** Every page of the admin is added by these two, so that none is without its permission. */
export function openAdminRoutes(server: WebServer, context: AdminContext): AdminRoutes {
  const add = (route: AdminRoute, handle: (turn: Turn) => Promise<FastifyReply>) => {
    const { method, url, schema, helmet = policy, onRequest, uploads = false } = route;
    server.route({
      method,
      url: `/admin${url}`,
      helmet,
      schema: { hide: true, ...schema },
      ...(uploads ? { config: { isUpload: true } } : {}),
      ...(onRequest === undefined ? {} : { onRequest }),
      handler: async (request, reply) => {
        const turn = { request, reply, visit: await visitOf(context, request) };
        return handle(turn).catch((error: unknown) => sendFault(turn, context, error));
      },
    });
  };
  return {
    door: add,
    page: (route, handle) =>
      add(route, async (turn) => {
        const { request, reply, visit } = turn;
        const { base } = context.place;
        if (visit === null) return reply.redirect(base + loginUrl(wanted(request)), 303);
        const missing = missingStep(visit, route);
        if (missing !== null) return reply.redirect(base + missing, 303);
        if (request.method === 'POST' && !(route.uploads === true && request.isMultipart()))
          refuseForgery(request, visit);
        try {
          refuseUnpermitted(visit, route, context.clock());
          return await handle({ ...turn, visit });
        } catch (error) {
          if (!(error instanceof BroadsheetError) || error.code !== 'FACTOR_NEEDED') throw error;
          const from = route.from === undefined ? wanted(request) : filled(route.from, request);
          return reply.redirect(base + againUrl(from), 303);
        }
      }),
  };
}

/** Where the next step of signing in is; null where none is missing. */
function missingStep({ session: { step } }: Visit, { enrols = false }: OperatorRoute): string | null {
  if (step === 'second-factor') return '/admin/login/second';
  return step === 'enrol' && !enrols ? '/admin/enrol' : null;
}

/** The page that a form stands on has the address of the form, or leads to it. */
function wanted(request: FastifyRequest): string {
  return request.url.split('#', 1)[0] ?? '';
}

/** `/admin/operators/:id` with what the request has for `:id`. */
function filled(pattern: string, request: FastifyRequest): string {
  const params = request.params as Readonly<Record<string, string>>;
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

/** @throws BroadsheetError CROSS_SITE where the form was not made for this session */
export function refuseForgery(request: FastifyRequest, visit: Visit): void {
  refuseForgeryBy(request, visit, fieldOf(request, 'token') || request.headers['x-form-token']);
}

/** The same by a token that came in another way. */
export function refuseForgeryBy(request: FastifyRequest, { formKey }: Visit, brought: unknown): void {
  const action = request.url.split('?', 1)[0] ?? '';
  if (isFormToken(formKey, action, brought)) return;
  throw new BroadsheetError('CROSS_SITE', 'The form is not of this session; open its page again.');
}

/** @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED */
function refuseUnpermitted({ actor }: Visit, { need, acts = false }: OperatorRoute, now: Date): void {
  if (need !== null) {
    if (acts) permit(actor, need, now);
    else permitToSee(actor, need);
  } else if (acts) requireFreshFactor(actor, now);
}
