import { MAIL_IS_HELD } from '../restores.js';
import { toldSuppressionSql } from '../subscribers/suppressions.js';
import { transitionSql } from '../subscribers/transitions.js';
import { uncertainToldSql } from '../uncertain-told.js';

/** So long a reader has between digests that stood still; what comes back from one is known before the next. */
const ONE_AT_A_TIME = `interval '6 hours'`;

/** An earlier asking was heard. Before it a row that is to be marked is never `sending`. */
const HAS_ITS_MARK = `deliveries.state = 'sending'`;

const DEAD = 'SELECT subscriber_id FROM settled WHERE dead';

/*
 * One statement for the outcomes of the last messages and the marks of the next, so that a message costs a
 * share of one round trip. `wanted` locks the slices against whoever would take their leases, and the answer is built
 * from `marked` alone, so slices are locked before deliveries here as they are everywhere. Renewals pass: they change
 * no key, and commits that overlap would otherwise leave them no moment until the lease has run out.
 *
 * A row is marked only while the lease holds, mail is not held, its digest is neither paused nor cancelled, and its reader is active and not suppressed at this moment
 * (RFC 8058: leaving takes effect at once). `fence` only grows: a worker that lost its lease can neither mark
 * a row nor overwrite what became of it, however late what it wrote arrives.
 *
 * Where it is asked again since an answer was lost ($7), a row that has its mark keeps it, whatever is against it by
 * now: this may be an asking that arrives after a later one was answered, and the row is on the wire. Who asked is told
 * `revoked`, gives the mark back and asks anew.
 *
 * Digests that stood still while a relay refused everybody go out together once it is mended. A reader gets one of
 * them at a time: a week of mail within a minute is more than anybody reads, and to an address that died meanwhile
 * all of it would go before the first report is back.
 */
const MARKS = `
-- The rows to mark, as far as the lease holds and the digest may be sent.
wanted AS (
  SELECT request.*, digests.resumed_at, digests.alike_accepted_at IS NOT NULL AS stood_still
    FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[])
           AS request (digest_id, subscriber_id, fence, slice_id, lease)
    JOIN slices ON slices.id = request.slice_id AND slices.worker = request.lease
    JOIN digests ON digests.id = request.digest_id AND digests.paused_at IS NULL AND digests.cancelled_at IS NULL
   WHERE NOT ${MAIL_IS_HELD}
     FOR KEY SHARE OF slices
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
     SET state = CASE WHEN ${HAS_ITS_MARK} THEN 'sending' ELSE checked.becomes END,
         fence = checked.fence + 1,
         -- One that has its mark was counted before.
         attempts = deliveries.attempts + CASE WHEN checked.becomes = 'sending' AND NOT ${HAS_ITS_MARK} THEN 1 ELSE 0 END,
         next_attempt_at = CASE WHEN checked.becomes = 'deferred' AND NOT ${HAS_ITS_MARK}
                                THEN checked.had_another_at + ${ONE_AT_A_TIME} END,
         reason = CASE WHEN ${HAS_ITS_MARK} THEN NULL
                       WHEN checked.becomes = 'deferred' THEN 'one-at-a-time' ELSE checked.refusal END,
         settled_at = CASE WHEN checked.becomes = 'skipped' AND NOT ${HAS_ITS_MARK} THEN $6::timestamptz END
    FROM (SELECT *, CASE WHEN refusal IS NOT NULL THEN 'skipped'
                         WHEN had_another_at IS NOT NULL THEN 'deferred' ELSE 'sending' END AS becomes
            FROM checked) AS checked
   WHERE deliveries.digest_id = checked.digest_id AND deliveries.subscriber_id = checked.subscriber_id
     AND deliveries.slice_id = checked.slice_id
     AND (deliveries.state = 'pending' AND deliveries.fence = checked.fence
          OR $7 AND deliveries.state = 'sending' AND deliveries.fence = checked.fence + 1)
  RETURNING deliveries.digest_id, deliveries.subscriber_id, checked.address,
            CASE WHEN deliveries.state = checked.becomes THEN deliveries.state ELSE 'revoked' END AS state,
            checked.address_generation, deliveries.attempts, deliveries.fence,
            greatest(deliveries.created_at, checked.resumed_at) AS sendable_since
)`;

/**
 * The statement where every message that ended was taken and no mark is given back, which is nearly always so. What
 * else may follow on an outcome is left out: to begin a statement costs more than a message does, and grows with all
 * that it might have to do.
 */
export const RECORD_TAKEN = `
WITH ${MARKS},
taken AS (
  UPDATE deliveries
     SET state = 'sent', next_attempt_at = NULL, reason = NULL, refusal_reason = NULL, settled_at = $6::timestamptz,
         relay = result.relay, reply_code = result.reply_code, reply_status = result.reply_status,
         reply_text = result.reply_text
    FROM unnest($8::bigint[], $9::bigint[], $10::integer[], $11::text[], $12::smallint[], $13::text[], $14::text[])
           AS result (digest_id, subscriber_id, fence, relay, reply_code, reply_status, reply_text)
   WHERE deliveries.digest_id = result.digest_id AND deliveries.subscriber_id = result.subscriber_id
     AND deliveries.state = 'sending' AND deliveries.fence = result.fence
)
SELECT * FROM marked`;

/** The statement for whatever became of them. */
export const RECORD_ALL = `
WITH ${MARKS},
-- What became of the attempts that ended.
settled AS (
  UPDATE deliveries
     SET state = result.state,
         attempts = CASE WHEN result.spent THEN deliveries.attempts ELSE deliveries.attempts - 1 END,
         next_attempt_at = result.next_attempt_at, reason = result.reason, reply_code = result.reply_code,
         reply_status = result.reply_status, reply_text = result.reply_text, relay = result.relay,
         refusal_reason = result.refusal_reason,
         settled_at = CASE WHEN result.state = 'deferred' THEN NULL ELSE $6::timestamptz END
    FROM unnest($8::bigint[], $9::bigint[], $10::integer[], $11::text[], $12::smallint[], $13::text[], $14::text[],
                $15::text[], $16::boolean[], $17::timestamptz[], $18::text[], $19::boolean[], $20::text[])
           AS result (digest_id, subscriber_id, fence, relay, reply_code, reply_status, reply_text,
                      state, spent, next_attempt_at, reason, dead, refusal_reason)
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
