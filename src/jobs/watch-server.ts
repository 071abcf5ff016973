import type { Database } from '../store/database.js';
import { noteServer } from '../store/failovers.js';

interface ServerContext {
  readonly database: Database;
  readonly log: { error(fields: object, event: string): void };
}

/** Notices that another server has taken over from the database's, before anything is sent that it may have sent. */
export async function watchServer({ database, log }: ServerContext): Promise<void> {
  const failover = await noteServer(database);
  if (failover !== null) log.error(failover, 'failover-noticed');
}
