import type { Logger } from 'pino';
import { DAY_MS } from '../durations.js';
import type { Database, Queryable } from '../store/database.js';
import { inHalves, isFaultOfRow } from '../store/in-halves.js';
import {
  daysToThin,
  noteThinned,
  type ThinnedTask,
  type ThinningPeriod,
  thinnedUntil,
  thinObservations,
  thinPolls,
} from '../store/papers/thinning.js';
import { eachOf } from './each-of.js';

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
 * the next call; a day with a row that cannot be deleted stays as it is.
 */
export async function thinHistory(context: ThinningContext): Promise<void> {
  const { database, clock, log } = context;
  const today = Math.floor(clock().getTime() / DAY_MS) * DAY_MS;
  await eachOf(
    tasks.map((task) => async () => {
      const { name, keepDays } = task;
      const until = new Date(today - keepDays * DAY_MS);
      const from = await thinnedUntil(database, name);
      if (from !== null && from >= until) return;
      const deleted = await thinSparing(context, task, { from, until, limit: BATCH });
      if (deleted.every((count) => count < BATCH)) await noteThinned(database, name, until);
      const all = deleted.reduce((sum, count) => sum + count, 0);
      if (all > 0) log.info({ task: name, deleted: all }, 'thinned');
    }),
  );
}

/** @returns how many rows were deleted of each part of the period */
async function thinSparing(
  { database, log }: ThinningContext,
  { name, thin }: Task,
  period: ThinningPeriod,
): Promise<number[]> {
  try {
    return [await thin(database, period)];
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
  }
  const startOf = (day: number | undefined) => new Date((day ?? 0) * DAY_MS);
  return inHalves(
    await daysToThin(database, name, period),
    (days) => thin(database, { ...period, from: startOf(days[0]), until: startOf((days.at(-1) ?? 0) + 1) }),
    async (day, code) =>
      log.error({ task: name, day: startOf(day).toISOString().slice(0, 10), code }, 'thinning-passed-over'),
  );
}
