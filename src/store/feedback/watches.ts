import type { FeedbackReason } from '../../model/feedback.js';
import type { Queryable } from '../database.js';

/** A reader whose address is likely dead, and who is mailed as before until the same comes again. */
export interface Watch {
  readonly subscriberId: number;
  readonly at: Date;
  readonly reason: FeedbackReason;
  /** What was said, without addresses and numbers. */
  readonly words: string;
}

/** A delivery since then that was handed over and has not come back ends a watch, and so does a lift. */
const WATCHES = `
SELECT DISTINCT ON (r.subscriber_id) r.subscriber_id, r.at, r.reason, r.words
  FROM refusals r JOIN subscribers s ON s.id = r.subscriber_id
 WHERE r.effect = 'watched' AND r.taken_back_at IS NULL AND s.state IN ('active', 'paused')
   AND ($1::bigint IS NULL OR r.subscriber_id = $1)
   AND NOT EXISTS (SELECT FROM suppression_lifts l WHERE l.address_hash = s.address_hash AND l.at >= r.at AND l.undone_at IS NULL)
   AND NOT EXISTS (SELECT FROM deliveries d
                    WHERE d.subscriber_id = r.subscriber_id AND d.state = 'sent' AND d.settled_at > r.at
                      AND NOT EXISTS (SELECT FROM feedback f
                                       WHERE f.subscriber_id = d.subscriber_id AND f.digest_id = d.digest_id
                                         AND f.class IN ('hard', 'soft') AND f.evidence <> 'none'))
 ORDER BY r.subscriber_id, r.at DESC LIMIT $2`;

async function readWatches(database: Queryable, id: number | null, limit: number): Promise<Watch[]> {
  const { rows } = await database.query<Omit<Watch, 'subscriberId'> & { subscriber_id: number }>(WATCHES, [
    id,
    limit,
  ]);
  return rows.map(({ subscriber_id: subscriberId, ...watch }) => ({ subscriberId, ...watch }));
}

/** Readers on watch, in order of subscriber. */
export function listWatches(database: Queryable, limit: number): Promise<Watch[]> {
  return readWatches(database, null, limit);
}

/** Null where the reader is not on watch. */
export async function findWatch(database: Queryable, subscriberId: number): Promise<Watch | null> {
  return (await readWatches(database, subscriberId, 1))[0] ?? null;
}
