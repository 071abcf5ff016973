import type { CalendarDate } from '../../model/calendar-date.js';
import type { Digest, DigestWithPapers } from '../../model/digest.js';
import type { Queryable } from '../database.js';
import { type DigestRow, digestFromRow, findDigestById } from './digests.js';
import { type NewDigest, storedTallies } from './freeze-digest.js';

/** The digest that gathers exactly these daily ones; null where there is none yet. */
export async function findGathered(database: Queryable, dayIds: readonly number[]): Promise<number | null> {
  const { rows } = await database.query<{ id: number }>(
    'SELECT id FROM digests WHERE gathers = $1::bigint[]',
    [dayIds],
  );
  return rows[0]?.id ?? null;
}

/** The newest gathered digest of a stretch of days. */
export async function findGatheredDigest(
  database: Queryable,
  { period, lastDay }: { readonly period: CalendarDate; readonly lastDay: CalendarDate },
): Promise<DigestWithPapers | null> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM digests WHERE kind = 'gathered' AND period = $1 AND last_day = $2 ORDER BY id DESC LIMIT 1`,
    [period, lastDay],
  );
  return rows[0] === undefined ? null : findDigestById(database, rows[0].id);
}

/** Writes a gathered digest, released at once; it stands still where one of its days does. */
export async function insertGathered(
  client: Queryable,
  dayIds: readonly number[],
  {
    strategy,
    frozenAt,
    remarks,
    tallies,
    intro,
  }: Pick<NewDigest, 'strategy' | 'frozenAt' | 'remarks' | 'tallies' | 'intro'>,
): Promise<Digest> {
  const { rows } = await client.query<DigestRow>(
    `INSERT INTO digests (kind, period, last_day, list_date, gathers, strategy, frozen_at, released_at, remarks,
                          tallies, intro, paused_at, paused_by, pause_reason)
     SELECT 'gathered', min(period), max(period), max(list_date), $1::bigint[], $2, $3, $3, $4, $5,
            $6, max(paused_at),
            (array_agg(paused_by ORDER BY paused_at DESC NULLS LAST))[1],
            (array_agg(pause_reason ORDER BY paused_at DESC NULLS LAST))[1]
       FROM digests WHERE id = ANY ($1::bigint[])
     RETURNING *`,
    [
      dayIds,
      strategy,
      frozenAt,
      JSON.stringify(remarks),
      storedTallies(tallies),
      JSON.stringify(intro ?? {}),
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
  return digestFromRow(row);
}
