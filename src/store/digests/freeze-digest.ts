import type { Tally } from '../../model/answer.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { Digest, DigestKind } from '../../model/digest.js';
import { SAMPLE_SOURCE } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import { type DigestRow, digestFromRow } from './digests.js';
import { OPEN_TO_CHANGE } from './release-desk.js';

/** What is known of the lists of some days. */
export interface ListState {
  /** A source was asked for one of them and answered. */
  readonly read: boolean;
  /** Some paper stands on one. */
  readonly listed: boolean;
}

/** Both ends belong to it. */
export interface DayRange {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** What a new digest is recorded with. */
export interface NewDigest
  extends Pick<
    Digest,
    'kind' | 'period' | 'listDate' | 'strategy' | 'frozenAt' | 'remarks' | 'intro' | 'subject'
  > {
  /** What readers had said of the papers that it could take, by paper. */
  readonly tallies: ReadonlyMap<string, Tally>;
}

/** Tallies as JSON: [liked, not liked] by paper. */
export function storedTallies(tallies: ReadonlyMap<string, Tally>): string {
  return JSON.stringify(
    Object.fromEntries([...tallies].map(([paperId, { liked, disliked }]) => [paperId, [liked, disliked]])),
  );
}

/** Lets one transaction at a time freeze digests of a kind; held until the transaction ends. */
export async function lockDigestKind(client: Queryable, kind: DigestKind): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('freeze digest ' || $1, 0))`, [kind]);
}

/** Whether a list that a digest of this kind takes papers from was read, and whether it holds any. */
export async function listStateOf(
  client: Queryable,
  kind: DigestKind,
  { from, until }: DayRange,
): Promise<ListState> {
  const { rows } = await client.query<ListState>(
    `SELECT EXISTS (SELECT FROM polls
                     WHERE list_date BETWEEN $1 AND $2 AND error_code IS NULL AND (source = $3) = $4) AS read,
            EXISTS (SELECT FROM listings
                     WHERE list_date BETWEEN $1 AND $2 AND (source = $3) = $4 AND removed_at IS NULL) AS listed`,
    [from, until, SAMPLE_SOURCE, kind === 'sample'],
  );
  return rows[0] ?? { read: false, listed: false };
}

/** When the digest of a kind for a period was frozen; null where it was not. */
export async function frozenSince(
  client: Queryable,
  kind: DigestKind,
  period: CalendarDate,
): Promise<Date | null> {
  const { rows } = await client.query<{ frozen_at: Date }>(
    'SELECT frozen_at FROM digests WHERE kind = $1 AND period = $2',
    [kind, period],
  );
  return rows[0]?.frozen_at ?? null;
}

/** When the digest of a kind for a period was frozen; null where it was not, or may be changed and frozen again. */
export async function closedSince(
  client: Queryable,
  kind: DigestKind,
  period: CalendarDate,
): Promise<Date | null> {
  const { rows } = await client.query<{ frozen_at: Date }>(
    `SELECT frozen_at FROM digests g WHERE kind = $1 AND period = $2 AND NOT ${OPEN_TO_CHANGE}`,
    [kind, period],
  );
  return rows[0]?.frozen_at ?? null;
}

/** The list of the first digest of a kind; null where there is none. */
export async function firstListDate(client: Queryable, kind: DigestKind): Promise<CalendarDate | null> {
  const { rows } = await client.query<{ first: CalendarDate | null }>(
    'SELECT min(list_date) AS first FROM digests WHERE kind = $1',
    [kind],
  );
  return rows[0]?.first ?? null;
}

/** Writes a new digest, not yet released. */
export async function insertDigest(client: Queryable, digest: NewDigest): Promise<Digest> {
  const { rows } = await client.query<DigestRow>(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, remarks, tallies, intro, subject)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *`,
    [
      digest.kind,
      digest.period,
      digest.listDate,
      digest.strategy,
      digest.frozenAt,
      JSON.stringify(digest.remarks),
      storedTallies(digest.tallies),
      JSON.stringify(digest.intro ?? {}),
      JSON.stringify(digest.subject ?? {}),
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
  return digestFromRow(row);
}
