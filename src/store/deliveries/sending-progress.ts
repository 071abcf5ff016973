import type { DeliveryCounts, PausedBy, SendingFacts } from '../../model/sending-control.js';
import type { Queryable } from '../database.js';

interface FactsRow extends DeliveryCounts {
  readonly fanned_out_at: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by: PausedBy | null;
  readonly pause_reason: string | null;
  readonly cancelled_at: Date | null;
  readonly sent_last_minute: number;
  readonly first_settled_at: Date | null;
  readonly last_settled_at: Date | null;
}

const FACTS = `
SELECT g.fanned_out_at, g.paused_at, g.paused_by, g.pause_reason, g.cancelled_at, c.pending, c.sending, c.deferred,
       c.sent_last_minute, c.first_settled_at, c.last_settled_at,
       c.sent + coalesce((g.folded ->> 'sent')::bigint, 0) AS sent,
       c.failed + coalesce((g.folded ->> 'failed')::bigint, 0) AS failed,
       c.uncertain + coalesce((g.folded ->> 'uncertain')::bigint, 0) AS uncertain,
       c.skipped + coalesce((g.folded ->> 'skipped')::bigint, 0) AS skipped
  FROM digests g
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
          count(*) FILTER (WHERE state = 'sending') AS sending,
          count(*) FILTER (WHERE state = 'sent') AS sent,
          count(*) FILTER (WHERE state = 'deferred') AS deferred,
          count(*) FILTER (WHERE state = 'failed') AS failed,
          count(*) FILTER (WHERE state = 'uncertain') AS uncertain,
          count(*) FILTER (WHERE state = 'skipped') AS skipped,
          count(*) FILTER (WHERE state = 'sent' AND settled_at > $2::timestamptz - interval '1 minute')
            AS sent_last_minute,
          min(settled_at) FILTER (WHERE state <> 'skipped') AS first_settled_at,
          max(settled_at) FILTER (WHERE state <> 'skipped') AS last_settled_at
     FROM deliveries WHERE digest_id = g.id
 ) AS c
 WHERE g.id = $1`;

/** What the rows of a digest say of its sending; null where there is no such digest. */
export async function findSendingFacts(
  database: Queryable,
  digestId: number,
  now: Date,
): Promise<SendingFacts | null> {
  const { rows } = await database.query<FactsRow & Record<string, unknown>>(FACTS, [digestId, now]);
  const row = rows[0];
  if (row === undefined) return null;
  const { pending, sending, sent, deferred, failed, uncertain, skipped } = row;
  return {
    fannedOutAt: row.fanned_out_at,
    pausedAt: row.paused_at,
    pausedBy: row.paused_by,
    pauseReason: row.pause_reason,
    cancelledAt: row.cancelled_at,
    counts: { pending, sending, sent, deferred, failed, uncertain, skipped },
    sentLastMinute: row.sent_last_minute,
    firstSettledAt: row.first_settled_at,
    lastSettledAt: row.last_settled_at,
  };
}
