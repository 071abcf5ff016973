import { type FeedbackReason, feedbackReasons } from '../../model/feedback.js';
import type { Queryable } from '../database.js';
import { ON_WATCH, takeBackRefusals } from './bulk-refusals.js';
import { countSoftBounces, type SoftBounceLimit, suppressBounced } from './feedback-effects.js';

/** A refusal that is not certain, of one reader's message. */
export interface NewRefusal {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly via: 'session' | 'report';
  /** As `refusalKey` writes them. */
  readonly words: string;
  readonly domain: string;
  readonly reason: FeedbackReason;
  /** As `isOfMailbox` says. */
  readonly ofMailbox: boolean;
  /** `watched`: likely dead; `counted`: a soft bounce; `failed`: nothing is held against the reader. */
  readonly effect: 'failed' | 'counted' | 'watched';
  readonly feedbackId: number | null;
  readonly at: Date;
}

export interface RefusalsTaken {
  /** Digests that have to stand still because many were refused alike. */
  readonly alike: readonly number[];
  readonly takenBack: number;
  readonly suppressed: readonly number[];
}

/**
 * Keeps refusals and draws the conclusions: what many got in the same words is a matter of the relay, and is taken
 * back, for the caller to pause its digests in the same transaction; for the others soft bounces are counted, and who
 * was likely dead for two of the last three digests is suppressed.
 */
export async function takeRefusals(
  client: Queryable,
  refusals: readonly NewRefusal[],
  limit: SoftBounceLimit,
  now: Date,
): Promise<RefusalsTaken> {
  if (refusals.length === 0) return { alike: [], takenBack: 0, suppressed: [] };
  // One after the other for each digest: two that count at once would each see half.
  const digestIds = [...new Set(refusals.map(({ digestId }) => digestId))].sort((one, other) => one - other);
  await client.query('SELECT FROM digests WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE', [
    digestIds,
  ]);
  await insertRefusals(client, refusals);
  const { alike, takenBack } = await takeBackRefusals(client, digestIds, now);
  const left = await standing(client, refusals);
  const full = await countSoftBounces(
    client,
    left.filter(({ effect }) => effect === 'counted'),
    limit,
    now,
  );
  const twice = await likelyTwice(
    client,
    left.filter(({ effect }) => effect === 'watched'),
  );
  await suppressBounced(client, [...new Set([...full, ...twice])], now);
  await markSuppressed(
    client,
    left.filter(({ subscriberId }) => full.includes(subscriberId) || twice.includes(subscriberId)),
  );
  await waitOnWatch(
    client,
    left.filter(({ effect, subscriberId }) => effect === 'watched' && !twice.includes(subscriberId)),
  );
  return { alike, takenBack, suppressed: [...full, ...twice] };
}

/**
 * Whatever else waits for a reader who has just gone on watch waits a day longer: sooner it could prove nothing more,
 * and would be lost to them where the first verdict was wrong. Rows that are being marked are passed over.
 */
async function waitOnWatch(client: Queryable, watched: readonly NewRefusal[]): Promise<void> {
  if (watched.length === 0) return;
  await client.query(
    `WITH waiting AS (
       SELECT d.digest_id, d.subscriber_id, w.at + interval '24 hours' AS until
         FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS w (subscriber_id, digest_id, at)
         JOIN deliveries d ON d.subscriber_id = w.subscriber_id AND d.digest_id <> w.digest_id
        WHERE d.state = 'pending' OR d.state = 'deferred' AND d.next_attempt_at < w.at + interval '24 hours'
          FOR UPDATE OF d SKIP LOCKED
     )
     UPDATE deliveries d SET state = 'deferred', next_attempt_at = w.until, reason = '${ON_WATCH}'
       FROM waiting w WHERE d.digest_id = w.digest_id AND d.subscriber_id = w.subscriber_id`,
    [
      watched.map(({ subscriberId }) => subscriberId),
      watched.map(({ digestId }) => digestId),
      watched.map(({ at }) => at),
    ],
  );
}

