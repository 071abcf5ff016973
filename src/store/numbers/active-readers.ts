import type { Queryable } from '../database.js';

/** So many are counted in a few milliseconds. */
const COUNTED_AT_ONCE = 50_000;

/** How many readers are mailed: counted now where they are few, else as the numbers of days have it, within the hour. */
export async function activeReaders(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ counted: number; kept: number | null }>(
    `SELECT (SELECT count(*) FROM (SELECT FROM reader_facets WHERE state = 'active' LIMIT $1 + 1) AS some_of_them) AS counted,
            (SELECT value FROM daily_numbers WHERE measure = 'readers' AND dimension = 'state' AND label = 'active'
              ORDER BY day DESC LIMIT 1) AS kept`,
    [COUNTED_AT_ONCE],
  );
  const { counted = 0, kept = null } = rows[0] ?? {};
  return counted <= COUNTED_AT_ONCE ? counted : Math.max(counted, kept ?? 0);
}
