import type { FeedbackClass } from '../../model/feedback.js';
import type { Queryable } from '../database.js';

/** Which reports; null: any. */
export interface FeedbackFilter {
  readonly class: FeedbackClass | null;
  readonly reason: string | null;
  /** By which the message went. */
  readonly relay: string | null;
  /** Of the address that was mailed. */
  readonly domain: string | null;
  readonly digestId: number | null;
}

export interface ListedFeedback {
  readonly id: number;
  readonly receivedAt: Date;
  readonly class: FeedbackClass;
  readonly reason: string;
  readonly grade: string | null;
  readonly reply: string | null;
  readonly status: string | null;
  readonly effect: string;
  readonly cause: string | null;
  readonly domain: string | null;
  readonly relay: string | null;
  readonly digestKind: string | null;
  readonly period: string | null;
  readonly subscriberId: number | null;
  readonly address: string | null;
  readonly isSuppressed: boolean;
  readonly excerpt: string | null;
}

/** What came back, the newest first. */
export async function listFeedback(
  database: Queryable,
  filter: FeedbackFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly ListedFeedback[]> {
  const { rows } = await database.query<ListedFeedback & Record<string, unknown>>(
    `SELECT f.id, f.received_at AS "receivedAt", f.class, f.reason, f.grade, f.reply, f.status, f.effect, f.cause, f.domain,
            d.relay, g.kind AS "digestKind", g.period, f.subscriber_id AS "subscriberId", s.address,
            x.address_hash IS NOT NULL AS "isSuppressed", f.excerpt
       FROM feedback f
       LEFT JOIN deliveries d ON d.digest_id = f.digest_id AND d.subscriber_id = f.subscriber_id
       LEFT JOIN digests g ON g.id = f.digest_id
       LEFT JOIN subscribers s ON s.id = f.subscriber_id
       LEFT JOIN suppressions x ON x.address_hash = s.address_hash
      WHERE ($1::bigint IS NULL OR f.id < $1)
        AND ($3::text IS NULL OR f.class = $3) AND ($4::text IS NULL OR f.reason = $4)
        AND ($5::text IS NULL OR d.relay = $5) AND ($6::text IS NULL OR f.domain = $6)
        AND ($7::bigint IS NULL OR f.digest_id = $7)
      ORDER BY f.id DESC LIMIT $2`,
    [before, limit, filter.class, filter.reason, filter.relay, filter.domain, filter.digestId],
  );
  return rows;
}