async function insertRefusals(client: Queryable, refusals: readonly NewRefusal[]): Promise<void> {
  await client.query(
    `INSERT INTO refusals AS r (digest_id, subscriber_id, via, words, domain, reason, effect, feedback_id, at, of_mailbox)
     SELECT DISTINCT ON (digest_id, subscriber_id, via) *
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::bigint[], $9::timestamptz[], $10::boolean[])
              AS new (digest_id, subscriber_id, via, words, domain, reason, effect, feedback_id, at, of_mailbox)
      ORDER BY digest_id, subscriber_id, via, at DESC
     ON CONFLICT (digest_id, subscriber_id, via) DO UPDATE
        SET words = excluded.words, domain = excluded.domain, reason = excluded.reason, effect = excluded.effect,
            feedback_id = excluded.feedback_id, at = excluded.at, of_mailbox = excluded.of_mailbox, taken_back_at = NULL`,
    [
      refusals.map(({ digestId }) => digestId),
      refusals.map(({ subscriberId }) => subscriberId),
      refusals.map(({ via }) => via),
      refusals.map(({ words }) => words),
      refusals.map(({ domain }) => domain),
      refusals.map(({ reason }) => reason),
      refusals.map(({ effect }) => effect),
      refusals.map(({ feedbackId }) => feedbackId),
      refusals.map(({ at }) => at),
      refusals.map(({ ofMailbox }) => ofMailbox),
    ],
  );
}

/** Those of the refusals that were not taken back. */
async function standing(client: Queryable, refusals: readonly NewRefusal[]): Promise<readonly NewRefusal[]> {
  const { rows } = await client.query<{ digest_id: number; subscriber_id: number; via: string }>(
    `SELECT digest_id, subscriber_id, via FROM refusals
       JOIN unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (digest_id, subscriber_id, via)
            USING (digest_id, subscriber_id, via)
      WHERE taken_back_at IS NULL`,
    [
      refusals.map(({ digestId }) => digestId),
      refusals.map(({ subscriberId }) => subscriberId),
      refusals.map(({ via }) => via),
    ],
  );
  const left = new Set(rows.map((row) => `${row.digest_id} ${row.subscriber_id} ${row.via}`));
  return refusals.filter(({ digestId, subscriberId, via }) => left.has(`${digestId} ${subscriberId} ${via}`));
}

/**
 * Whose address was likely dead for another digest at least 20 hours before, among the last three of theirs, without
 * a delivery that went well in between (one that was handed over and has not come back) and without a lift.
 */
async function likelyTwice(client: Queryable, watched: readonly NewRefusal[]): Promise<number[]> {
  if (watched.length === 0) return [];
  const { rows } = await client.query<{ subscriber_id: number }>(
    `SELECT DISTINCT n.subscriber_id
       FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS n (subscriber_id, digest_id, at)
       JOIN refusals r ON r.subscriber_id = n.subscriber_id AND r.digest_id <> n.digest_id
                      AND r.effect = 'watched' AND r.taken_back_at IS NULL AND r.at <= n.at - interval '20 hours'
       JOIN subscribers s ON s.id = r.subscriber_id
      CROSS JOIN LATERAL (
        SELECT count(*) AS between,
               count(*) FILTER (WHERE d.state = 'sent' AND NOT EXISTS (
                 SELECT FROM feedback f WHERE f.subscriber_id = d.subscriber_id AND f.digest_id = d.digest_id
                                          AND f.class IN ('hard', 'soft') AND f.evidence <> 'none')) AS went_well
          FROM deliveries d
         WHERE d.subscriber_id = n.subscriber_id AND d.digest_id NOT IN (n.digest_id, r.digest_id)
           AND d.settled_at > r.at AND d.settled_at <= n.at AND d.state IN ('sent', 'failed', 'uncertain')) AS b
      WHERE b.went_well = 0 AND b.between <= 1
        AND NOT EXISTS (SELECT FROM suppression_lifts l WHERE l.address_hash = s.address_hash AND l.at >= r.at AND l.undone_at IS NULL)`,
    [
      watched.map(({ subscriberId }) => subscriberId),
      watched.map(({ digestId }) => digestId),
      watched.map(({ at }) => at),
    ],
  );
  return rows.map((row) => row.subscriber_id);
}

async function markSuppressed(client: Queryable, refusals: readonly NewRefusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await client.query(
    `WITH marked AS (
       UPDATE refusals r SET effect = 'suppressed'
         FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (digest_id, subscriber_id, via)
        WHERE r.digest_id = w.digest_id AND r.subscriber_id = w.subscriber_id AND r.via = w.via
       RETURNING r.feedback_id
     )
     UPDATE feedback SET effect = 'suppressed' WHERE id IN (SELECT feedback_id FROM marked)`,
    [
      refusals.map(({ digestId }) => digestId),
      refusals.map(({ subscriberId }) => subscriberId),
      refusals.map(({ via }) => via),
    ],
  );
}

/** What a refusal for a reason comes to where it is final and not certain. */
export function effectOfRefusal(reason: FeedbackReason): NewRefusal['effect'] {
  const { blame } = feedbackReasons[reason];
  if (blame === 'address') return 'watched';
  return blame === 'mailbox' || blame === 'remote' ? 'counted' : 'failed';
}
