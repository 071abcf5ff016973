import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** How many addresses were suppressed in a month for one reason, and still are. */
export interface SuppressedMonth {
  /** `YYYY-MM`, in the zone of the site. */
  readonly month: string;
  readonly reason: SuppressionReason;
  readonly addresses: number;
}

/** Suppressions by month and reason, the newest month first. */
export async function countSuppressions(
  database: Queryable,
  timeZone: string,
): Promise<readonly SuppressedMonth[]> {
  const { rows } = await database.query<SuppressedMonth & Record<string, unknown>>(
    `SELECT to_char(month, 'YYYY-MM') AS month, reason, addresses
       FROM (SELECT date_trunc('month', created_at AT TIME ZONE $1) AS month, reason, count(*) AS addresses
               FROM suppressions GROUP BY 1, 2) AS counted
      ORDER BY counted.month DESC, reason`,
    [timeZone],
  );
  return rows;
}

/** A suppressed address; what it is stands nowhere but in the row of a subscriber, where there is one. */
export interface ListedSuppression {
  readonly reason: SuppressionReason;
  readonly at: Date;
  readonly note: string | null;
  readonly subscriberId: number | null;
  readonly address: string | null;
}

/** What one moment may add to a page. */
const MOST_TOGETHER = 2_000;

/**
 * The newest suppressions before a moment, of one reason or of all: `limit` of them, and those of the same millisecond
 * as the last, since a list of people suppresses a thousand at one moment.
 */
export async function listSuppressions(
  database: Queryable,
  {
    reason,
    before,
    limit,
  }: { readonly reason: SuppressionReason | null; readonly before: Date | null; readonly limit: number },
): Promise<readonly ListedSuppression[]> {
  const { rows } = await database.query<ListedSuppression & Record<string, unknown>>(
    `SELECT x.reason, x.created_at AS at, x.note, s.id AS "subscriberId", s.address
       FROM (SELECT * FROM suppressions
              WHERE ($1::text IS NULL OR reason = $1) AND ($2::timestamptz IS NULL OR created_at < $2)
                AND created_at >= coalesce((
                      SELECT date_trunc('milliseconds', created_at) FROM suppressions
                       WHERE ($1::text IS NULL OR reason = $1) AND ($2::timestamptz IS NULL OR created_at < $2)
                       ORDER BY created_at DESC OFFSET $3 - 1 LIMIT 1), '-infinity')
              ORDER BY created_at DESC LIMIT $3 + ${MOST_TOGETHER}) AS x
       -- OFFSET has each looked up by itself: for as many as there may be the planner would read all subscribers.
       LEFT JOIN LATERAL (SELECT id, address FROM subscribers WHERE address_hash = x.address_hash OFFSET 0) AS s ON true
      ORDER BY x.created_at DESC`,
    [reason, before, limit],
  );
  return rows;
}

/**
 * Keeps an address from being mailed because an operator says so, whatever was known of it: what an operator suppressed
 * stays with the operator. That an address was erased, left another service or moved stays, while nobody has it: lifting
 * what an operator suppressed would let a list bring it back.
 * @returns false where it stays
 */
export async function suppressByOperator(
  client: Queryable,
  hash: Buffer,
  { note, at }: { readonly note: string | null; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO suppressions AS x (address_hash, reason, note, created_at) VALUES ($1, 'operator', $2, $3)
     ON CONFLICT (address_hash) DO UPDATE
        SET reason = excluded.reason, note = excluded.note, created_at = excluded.created_at
      WHERE x.reason NOT IN ('erased', 'left', 'moved') OR EXISTS (SELECT FROM subscribers s WHERE s.address_hash = x.address_hash)`,
    [hash, note, at],
  );
  return rowCount === 1;
}

/** Batches of lifting that can still be undone, the newest first. */
export async function listLiftBatches(
  database: Queryable,
  after: Date,
): Promise<
  readonly { readonly id: number; readonly reason: string; readonly at: Date; readonly lifted: number }[]
> {
  const { rows } = await database.query<{ id: number; reason: string; at: Date; lifted: number }>(
    `SELECT id, reason, at, (SELECT count(*) FROM suppression_lifts WHERE batch_id = b.id) AS lifted
       FROM lift_batches b WHERE undone_at IS NULL AND at > $1 ORDER BY id DESC LIMIT 20`,
    [after],
  );
  return rows;
}
