import type { ClientBase } from 'pg';
import { MINUTE_MS, SECOND_MS } from '../durations.js';

/** What connections are opened for. */
export type KindOfWork = 'web' | 'jobs' | 'queue' | 'migration';

/**
 * How long one statement may take, in milliseconds; 0 is without an end. Nobody waits for a page for longer, and a
 * few slow statements would keep all connections of the pages. What jobs do at once for a million readers takes a
 * minute; a migration may write a large table anew. What an operator set on the server does not cut these short.
 */
export const statementLimitsMs: Readonly<Record<KindOfWork, number>> = {
  web: 15 * SECOND_MS,
  jobs: 15 * MINUTE_MS,
  queue: 2 * MINUTE_MS,
  migration: 0,
};

/**
 * Bounds the statements of a new connection, before its first one. It is a statement of its own, since PgBouncer
 * refuses connections that ask for it as a parameter.
 */
export function limitStatements(work: KindOfWork): (client: ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(`SET statement_timeout = ${statementLimitsMs[work]}`);
  };
}

interface Runs {
  query(text: string): Promise<unknown>;
}

/** Gives the rest of a transaction the time of a job: it reads whole tables, though a page asks for it. */
export async function allowLongStatements(client: Runs): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${statementLimitsMs.jobs}`);
}
