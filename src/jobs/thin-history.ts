import type { Logger } from 'pino';
import { DAY_MS } from '../durations.js';
import type { Database, Queryable } from '../store/database.js';
import {
  noteThinned,
  type ThinnedTask,
  type ThinningPeriod,
  thinnedUntil,
  thinObservations,
  thinPolls,
} from '../store/papers/thinning.js';

export interface ThinningContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Rows that one sweep deletes of each kind: it is over in well under a second. */
const BATCH = 5_000;

interface Task {
  readonly name: ThinnedTask;
  /** What happened so many days ago is thinned out. */
  readonly keepDays: number;
  readonly thin: (database: Queryable, period: ThinningPeriod) => Promise<number>;
}

/** A digest looks at the day before it, and one that is made up for later at no more than a few days before. */
const tasks: readonly Task[] = [
  { name: 'observations', keepDays: 7, thin: thinObservations },
  { name: 'polls', keepDays: 15, thin: thinPolls },
];

/**
 * Thins out what is old, whole days at a time and a batch of rows for each call. What is left of a day is done by
 * the next call.
 */
export async function thinHistory({ database, clock, log }: ThinningContext): Promise<void> {
  const today = Math.floor(clock().getTime() / DAY_MS) * DAY_MS;
  for (const { name, keepDays, thin } of tasks) {
    const until = new Date(today - keepDays * DAY_MS);
    const from = await thinnedUntil(database, name);
    if (from !== null && from >= until) continue;
    const deleted = await thin(database, { from, until, limit: BATCH });
    if (deleted < BATCH) await noteThinned(database, name, until);
    if (deleted > 0) log.info({ task: name, deleted }, 'thinned');
  }
}
