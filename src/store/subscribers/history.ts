import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** One thing that happened around an address. */
export interface HistoryEntry {
  readonly at: Date;
  readonly kind:
    | 'consent'
    | 'notice'
    | 'delivery'
    | 'nothing'
    | 'feedback'
    | 'refusal'
    | 'suppression'
    | 'lift'
    | 'fault';
  /** By the names of the columns; the same ones for each kind. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface HistoryOf {
  /** Null where there is no subscriber, any more or yet. */
  readonly subscriberId: number | null;
  readonly addressHash: Buffer;
}

const HISTORY = `
SELECT at, kind, facts FROM (
  SELECT c.at, 'consent' AS kind,
         jsonb_build_object('event', c.event, 'via', c.via, 'wording', c.wording)
         || jsonb_strip_nulls(jsonb_build_object('origin', c.origin, 'digest', g.kind, 'period', g.period,
                                                 'agreedAt', c.agreed_at, 'declared', i.consent)) AS facts
    FROM consents c LEFT JOIN digests g ON g.id = c.digest_id LEFT JOIN imports i ON i.id = c.import_id WHERE c.subscriber_id = $1
  UNION ALL
  SELECT coalesce(settled_at, created_at), 'notice',
         jsonb_build_object('notice', kind, 'state', state, 'reason', reason, 'replyCode', reply_code, 'replyStatus', reply_status, 'reply', reply_text)
    FROM notices WHERE subscriber_id = $1
  UNION ALL
  SELECT coalesce(d.settled_at, d.created_at), 'delivery',
         jsonb_build_object('digest', g.kind, 'period', g.period, 'state', d.state, 'attempts', d.attempts,
                            'reason', d.reason, 'replyCode', d.reply_code, 'replyStatus', d.reply_status, 'reply', d.reply_text)
    FROM deliveries d JOIN digests g ON g.id = d.digest_id WHERE d.subscriber_id = $1
  UNION ALL
  -- Digests of the reader's kind in which the rules that they have now chose no paper.
  SELECT coalesce(g.fanned_out_at, g.released_at), 'nothing', jsonb_build_object('digest', g.kind, 'period', g.period)
    FROM subscribers s
    JOIN digests g ON g.kind = s.frequency AND g.released_at >= coalesce(s.confirmed_at, s.created_at)
                  AND g.cancelled_at IS NULL AND (s.state = 'active' OR g.released_at < s.state_changed_at)
    JOIN editions e ON e.digest_id = g.id AND e.rule_set_id = s.rule_set_id AND e.positions = '{}'
   WHERE s.id = $1 AND NOT EXISTS (SELECT FROM deliveries d WHERE d.digest_id = g.id AND d.subscriber_id = s.id)
  UNION ALL
  SELECT f.received_at, 'feedback',
         jsonb_build_object('class', f.class, 'reason', f.reason, 'status', f.status, 'reply', f.reply, 'rule', f.rule, 'grade', f.grade,
                            'source', f.source, 'evidence', f.evidence, 'effect', f.effect, 'cause', f.cause,
                            'period', g.period, 'excerpt', f.excerpt)
    FROM feedback f LEFT JOIN digests g ON g.id = f.digest_id WHERE f.subscriber_id = $1
  UNION ALL
  SELECT r.at, 'refusal',
         jsonb_build_object('via', r.via, 'reason', r.reason, 'effect', r.effect, 'words', r.words,
                            'takenBackAt', r.taken_back_at, 'period', g.period)
    FROM refusals r JOIN digests g ON g.id = r.digest_id WHERE r.subscriber_id = $1
  UNION ALL
  SELECT at, 'fault', jsonb_build_object('fault', fault, 'detail', detail) FROM reader_faults WHERE subscriber_id = $1
  UNION ALL
  SELECT created_at, 'suppression', jsonb_build_object('reason', reason, 'note', note)
    FROM suppressions WHERE address_hash = $2
  UNION ALL
  SELECT at, 'lift', jsonb_build_object('of', former_reason, 'reason', reason)
                     || CASE WHEN undone_at IS NULL THEN '{}' ELSE jsonb_build_object('undoneAt', undone_at) END
    FROM suppression_lifts WHERE address_hash = $2
) AS all_of_it
ORDER BY at DESC, kind LIMIT $3`;

/** What happened around an address, the newest first. */
export async function readHistory(
  database: Queryable,
  { subscriberId, addressHash }: HistoryOf,
  limit: number,
): Promise<HistoryEntry[]> {
  const { rows } = await database.query<{
    at: Date;
    kind: HistoryEntry['kind'];
    facts: HistoryEntry['facts'];
  }>(HISTORY, [subscriberId, addressHash, limit]);
  return rows;
}

/** Takes a suppression away and keeps on record that it was; null where there is none, or only the person lifts it. */
export async function takeSuppression(
  client: Queryable,
  addressHash: Buffer,
  lift: { readonly reason: string; readonly at: Date },
): Promise<SuppressionReason | null> {
  const { rows } = await client.query<{ former_reason: SuppressionReason }>(
    `WITH taken AS (DELETE FROM suppressions WHERE address_hash = $1 AND reason NOT IN ('erased', 'left', 'moved') RETURNING reason)
     INSERT INTO suppression_lifts (address_hash, former_reason, reason, at)
     SELECT $1, reason, $2, $3 FROM taken RETURNING former_reason`,
    [addressHash, lift.reason, lift.at],
  );
  return rows[0]?.former_reason ?? null;
}

/** Why an address may not be mailed; null where it may. */
export async function findSuppression(
  database: Queryable,
  addressHash: Buffer,
): Promise<SuppressionReason | null> {
  const { rows } = await database.query<{ reason: SuppressionReason }>(
    'SELECT reason FROM suppressions WHERE address_hash = $1',
    [addressHash],
  );
  return rows[0]?.reason ?? null;
}
