import type { DeliveryState, Outcome } from '../../model/delivery.js';
import type { Queryable } from '../database.js';
import { suppressionSql } from '../subscribers/suppressions.js';
import { transitionSql } from '../subscribers/transitions.js';
import type { OpenRow } from './open-rows.js';

/** Asks for one row to be marked as on the wire, under the lease of its slice. */
export interface MarkRequest extends Pick<OpenRow, 'subscriberId' | 'attempts'> {
  readonly digestId: number;
  readonly sliceId: number;
  readonly lease: string;
}

/** A row that may now be sent, or was skipped because its reader left. */
export interface MarkedRow {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly state: Extract<DeliveryState, 'sending' | 'skipped'>;
  readonly address: string;
  /** How often the reader has moved to another address. */
  readonly generation: number;
  /** This one included. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** What became of an attempt; see settle-outcome.ts. */
export interface SettledRow {
  readonly digestId: number;
  readonly subscriberId: number;
  /** The attempt it is about; a row that was taken up again since is left alone. */
  readonly attempts: number;
  readonly state: DeliveryState;
  readonly spent: boolean;
  readonly nextAttemptAt: Date | null;
  readonly reason: string | null;
  readonly dead: boolean;
  readonly outcome: Outcome;
  /** The name of the relay that it was made by. */
  readonly relay: string;
}

export interface LedgerEntries {
  readonly settled: readonly SettledRow[];
  readonly marks: readonly MarkRequest[];
  /** The entries were written before and the answer was lost: what is already so is answered again. */
  readonly repeated: boolean;
  readonly now: Date;
}

const DEAD = 'SELECT subscriber_id FROM settled WHERE dead';

/*
 * One statement for the outcomes of the last messages and the marks of the next, so that a message costs a
 * share of one round trip. `wanted` locks the slices against the sweep, and the answer is built from `marked`
 * alone, so slices are locked before deliveries here as they are everywhere.
 *
 * A row is marked only while the lease holds, its digest is neither paused nor cancelled, and its reader is active and not suppressed at this moment
 * (RFC 8058: leaving takes effect at once). `attempts` fences: a worker that lost its lease can neither mark
 * a row nor overwrite what became of it.
 */
const RECORD = `
WITH wanted AS (
  SELECT w.* FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[])
           AS w (digest_id, subscriber_id, attempts, slice_id, lease)
    JOIN slices l ON l.id = w.slice_id AND l.worker = w.lease
    JOIN digests g ON g.id = w.digest_id AND g.paused_at IS NULL AND g.cancelled_at IS NULL
     FOR SHARE OF l
), checked AS MATERIALIZED (
  SELECT w.*, s.address, s.address_generation,
         CASE WHEN s.state <> 'active' THEN s.state
              WHEN EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash) THEN 'suppressed'
         END AS refusal
    FROM wanted w JOIN subscribers s ON s.id = w.subscriber_id
), marked AS (
  UPDATE deliveries d
     SET state = CASE WHEN c.refusal IS NULL THEN 'sending' ELSE 'skipped' END,
         attempts = CASE WHEN c.refusal IS NULL THEN c.attempts + 1 ELSE c.attempts END,
         reason = c.refusal,
         settled_at = CASE WHEN c.refusal IS NULL THEN NULL ELSE $6::timestamptz END
    FROM checked c
   WHERE d.digest_id = c.digest_id AND d.subscriber_id = c.subscriber_id AND d.slice_id = c.slice_id
     AND (d.state = 'pending' AND d.attempts = c.attempts
          OR $7 AND d.state = 'sending' AND d.attempts = c.attempts + 1)
  RETURNING d.digest_id, d.subscriber_id, d.state, c.address, c.address_generation, d.attempts, d.created_at
), settled AS (
  UPDATE deliveries d
     SET state = o.state, attempts = CASE WHEN o.spent THEN d.attempts ELSE d.attempts - 1 END,
         next_attempt_at = o.next_attempt_at, reason = o.reason,
         reply_code = o.reply_code, reply_status = o.reply_status, reply_text = o.reply_text, relay = o.relay,
         settled_at = CASE WHEN o.state = 'deferred' THEN NULL ELSE $6::timestamptz END
    FROM unnest($8::bigint[], $9::bigint[], $10::integer[], $11::text[], $12::boolean[], $13::timestamptz[],
                $14::text[], $15::boolean[], $16::smallint[], $17::text[], $18::text[], $19::text[])
           AS o (digest_id, subscriber_id, attempts, state, spent, next_attempt_at, reason, dead, reply_code,
                 reply_status, reply_text, relay)
   WHERE d.digest_id = o.digest_id AND d.subscriber_id = o.subscriber_id
     AND d.state = 'sending' AND d.attempts = o.attempts
  RETURNING d.subscriber_id, o.dead
), bounced AS (
  ${transitionSql('bounce', { at: '$6', where: `s.id IN (${DEAD})` })}
), suppressed AS (
  ${suppressionSql({
    hashes: `SELECT address_hash FROM subscribers WHERE id IN (${DEAD})`,
    reason: "'bounced'",
    at: '$6',
  })}
)
SELECT * FROM marked`;

/**
 * Records the outcomes of messages that ended and marks the next ones as on the wire, all or nothing. An
 * address that turned out dead is suppressed with the same stroke. Repeating it is harmless.
 * @returns the rows that were marked or skipped; a row that is missing is not the caller's any more
 */
export async function recordEntries(database: Queryable, entries: LedgerEntries): Promise<MarkedRow[]> {
  const { settled, marks, repeated, now } = entries;
  const { rows } = await database.query<{
    digest_id: number;
    subscriber_id: number;
    state: 'sending' | 'skipped';
    address: string;
    address_generation: number;
    attempts: number;
    created_at: Date;
  }>({
    name: 'record-entries',
    text: RECORD,
    values: [
      marks.map((mark) => mark.digestId),
      marks.map((mark) => mark.subscriberId),
      marks.map((mark) => mark.attempts),
      marks.map((mark) => mark.sliceId),
      marks.map((mark) => mark.lease),
      now,
      repeated,
      settled.map((row) => row.digestId),
      settled.map((row) => row.subscriberId),
      settled.map((row) => row.attempts),
      settled.map((row) => row.state),
      settled.map((row) => row.spent),
      settled.map((row) => row.nextAttemptAt),
      settled.map((row) => row.reason),
      settled.map((row) => row.dead),
      settled.map((row) => row.outcome.replyCode),
      settled.map((row) => row.outcome.replyStatus),
      settled.map((row) => row.outcome.replyText),
      settled.map((row) => row.relay),
    ],
  });
  return rows.map((row) => ({
    digestId: row.digest_id,
    subscriberId: row.subscriber_id,
    state: row.state,
    address: row.address,
    generation: row.address_generation,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
}
