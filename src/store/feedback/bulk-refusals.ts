import type { Queryable } from '../database.js';
import { liftBounces } from '../subscribers/suppressions.js';
import { liftMany } from '../subscribers/transitions.js';

/** So many readers of a digest with the same refusal may be chance, or this share of it. */
const MOST_ALIKE = 5;
const MOST_SHARE = 0.02;
/** Or this share of what was tried meanwhile: a large digest need not be refused 2 % of its readers to tell. */
const MOST_OF_TRIED = 0.2;
/** So many domains do not answer alike by chance, where they are more than the share. */
const DOMAINS = 3;
/** Codes of a mailbox are believed until there are so many, or this share of the digest, without much else since. */
const MANY_MAILBOXES = 100;
const MAILBOXES_SHARE = 0.1;
const WITHIN = `interval '10 minutes'`;
/** While a digest stands still for some words, so long they are the relay's in other digests too. */
const KNOWN_FOR = `interval '6 hours'`;
const TAKEN_BACK_FOR = `interval '1 hour'`;
/** Rows wait so long for another attempt; the digest is paused meanwhile. */
const AGAIN_AFTER = `interval '5 minutes'`;

/** Of a list so small that five are half of it, so many and this share of it tell. */
const FEW = 3;
const MOST_OF_FEW = 0.2;

/** Why a row waits whose reader has just gone on watch. */
export const ON_WATCH = 'on-watch';

/** These say themselves that they are about us. */
const OURS = `('relay-denied', 'sender-refused')`;
const STANDING = 'r.taken_back_at IS NULL';
const RECENT = `${STANDING} AND r.at > $2::timestamptz - ${WITHIN}`;

/*
 * A refusal is of the relay where, within ten minutes, more readers of a digest than five got it who are more than
 * 2 % of it or more than a fifth of what was tried, or those of three domains or more who are more than 2 %: of
 * 10,000 readers three dead ones at three servers may well be told so in the same words. What the relay itself says to
 * be about us needs more than five within the hour, because it slows the relay down to a few attempts; or a fifth of a
 * small digest. In a report it may be the word of one reader's server, which does not hold thousands of others. While a
 * digest stands still for it, what was on the wire is told the same, and so is what is tried of other digests.
 *
 * Once an operator has let it go on, what was refused again is of its readers, unless it is more than a fifth of what
 * was sent of the digest: three dead addresses at three servers must not hold a small list for ever.
 *
 * What names a mailbox (5.2.2, full) is believed to, however many are told so by one server: it is of the relay where
 * hardly anything else was heard since the first of them, from three domains or of addresses that would be called dead.
 */
const COUNTED = `
SELECT r.digest_id, r.words, count(*) FILTER (WHERE ${RECENT}) AS recent,
       count(DISTINCT r.domain) FILTER (WHERE ${RECENT}) AS domains,
       count(*) FILTER (WHERE ${STANDING} AND r.reason IN ${OURS}) AS ours,
       count(*) FILTER (WHERE ${STANDING} AND r.reason IN ${OURS} AND r.via = 'session') AS ours_at_relay,
       bool_and(r.of_mailbox) AS of_mailbox, bool_or(r.effect = 'watched') AS is_dead,
       min(d.settled_at) FILTER (WHERE ${RECENT}) AS first_tried_at,
       g.alike_accepted_at IS NOT NULL AS is_accepted,
       g.paused_at IS NOT NULL AND g.pause_reason = 'same-refusal' AND bool_or(r.taken_back_at IS NOT NULL)
         OR EXISTS (SELECT FROM digests h JOIN refusals o ON o.digest_id = h.id AND o.words = r.words
                     WHERE h.paused_at IS NOT NULL AND h.pause_reason = 'same-refusal' AND h.id <> r.digest_id
                       AND o.taken_back_at > $2::timestamptz - ${KNOWN_FOR}) AS is_known
  FROM refusals r JOIN digests g ON g.id = r.digest_id
  LEFT JOIN deliveries d ON d.digest_id = r.digest_id AND d.subscriber_id = r.subscriber_id
 WHERE r.digest_id = ANY ($1::bigint[]) AND r.at > $2::timestamptz - ${TAKEN_BACK_FOR}
 GROUP BY r.digest_id, r.words, g.id`;

