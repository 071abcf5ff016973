import { isLoopback } from '../../config/mailbox-exposure.js';
import { permitToSee } from '../../operators/permit.js';
import { hasOperators } from '../../store/operators/operators.js';
import type { WebServer } from '../http/context.js';
import type { AdminContext } from './admin-context.js';
import { visitOf } from './visit.js';

/**
 * The mailbox shows every link in every mail. Beyond loopback, which is also behind a proxy that listens elsewhere, it is
 * for operators, from the first one on; before there is one, whoever set MAILBOX=open has said that all may read it.
 */
export function guardMailbox(server: WebServer, context: AdminContext): void {
  const { host, publicUrl } = context.config;
  if (isLoopback(host) && isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''))) return;
  server.addHook('onRequest', async (request, reply) => {
    if (!(await hasOperators(context.database))) return;
    const visit = await visitOf(context, request);
    if (visit === null || visit.session.step !== 'full')
      return reply.redirect(`${context.place.url}/admin/login`, 303);
    permitToSee(visit.actor, 'system:read');
  });
}
