import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

/** How the table of upkeep calls that days before a count was first made were made up. */
const taskOf = (count: string): string => `numbers ${count}`;

/** Since when a count is made each day; null where its past was never filled. */
export async function countedSince(database: Queryable, count: string): Promise<Date | null> {
  const { rows } = await database.query<{ until: Date }>('SELECT until FROM upkeep WHERE task = $1', [
    taskOf(count),
  ]);
  return rows[0]?.until ?? null;
}

export async function noteCountedSince(database: Queryable, count: string, since: Date): Promise<void> {
  await database.query('INSERT INTO upkeep (task, until) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    taskOf(count),
    since,
  ]);
}

/** All days that were counted, oldest first. */
export async function allCountedDays(database: Queryable): Promise<BoundedDay[]> {
  const { rows } = await database.query<BoundedDay & Record<string, unknown>>(
    'SELECT day, starts, ends FROM counted_days ORDER BY day',
  );
  return rows;
}
