import type { DeliveryState, Outcome } from '../../model/delivery.js';
import type { Queryable } from '../database.js';
import { MAIL_IS_HELD } from '../restores.js';
import { toldSuppressionSql } from '../subscribers/suppressions.js';
import { transitionSql } from '../subscribers/transitions.js';
import { uncertainToldSql } from '../uncertain-told.js';
import type { OpenRow } from './open-rows.js';

/** Asks for one row to be marked as on the wire, under the lease of its slice. */
export interface MarkRequest extends Pick<OpenRow, 'subscriberId' | 'fence'> {
  readonly digestId: number;
  readonly sliceId: number;
  readonly lease: string;
}

/** A row that may now be sent, was skipped because its reader left, or waits because they just had another digest. */
export interface MarkedRow {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly state: Extract<DeliveryState, 'sending' | 'skipped' | 'deferred'>;
  readonly address: string;
  /** How often the reader has moved to another address. */
  readonly addressVersion: number;
  /** This one included. */
  readonly attempts: number;
  /** How often it was put on the wire, this time included; never goes back. */
  readonly fence: number;
  /** Since when it could be sent: when it was made, or when its digest went on after a pause. */
  readonly sendableSince: Date;
}

/** What became of an attempt; see settle-outcome.ts. */
export interface SettledRow {
  readonly digestId: number;
  readonly subscriberId: number;
  /** The time on the wire that it is about; a row that was taken up again since is left alone. */
  readonly fence: number;
  readonly state: DeliveryState;
  readonly spent: boolean;
  readonly nextAttemptAt: Date | null;
  readonly reason: string | null;
  readonly dead: boolean;
  readonly outcome: Outcome;
  /** The name of the relay that it was made by. */
  readonly relay: string;
  /** A refusal that is not certain, as it counts among those of others; absent where there is none. */
  readonly refusal?: {
    readonly words: string;
    readonly domain: string;
    readonly ofMailbox: boolean;
  } | null;
}

/** A row that was marked ahead and did not begin. */
export type UnsentRow = Pick<SettledRow, 'digestId' | 'subscriberId' | 'fence'>;

export interface LedgerEntries {
  readonly settled: readonly SettledRow[];
  readonly marks: readonly MarkRequest[];
  /** Rows that were marked and are given back: nothing of them was on the wire. */
  readonly unsent: readonly UnsentRow[];
  /** The entries were written before and the answer was lost: what is already so is answered again. */
  readonly repeated: boolean;
  readonly now: Date;
}

/** So long a reader has between digests that stood still; what comes back from one is known before the next. */
const ONE_AT_A_TIME = `interval '6 hours'`;

const DEAD = 'SELECT subscriber_id FROM settled WHERE dead';

/*
 * One statement for the outcomes of the last messages and the marks of the next, so that a message costs a
 * share of one round trip. `wanted` locks the slices against the sweep, and the answer is built from `marked`
 * alone, so slices are locked before deliveries here as they are everywhere.
 *
 * A row is marked only while the lease holds, mail is not held, its digest is neither paused nor cancelled, and its reader is active and not suppressed at this moment
 * (RFC 8058: leaving takes effect at once). `fence` only grows: a worker that lost its lease can neither mark
 * a row nor overwrite what became of it, however late what it wrote arrives.
 *
 * Digests that stood still while a relay refused everybody go out together once it is mended. A reader gets one of
 * them at a time: a week of mail within a minute is more than anybody reads, and to an address that died meanwhile
 * all of it would go before the first report is back.
 */
