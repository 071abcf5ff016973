import { SECOND_MS } from '../durations.js';
import type { Queryable } from './database.js';

/** The time by which everything is decided, the same for all processes: that of the database. */
export interface DatabaseClock {
  /** The database's time, carried on by this process's own monotonic clock. */
  now(): Date;
  /**
   * Asks the database for the time again.
   * @returns by how many milliseconds this machine's clock is ahead of the database's; negative where it is behind
   */
  compare(): Promise<number>;
  /** As it was when they were last compared. */
  aheadMs(): number;
}

/** A clock that is further off does harm: what goes by the clock is left to processes whose clock is right. */
export const CLOCK_MAY_BE_OFF_MS = 30 * SECOND_MS;

/** An answer that took longer says too little: the process may have stood still meanwhile. */
const ANSWER_WITHIN_MS = SECOND_MS;
const ASK_TIMES = 3;

/** @param machine what this machine takes for the time */
export async function openDatabaseClock(database: Queryable, machine: () => Date): Promise<DatabaseClock> {
  let anchor = { databaseMs: machine().getTime(), at: performance.now() };
  let aheadMs = 0;
  const compare = async (): Promise<number> => {
    for (let time = 1; ; time += 1) {
      const askedAt = performance.now();
      const { rows } = await database.query<{ ms: string }>(
        'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms',
      );
      const tookMs = performance.now() - askedAt;
      if (tookMs > ANSWER_WITHIN_MS && time < ASK_TIMES) continue;
      anchor = { databaseMs: Number(rows[0]?.ms), at: askedAt + tookMs / 2 };
      aheadMs = Math.round(machine().getTime() - now().getTime());
      return aheadMs;
    }
  };
  const now = (): Date => new Date(anchor.databaseMs + performance.now() - anchor.at);
  await compare();
  return { now, compare, aheadMs: () => aheadMs };
}
