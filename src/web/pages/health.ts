import { BroadsheetError } from '../../errors.js';
import { versionOfPackage } from '../../package-folder.js';
import { healthOfSource } from '../../sources/source-health.js';
import { listingNames } from '../../sources/source-settings.js';
import { sourceFacts } from '../../store/papers/polls.js';
import type { PageContext, WebServer } from '../http/context.js';
import { siteAnswer } from '../http/site-answer.js';

/**
 * Whether this process can do its work: 200 with how each source is, 503 where the database does not answer. A
 * source that is down does not make the service unhealthy. `broadsheet doctor` is told how its request arrived.
 */
export function healthPage(server: WebServer, { database, config, clock, secretKeys }: PageContext): void {
  const version = versionOfPackage();
  server.get('/healthz', { logLevel: 'warn' }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const facts = await sourceFacts(database, listingNames(config.sources)).catch((cause: unknown) => {
      throw new BroadsheetError('DATABASE_UNREACHABLE', 'The database does not answer.', { cause });
    });
    // The detail of an error is for operators: `broadsheet sources` tells it.
    const sources = facts.map((one) => {
      const { errorDetail: _, ...health } = healthOfSource(one, clock(), config.pollMinutes);
      return health;
    });
    const site = siteAnswer(request, secretKeys);
    return { status: 'ok', version, sources, ...(site === null ? {} : { site }) };
  });
}
