import type { SettleDecision } from '../../model/sending-control.js';
import type { Queryable } from '../database.js';

/** A row of deliveries under this name is uncertain, written so that the index of them serves. */
export function isUncertain(deliveries: string): string {
  const reasons = "'uncertain', 'worker-lost', 'failover', 'restored'";
  return `${deliveries}.state = 'uncertain' AND ${deliveries}.reason IN (${reasons})`;
}

/** A delivery of which nobody knows whether it was sent. */
export interface UncertainRow {
  readonly subscriberId: number;
  readonly address: string;
  readonly attempts: number;
  /** `uncertain`: the connection was lost after the message was sent; `worker-lost`: the worker died. */
  readonly reason: string | null;
  readonly since: Date | null;
}

export interface UncertainPage {
  /** The last subscriber of the page before; 0 for the first. */
  readonly after: number;
  readonly limit: number;
}

/** The uncertain deliveries of a digest, in order of subscriber. */
export async function listUncertain(
  database: Queryable,
  digestId: number,
  { after, limit }: UncertainPage,
): Promise<UncertainRow[]> {
  const { rows } = await database.query<{
    subscriber_id: number;
    address: string;
    attempts: number;
    reason: string | null;
    settled_at: Date | null;
  }>(
    `SELECT d.subscriber_id, s.address, d.attempts, d.reason, d.settled_at
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
      WHERE d.digest_id = $1 AND ${isUncertain('d')} AND d.subscriber_id > $2
      ORDER BY d.subscriber_id LIMIT $3`,
    [digestId, after, limit],
  );
  return rows.map((row) => ({
    subscriberId: row.subscriber_id,
    address: row.address,
    attempts: row.attempts,
    reason: row.reason,
    since: row.settled_at,
  }));
}

/** How many deliveries of a digest are uncertain. */
export async function countUncertain(database: Queryable, digestId: number): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*) FROM deliveries d WHERE d.digest_id = $1 AND ${isUncertain('d')}`,
    [digestId],
  );
  return rows[0]?.count ?? 0;
}

export interface SettleRequest {
  readonly digestId: number;
  readonly decision: SettleDecision;
  /** These subscribers; null for all of the digest. */
  readonly subscriberIds: readonly number[] | null;
  readonly now: Date;
}

/**
 * Settles uncertain deliveries as an operator decided. What is to be sent again is due at once and is gathered
 * by the next sweep; a reader who left meanwhile is skipped then like anyone.
 * @returns how many were settled
 */
export async function settleUncertain(
  database: Queryable,
  { digestId, decision, subscriberIds, now }: SettleRequest,
): Promise<number> {
  const { rowCount } = await database.query(
    `UPDATE deliveries
        SET state = CASE $2::text WHEN 'resend' THEN 'deferred' ELSE $2 END,
            reason = 'operator',
            next_attempt_at = CASE WHEN $2 = 'resend' THEN $4::timestamptz END,
            settled_at = CASE WHEN $2 = 'resend' THEN NULL ELSE $4::timestamptz END
      WHERE digest_id = $1 AND ${isUncertain('deliveries')}
        AND ($3::bigint[] IS NULL OR subscriber_id = ANY ($3))`,
    [digestId, decision, subscriberIds, now],
  );
  return rowCount ?? 0;
}
