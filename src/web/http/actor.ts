import type { FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import type { Permission } from '../../model/permission.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who acts, where the route is for operators. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    /** What whoever uses the route has to have. */
    permission?: Permission;
  }
}

/** Who acts by a request to a route that names a permission. */
export function actorOf({ actor }: Pick<FastifyRequest, 'actor'>): Actor {
  if (actor === null) throw new BroadsheetError('INTERNAL', 'A route for operators let somebody in.');
  return actor;
}
