import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../model/actor.js';
import { hasSecondFactor } from '../../model/operator.js';
import type { ClientFacts } from '../../operators/operators-context.js';
import { actorOf, findSession, type Session } from '../../operators/sessions.js';
import { formKeyOf } from '../http/form-token.js';
import { clientHash } from '../links/client-hash.js';
import type { AdminContext } from './admin-context.js';
import { cookieOf } from './admin-place.js';

/** Who asks: an operator whose session is a full one, or somebody on the way to it. */
export interface Visit {
  readonly session: Session;
  /** May do nothing as long as a step of signing in is missing. */
  readonly actor: Actor;
  readonly client: ClientFacts;
  /** What the session's forms are signed with. */
  readonly formKey: string;
  /** What the browser's cookie has. */
  readonly token: string;
  readonly hasSecondFactor: boolean;
}

/** Null: nobody is signed in, or the session has ended. */
export async function visitOf(context: AdminContext, request: FastifyRequest): Promise<Visit | null> {
  const token = cookieOf(context.place, request);
  return token === null ? null : visitBy(context, request, token);
}

/** The same by the token that a step of signing in has just given. */
export async function visitBy(
  context: AdminContext,
  request: FastifyRequest,
  token: string,
): Promise<Visit | null> {
  const session = await findSession(context.operators, token);
  if (session === null) return null;
  const client = clientFactsOf(context, request);
  return {
    session,
    client,
    token,
    actor: actorOf(session, client),
    formKey: formKeyOf(token),
    hasSecondFactor: hasSecondFactor(session.operator.factors),
  };
}

/** What is known of a client before it has said anything. */
export function clientFactsOf(
  { keyring }: Pick<AdminContext, 'keyring'>,
  request: FastifyRequest,
): ClientFacts {
  return { clientHash: clientHash(keyring, request.ip), browser: request.headers['user-agent'] ?? '' };
}
