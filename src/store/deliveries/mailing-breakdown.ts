import type { DeliveryGroup } from '../../model/mailing-breakdown.js';
import type { Queryable } from '../database.js';

/** So many ways to fail are told apart: a server may write any status. */
const MOST_GROUPS = 500;

/** The deliveries of a digest, grouped by relay, state and reply, those with most first. One look at each row. */
export async function deliveryGroups(database: Queryable, digestId: number): Promise<DeliveryGroup[]> {
  const { rows } = await database.query<DeliveryGroup & Record<string, unknown>>(
    `SELECT relay, state, reply_code AS "replyCode", reply_status AS "replyStatus", reason, count(*) AS count
       FROM deliveries WHERE digest_id = $1 GROUP BY 1, 2, 3, 4, 5
      ORDER BY count(*) DESC, 1, 2, 3, 4, 5 LIMIT ${MOST_GROUPS}`,
    [digestId],
  );
  return rows;
}

/** How far a digest has come with the readers of one recipient domain. */
export interface DomainCounts {
  readonly domain: string;
  /** `waiting`: it waits, is on the wire, or is tried again later. */
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly uncertain: number;
}

/** By recipient domain, those with most readers of the digest first; who was skipped is in none. */
export async function deliveriesByDomain(
  database: Queryable,
  digestId: number,
  limit: number,
): Promise<DomainCounts[]> {
  const { rows } = await database.query<DomainCounts & Record<string, unknown>>(
    `SELECT substring(s.address_key FROM '[^@]*$') AS domain,
            count(*) FILTER (WHERE d.state IN ('pending', 'sending', 'deferred')) AS waiting,
            count(*) FILTER (WHERE d.state = 'sent') AS sent,
            count(*) FILTER (WHERE d.state = 'failed') AS failed,
            count(*) FILTER (WHERE d.state = 'uncertain') AS uncertain
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
      WHERE d.digest_id = $1 AND d.state <> 'skipped'
      GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT $2`,
    [digestId, limit],
  );
  return rows;
}
