import type pg from 'pg';
import type { Database } from './database.js';

/** Arbitrary numbers of our own; a lock is one database's alone. */
const SWEEP_LOCK = 748_301_552;
const SCHEDULES_LOCK = 748_301_553;
const MAILBOX_LOCK = 748_301_554;
/** Held by a transaction and not by a connection: see `lockSignupDecisions`. */
export const SIGNUP_DECISIONS_LOCK = 5_246_780_133;

/**
 * Runs `work` unless another process is at its sweep.
 * @returns false when another process was, and `work` was not run
 */
export function withSweepLock(database: Database, work: () => Promise<void>): Promise<boolean> {
  return withLock(database, 'SELECT pg_try_advisory_lock($1) AS locked', SWEEP_LOCK, work);
}

/** Runs `work` when no other process makes schedules any more. */
export async function withSchedulesLock(database: Database, work: () => Promise<void>): Promise<void> {
  await withLock(database, 'SELECT true AS locked FROM pg_advisory_lock($1)', SCHEDULES_LOCK, work);
}

/**
 * Runs `work` unless another process reads the mailbox of what comes back.
 * @returns false when another process does, and `work` was not run
 */
export function withMailboxLock(database: Database, work: () => Promise<void>): Promise<boolean> {
  return withLock(database, 'SELECT pg_try_advisory_lock($1) AS locked', MAILBOX_LOCK, work);
}

/** The lock belongs to one connection, which is kept for as long; the lock goes when the connection does. */
async function withLock(
  database: Database,
  acquire: string,
  lock: number,
  work: () => Promise<void>,
): Promise<boolean> {
  const client = await database.connect();
  // It idles while the work is done, where a lost connection would be an error that nobody listens to.
  const ignore = () => undefined;
  client.on('error', ignore);
  let mayHold = true;
  try {
    const { rows } = await client.query<{ locked: boolean }>(acquire, [lock]);
    mayHold = rows[0]?.locked === true;
    if (!mayHold) return false;
    await work();
    return true;
  } finally {
    if (mayHold) mayHold = !(await unlock(client, lock));
    // A connection that may still hold the lock is not given back to the pool.
    client.release(mayHold);
    client.off('error', ignore);
  }
}

async function unlock(client: pg.PoolClient, lock: number): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock($1)', [lock]);
    return true;
  } catch {
    return false;
  }
}
