import { BroadsheetError } from '../../errors.js';
import { lastSuccesses } from '../../store/polls.js';
import type { PageContext, WebServer } from '../context.js';
import { readVersion } from '../version.js';

/**
 * Whether this process can do its work: 200 with the last successful poll of each source, 503 where the
 * database does not answer. A source that is down does not make the service unhealthy.
 */
export function healthPage(server: WebServer, { database }: PageContext): void {
  const version = readVersion();
  server.get('/healthz', { logLevel: 'warn' }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    const sources = await lastSuccesses(database).catch((cause: unknown) => {
      throw new BroadsheetError('DATABASE_UNREACHABLE', 'The database does not answer.', { cause });
    });
    return { status: 'ok', version, sources };
  });
}
