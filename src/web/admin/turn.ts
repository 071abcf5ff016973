import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Visit } from './visit.js';

/** One request of the admin, and who asks. */
export interface Turn {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Null: nobody is signed in. */
  readonly visit: Visit | null;
}

/** The turn of somebody who is signed in. */
export interface OwnTurn extends Turn {
  readonly visit: Visit;
}
