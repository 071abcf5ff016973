import type { CalendarDate } from '../../model/calendar-date.js';
import type { Language } from '../../model/language.js';
import type { DeliveryOrder } from '../../model/reading-order.js';
import type { Queryable } from '../database.js';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../editions/delivery-orders.js';

/** A row of a slice that waits to be sent. */
export interface OpenRow {
  readonly subscriberId: number;
  /** As it was when the page was read; the mark reads it again. */
  readonly address: string;
  /** How often it was put on the wire so far. */
  readonly fence: number;
  /** Whose rules chose the edition; null: everything. */
  readonly ruleSetId: number | null;
  /** Positions of papers that the reader had before; null: none. */
  readonly leftOut: readonly number[] | null;
  /** The reader's own date; null: the day of the digest. */
  readonly readerDate: CalendarDate | null;
  /** As it was when the delivery was written: the same in every attempt. */
  readonly language: Language;
  /** The order of the reader's own; `undecided` where it has to be decided before it is sent, null: the common one. */
  readonly order: DeliveryOrder | 'undecided' | null;
}

/** Rows of a slice that wait to be sent, in order of subscriber. */
export async function readOpenRows(
  database: Queryable,
  sliceId: number,
  after: number,
  limit: number,
): Promise<OpenRow[]> {
  const { rows } = await database.query<
    {
      subscriber_id: number;
      address: string;
      fence: number;
      rule_set_id: number | null;
      left_out: number[] | null;
      reader_date: CalendarDate | null;
      language: Language;
      has_order: boolean;
    } & OrderRow
  >(
    `SELECT d.*, s.address, o.subscriber_id IS NOT NULL AS has_order, ${ORDER_COLUMNS}
       FROM (SELECT digest_id, subscriber_id, fence, rule_set_id, left_out, reader_date, language FROM deliveries
              WHERE slice_id = $1 AND subscriber_id > $2 AND state = 'pending'
              ORDER BY subscriber_id LIMIT $3) AS d
       -- Each by its key: a join would read all readers for one page of rows.
       CROSS JOIN LATERAL (SELECT address FROM subscribers WHERE id = d.subscriber_id OFFSET 0) AS s
       LEFT JOIN delivery_orders o ON o.digest_id = d.digest_id AND o.subscriber_id = d.subscriber_id
      ORDER BY d.subscriber_id`,
    [sliceId, after, limit],
  );
  return rows.map((row) => ({
    subscriberId: row.subscriber_id,
    address: row.address,
    fence: row.fence,
    ruleSetId: row.rule_set_id,
    leftOut: row.left_out,
    readerDate: row.reader_date,
    language: row.language,
    order: row.has_order ? (orderOf(row) ?? 'undecided') : null,
  }));
}

/** A row that is not sent now because of a limit. */
export interface DeferredRow {
  readonly subscriberId: number;
  readonly fence: number;
  readonly until: Date;
}

/**
 * Defers rows of a slice without an attempt, as long as the lease holds. Rows that were taken up meanwhile
 * are left alone. Returns how many were deferred.
 */
export async function deferRows(
  database: Queryable,
  { sliceId, lease }: { readonly sliceId: number; readonly lease: string },
  rows: readonly DeferredRow[],
): Promise<number> {
  const { rowCount } = await database.query(
    `WITH held AS (SELECT id FROM slices WHERE id = $1 AND worker = $2 FOR KEY SHARE)
     UPDATE deliveries d SET state = 'deferred', next_attempt_at = o.until, reason = 'limited'
       FROM held, unnest($3::bigint[], $4::integer[], $5::timestamptz[]) AS o (subscriber_id, fence, until)
      WHERE d.slice_id = held.id AND d.subscriber_id = o.subscriber_id
        AND d.state = 'pending' AND d.fence = o.fence`,
    [
      sliceId,
      lease,
      rows.map((row) => row.subscriberId),
      rows.map((row) => row.fence),
      rows.map((row) => row.until),
    ],
  );
  return rowCount ?? 0;
}