const ALIKE = `
WITH counted AS MATERIALIZED (${COUNTED}), whole AS MATERIALIZED (
  -- Of the few digests of which so many were refused alike that it may be more than chance.
  SELECT d.digest_id, count(*) AS all_of_it, count(*) FILTER (WHERE d.settled_at > $2::timestamptz - ${WITHIN}) AS tried,
         count(*) FILTER (WHERE d.state = 'sent') AS sent
    FROM deliveries d
   WHERE d.digest_id IN (SELECT digest_id FROM counted WHERE recent > ${MOST_ALIKE} OR domains >= ${DOMAINS} OR ours >= ${FEW})
   GROUP BY d.digest_id
)
SELECT c.digest_id, c.words FROM counted c LEFT JOIN whole w USING (digest_id)
 WHERE (NOT c.is_accepted OR c.is_known OR c.ours >= ${FEW} OR c.recent > (w.sent + c.recent) * ${MOST_OF_TRIED}) AND (
       c.is_known OR c.ours_at_relay > ${MOST_ALIKE} OR c.ours >= ${FEW} AND c.ours > w.all_of_it * ${MOST_OF_FEW}
    OR NOT c.of_mailbox AND (
      c.recent > ${MOST_ALIKE} AND (c.recent > w.all_of_it * ${MOST_SHARE} OR c.recent > w.tried * ${MOST_OF_TRIED})
      OR c.domains >= ${DOMAINS} AND c.recent > w.all_of_it * ${MOST_SHARE})
    OR c.of_mailbox AND (c.is_dead OR c.domains >= ${DOMAINS})
       AND c.recent > least(w.all_of_it * ${MAILBOXES_SHARE}, ${MANY_MAILBOXES})
       AND c.recent * 2 > (SELECT count(*) FROM deliveries d
                            WHERE d.digest_id = c.digest_id AND d.settled_at >= c.first_tried_at))`;

/**
 * Finds what many were refused alike, and takes it back for everyone whom it touched within the hour: deliveries that
 * failed or came back wait for another attempt, soft bounces and watches are forgotten, suppressions lifted.
 * @returns the digests that have to stand still, and how many refusals were taken back
 */
export async function takeBackRefusals(
  client: Queryable,
  digestIds: readonly number[],
  now: Date,
): Promise<{ readonly alike: readonly number[]; readonly takenBack: number }> {
  const { rows: found } = await client.query<{ digest_id: number; words: string }>(ALIKE, [digestIds, now]);
  if (found.length === 0) return { alike: [], takenBack: 0 };
  const { rows } = await client.query<TakenRow>(
    `WITH was AS (
       SELECT digest_id, subscriber_id, via, effect FROM refusals
        WHERE words = ANY ($1::text[]) AND at > $2::timestamptz - ${TAKEN_BACK_FOR} AND taken_back_at IS NULL
     )
     UPDATE refusals r SET taken_back_at = $2, effect = 'failed' FROM was
      WHERE (r.digest_id, r.subscriber_id, r.via) = (was.digest_id, was.subscriber_id, was.via)
     RETURNING r.digest_id, r.subscriber_id, r.via, r.at, was.effect, r.feedback_id`,
    [found.map(({ words }) => words), now],
  );
  await waitAgain(client, rows, now);
  await forgetSoftBounces(client, rows);
  await client.query(
    "UPDATE feedback SET effect = 'none', cause = 'bulk-refusal' WHERE id = ANY ($1::bigint[])",
    [rows.flatMap(({ feedback_id: id }) => id ?? [])],
  );
  const silenced = rows.filter(({ effect }) => effect === 'suppressed').map((row) => row.subscriber_id);
  await liftBounces(client, silenced, { reason: 'bulk-refusal', at: now });
  await liftMany(client, silenced, now);
  return { alike: [...new Set(found.map((row) => row.digest_id))], takenBack: rows.length };
}

interface TakenRow {
  readonly digest_id: number;
  readonly subscriber_id: number;
  readonly via: 'session' | 'report';
  readonly at: Date;
  readonly effect: string;
  readonly feedback_id: number | null;
}

/** What failed in a session, and what was handed over and has provably come back: neither was delivered. */
async function waitAgain(client: Queryable, rows: readonly TakenRow[], now: Date): Promise<void> {
  await client.query(
    `UPDATE deliveries d
        SET state = 'deferred', reason = 'same-refusal', settled_at = NULL,
            next_attempt_at = $3::timestamptz + ${AGAIN_AFTER}, attempts = greatest(d.attempts - 1, 0)
       FROM unnest($1::bigint[], $2::bigint[], $4::bigint[]) AS w (digest_id, subscriber_id, feedback_id)
       LEFT JOIN feedback f ON f.id = w.feedback_id
      WHERE d.digest_id = w.digest_id AND d.subscriber_id = w.subscriber_id
        AND (d.state = 'failed' OR d.state = 'sent' AND f.evidence NOT IN ('none', 'message-id'))`,
    [
      rows.map((row) => row.digest_id),
      rows.map((row) => row.subscriber_id),
      now,
      rows.map((row) => row.feedback_id),
    ],
  );
  // Nobody is on watch for this any more.
  await client.query(
    `UPDATE deliveries SET next_attempt_at = $2::timestamptz + ${AGAIN_AFTER}
      WHERE subscriber_id = ANY ($1::bigint[]) AND state = 'deferred' AND reason = '${ON_WATCH}'`,
    [rows.filter(({ effect }) => effect === 'watched').map((row) => row.subscriber_id), now],
  );
}

async function forgetSoftBounces(client: Queryable, rows: readonly TakenRow[]): Promise<void> {
  await client.query(
    `DELETE FROM soft_bounces b USING unnest($1::bigint[], $2::timestamptz[]) AS w (subscriber_id, at)
      WHERE b.subscriber_id = w.subscriber_id AND b.at = w.at`,
    [rows.map((row) => row.subscriber_id), rows.map((row) => row.at)],
  );
}