const RECORD = `
WITH
-- The rows to mark, as far as the lease holds and the digest may be sent.
wanted AS (
  SELECT request.*, digests.resumed_at, digests.alike_accepted_at IS NOT NULL AS stood_still
    FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[])
           AS request (digest_id, subscriber_id, fence, slice_id, lease)
    JOIN slices ON slices.id = request.slice_id AND slices.worker = request.lease
    JOIN digests ON digests.id = request.digest_id AND digests.paused_at IS NULL AND digests.cancelled_at IS NULL
   WHERE NOT ${MAIL_IS_HELD}
     FOR SHARE OF slices
),
-- Why a reader must not be mailed any more; null where nothing is against it.
checked AS MATERIALIZED (
  SELECT wanted.*, subscribers.address, subscribers.address_generation,
         CASE WHEN subscribers.state <> 'active' THEN subscribers.state
              WHEN EXISTS (SELECT FROM suppressions WHERE suppressions.address_hash = subscribers.address_hash)
              THEN 'suppressed'
         END AS refusal,
         CASE WHEN wanted.stood_still
              THEN (SELECT max(coalesce(other.settled_at, $6)) FROM deliveries other
                     WHERE other.subscriber_id = wanted.subscriber_id AND other.digest_id <> wanted.digest_id
                       AND (other.state = 'sending' OR other.state IN ('sent', 'failed', 'uncertain') AND other.settled_at > $6::timestamptz - ${ONE_AT_A_TIME}))
         END AS had_another_at
    FROM wanted JOIN subscribers ON subscribers.id = wanted.subscriber_id
),
-- The marks.
marked AS (
  UPDATE deliveries
     SET state = checked.becomes,
         fence = checked.fence + 1,
         -- One that is marked again was counted before.
         attempts = deliveries.attempts + CASE WHEN checked.becomes = 'sending' THEN 1 ELSE 0 END
                                        - CASE WHEN deliveries.state = 'sending' THEN 1 ELSE 0 END,
         next_attempt_at = CASE WHEN checked.becomes = 'deferred' THEN checked.had_another_at + ${ONE_AT_A_TIME} END,
         reason = CASE WHEN checked.becomes = 'deferred' THEN 'one-at-a-time' ELSE checked.refusal END,
         settled_at = CASE WHEN checked.becomes = 'skipped' THEN $6::timestamptz END
    FROM (SELECT *, CASE WHEN refusal IS NOT NULL THEN 'skipped'
                         WHEN had_another_at IS NOT NULL THEN 'deferred' ELSE 'sending' END AS becomes
            FROM checked) AS checked
   WHERE deliveries.digest_id = checked.digest_id AND deliveries.subscriber_id = checked.subscriber_id
     AND deliveries.slice_id = checked.slice_id
     AND (deliveries.state = 'pending' AND deliveries.fence = checked.fence
          OR $7 AND deliveries.state = 'sending' AND deliveries.fence = checked.fence + 1)
  RETURNING deliveries.digest_id, deliveries.subscriber_id, deliveries.state, checked.address,
            checked.address_generation, deliveries.attempts, deliveries.fence,
            greatest(deliveries.created_at, checked.resumed_at) AS sendable_since
),
-- What became of the attempts that ended.
settled AS (
  UPDATE deliveries
     SET state = result.state,
         attempts = CASE WHEN result.spent THEN deliveries.attempts ELSE deliveries.attempts - 1 END,
         next_attempt_at = result.next_attempt_at, reason = result.reason, reply_code = result.reply_code,
         reply_status = result.reply_status, reply_text = result.reply_text, relay = result.relay,
         refusal_reason = result.refusal_reason,
         settled_at = CASE WHEN result.state = 'deferred' THEN NULL ELSE $6::timestamptz END
    FROM unnest($8::bigint[], $9::bigint[], $10::integer[], $11::text[], $12::boolean[], $13::timestamptz[],
                $14::text[], $15::boolean[], $16::smallint[], $17::text[], $18::text[], $19::text[], $20::text[])
           AS result (digest_id, subscriber_id, fence, state, spent, next_attempt_at, reason, dead, reply_code,
                      reply_status, reply_text, relay, refusal_reason)
   WHERE deliveries.digest_id = result.digest_id AND deliveries.subscriber_id = result.subscriber_id
     AND deliveries.state = 'sending' AND deliveries.fence = result.fence
  RETURNING deliveries.digest_id, deliveries.subscriber_id, deliveries.state, result.dead
),
-- Marks that were not used: the rows wait as if they had not been marked, and only the fence remembers it.
given_back AS (
  UPDATE deliveries
     SET state = 'pending', attempts = deliveries.attempts - 1
    FROM unnest($21::bigint[], $22::bigint[], $23::integer[]) AS unsent (digest_id, subscriber_id, fence)
   WHERE deliveries.digest_id = unsent.digest_id AND deliveries.subscriber_id = unsent.subscriber_id
     AND deliveries.state = 'sending' AND deliveries.fence = unsent.fence
),
-- Dead addresses: their subscribers bounced, and they are suppressed.
bounced AS (
  ${transitionSql('bounce', { at: '$6', where: `s.id IN (${DEAD})` })}
), ${toldSuppressionSql({
  hashes: `SELECT address_hash FROM subscribers WHERE id IN (${DEAD})`,
  reason: "'bounced'",
  at: '$6',
})},
-- One event for all of a digest that became uncertain at once.
uncertain_told AS (
  ${uncertainToldSql('settled', '$6')}
)
SELECT * FROM marked`;

/**
 * Records the outcomes of messages that ended, gives back marks that were not used and marks the next rows as on the
 * wire, all or nothing. An
 * address that turned out dead is suppressed with the same stroke. Repeating it is harmless.
 * @returns the rows that were marked, skipped or deferred; a row that is missing is not the caller's any more
 */
export async function recordEntries(database: Queryable, entries: LedgerEntries): Promise<MarkedRow[]> {
  const { settled, marks, unsent, repeated, now } = entries;
  const { rows } = await database.query<{
    digest_id: number;
    subscriber_id: number;
    state: MarkedRow['state'];
    address: string;
    address_generation: number;
    attempts: number;
    fence: number;
    sendable_since: Date;
  }>({
    name: 'record-entries',
    text: RECORD,
    values: [
      marks.map((mark) => mark.digestId),
      marks.map((mark) => mark.subscriberId),
      marks.map((mark) => mark.fence),
      marks.map((mark) => mark.sliceId),
      marks.map((mark) => mark.lease),
      now,
      repeated,
      settled.map((row) => row.digestId),
      settled.map((row) => row.subscriberId),
      settled.map((row) => row.fence),
      settled.map((row) => row.state),
      settled.map((row) => row.spent),
      settled.map((row) => row.nextAttemptAt),
      settled.map((row) => row.reason),
      settled.map((row) => row.dead),
      settled.map((row) => row.outcome.replyCode),
      settled.map((row) => row.outcome.replyStatus),
      settled.map((row) => row.outcome.replyText),
      settled.map((row) => row.relay),
      settled.map((row) => row.outcome.refusal ?? null),
      unsent.map((row) => row.digestId),
      unsent.map((row) => row.subscriberId),
      unsent.map((row) => row.fence),
    ],
  });
  return rows.map((row) => ({
    digestId: row.digest_id,
    subscriberId: row.subscriber_id,
    state: row.state,
    address: row.address,
    addressVersion: row.address_generation,
    attempts: row.attempts,
    fence: row.fence,
    sendableSince: row.sendable_since,
  }));
}
