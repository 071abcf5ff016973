import type { FeedbackCounts } from '../../model/feedback-rates.js';
import type { Queryable } from '../database.js';

export interface FeedbackRate extends FeedbackCounts {
  /** The kind and period of a digest, a recipient domain, or a relay. */
  readonly name: string;
}

export const rateGroupings = ['digest', 'domain', 'relay'] as const;
export type RateGrouping = (typeof rateGroupings)[number];

/** What a delivery, or a row of what came back, is counted under. */
const GROUPS: Readonly<Record<RateGrouping, { readonly sent: string; readonly back: string }>> = {
  digest: { sent: "g.kind || ' ' || g.period", back: "g.kind || ' ' || g.period" },
  domain: { sent: "substring(s.address_key FROM '[^@]*$')", back: 'f.domain' },
  relay: { sent: "coalesce(d.relay, 'unknown')", back: "coalesce(d.relay, 'unknown')" },
};

/** A reader counts once for each digest and kind of trouble; reports without evidence are left out. */
const COUNTED = `
  count(DISTINCT (f.digest_id, f.subscriber_id)) FILTER (WHERE f.effect IN ('suppressed', 'watched')) AS hard,
  count(DISTINCT (f.digest_id, f.subscriber_id)) FILTER (WHERE f.effect = 'counted') AS soft,
  count(DISTINCT (f.digest_id, f.subscriber_id)) FILTER (WHERE f.effect = 'complained') AS complaints,
  count(DISTINCT (f.digest_id, f.subscriber_id)) FILTER (WHERE f.class = 'complaint' AND f.effect <> 'complained') AS claimed,
  count(DISTINCT (f.digest_id, f.subscriber_id)) FILTER (WHERE f.effect = 'alarmed') AS ours`;

/** What was sent after a moment and what of it came back, by digest, recipient domain or relay, those with most mail first. */
export async function feedbackRates(
  database: Queryable,
  grouping: RateGrouping,
  since: Date,
  limit: number,
): Promise<FeedbackRate[]> {
  const { sent, back } = GROUPS[grouping];
  const { rows } = await database.query<FeedbackRate & Record<string, unknown>>(
    `WITH sent AS (
       SELECT ${sent} AS name, count(*) AS sent
         FROM deliveries d JOIN digests g ON g.id = d.digest_id JOIN subscribers s ON s.id = d.subscriber_id
        WHERE d.state = 'sent' AND d.settled_at > $1 GROUP BY 1
     ), back AS (
       SELECT ${back} AS name, ${COUNTED}
         FROM feedback f JOIN digests g ON g.id = f.digest_id
         JOIN deliveries d ON d.digest_id = f.digest_id AND d.subscriber_id = f.subscriber_id
        WHERE f.evidence <> 'none' AND d.state = 'sent' AND d.settled_at > $1 GROUP BY 1
     )
     SELECT name, sent, coalesce(hard, 0) AS hard, coalesce(soft, 0) AS soft,
            coalesce(complaints, 0) AS complaints, coalesce(claimed, 0) AS claimed, coalesce(ours, 0) AS ours
       FROM sent LEFT JOIN back USING (name) ORDER BY sent DESC, name LIMIT $2`,
    [since, limit],
  );
  return rows;
}

export interface DigestCounts extends FeedbackCounts {
  readonly digestId: number;
}

/** For each digest of which something came back after a moment: what was sent of it, and what came back since. */
export async function recentDigestCounts(database: Queryable, since: Date): Promise<DigestCounts[]> {
  const { rows } = await database.query<{ digest_id: number } & FeedbackCounts & Record<string, unknown>>(
    `SELECT b.*, (SELECT count(*) FROM deliveries d WHERE d.digest_id = b.digest_id AND d.state = 'sent') AS sent
       FROM (SELECT f.digest_id, ${COUNTED} FROM feedback f
              WHERE f.digest_id IS NOT NULL AND f.evidence <> 'none' AND f.received_at > $1
              GROUP BY f.digest_id) AS b
      ORDER BY b.digest_id`,
    [since],
  );
  return rows.map(({ digest_id: digestId, ...counts }) => ({ ...counts, digestId }));
}

/** Digests of the last two weeks that are released, neither paused nor cancelled, and may still be mailed. */
export async function digestsUnderWay(database: Queryable, now: Date): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM digests
      WHERE released_at > $1::timestamptz - interval '14 days' AND paused_at IS NULL AND cancelled_at IS NULL
      ORDER BY id`,
    [now],
  );
  return rows.map(({ id }) => id);
}
