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

/** How long a transaction may wait for its process: one that stands still keeps its locks for no longer. */
const idleTransactionLimitsMs: Readonly<Record<KindOfWork, number>> = {
  web: 15 * SECOND_MS,
  jobs: MINUTE_MS,
  queue: MINUTE_MS,
  migration: MINUTE_MS,
};

/** A process that stands still while it migrates keeps the others from starting for no longer. */
const MIGRATION_IDLE_MS = MINUTE_MS;

/** A server that went without a word is noticed by the system. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10 * SECOND_MS } as const;

/** A client that went without a word is noticed by the server within half a minute. */
const CLIENT_GONE = `
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = '30s'`;

/** What was committed before a message went out is there after a crash: a server that answers sooner is not believed. */
const DURABLE = `
  SELECT set_config('synchronous_commit', 'on', false)
   WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')`;

/**
 * Makes a new connection fit for its work, before its first statement. By statements of its own, since PgBouncer
 * refuses connections that ask for it as a parameter.
 */
export function connectFor(work: KindOfWork): (client: ClientBase) => Promise<void> {
  const limits = [
    `SET statement_timeout = ${statementLimitsMs[work]}`,
    `SET idle_in_transaction_session_timeout = ${idleTransactionLimitsMs[work]}`,
    ...(work === 'migration' ? [`SET idle_session_timeout = ${MIGRATION_IDLE_MS}`] : []),
    CLIENT_GONE,
    DURABLE,
  ].join(';');
  return async (client) => {
    await client.query(limits);
  };
}

interface Runs {
  query(text: string): Promise<unknown>;
}

/** Gives the rest of a transaction the time of a job: it reads whole tables, though a page asks for it. */
export async function allowLongStatements(client: Runs): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${statementLimitsMs.jobs}`);
}
