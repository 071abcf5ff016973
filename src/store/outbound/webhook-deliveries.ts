import type { WebhookDelivery } from '../../model/webhook.js';
import type { Queryable } from '../database.js';

/** An event that is being sent. */
export interface ClaimedDelivery {
  readonly id: string;
  /** This one included. */
  readonly attempts: number;
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the reader that it is about, as it is now; null where it is about none who is there. */
  readonly address: string | null;
}

/** Longer than all attempts of what is claimed at once. */
const LEASE = `interval '6 minutes'`;

const CLAIM = `UPDATE webhook_deliveries d
     SET state = 'sending', attempts = d.attempts + 1, next_attempt_at = NULL, lease_until = now() + ${LEASE}
    FROM next JOIN outbox b ON b.id = next.outbox_id
         LEFT JOIN subscribers s ON s.id = (b.data ->> 'subscriber')::bigint
   WHERE d.id = next.id
  RETURNING d.id, d.attempts, b.type, b.at, b.data, s.address`;

/**
 * Takes what is due for an endpoint, the oldest first, under a lease: what a dead worker had taken is taken again, and
 * sent under the same id. Nothing where the endpoint has been paused, or moved to another address, in the meantime.
 */
export async function claimDeliveries(
  database: Queryable,
  { id, url }: { readonly id: number; readonly url: string },
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await database.query<ClaimedDelivery & Record<string, unknown>>(
    `WITH next AS (
       SELECT id, outbox_id FROM webhook_deliveries
        WHERE endpoint_id = $1 AND (state = 'pending' AND next_attempt_at <= $2 OR state = 'sending' AND lease_until < now())
          AND EXISTS (SELECT FROM webhook_endpoints WHERE id = $1 AND url = $4 AND state = 'active')
        ORDER BY outbox_id LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     ${CLAIM}`,
    [id, now, limit, url],
  );
  return rows;
}

/** The same for one that waits, whenever it is due; null where it does not wait. */
export async function claimDelivery(database: Queryable, id: string): Promise<ClaimedDelivery | null> {
  const { rows } = await database.query<ClaimedDelivery & Record<string, unknown>>(
    `WITH next AS (
       SELECT id, outbox_id FROM webhook_deliveries WHERE id = $1 AND state = 'pending' FOR UPDATE SKIP LOCKED
     )
     ${CLAIM}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Lets what was claimed and not sent wait again, as if it had not been. */
export async function giveBack(
  database: Queryable,
  claimed: readonly Pick<ClaimedDelivery, 'id' | 'attempts'>[],
  now: Date,
): Promise<void> {
  if (claimed.length === 0) return;
  await database.query(
    `UPDATE webhook_deliveries d
        SET state = 'pending', attempts = d.attempts - 1, next_attempt_at = $3, lease_until = NULL
       FROM unnest($1::text[], $2::integer[]) AS claimed (id, attempts)
      WHERE d.id = claimed.id AND d.attempts = claimed.attempts AND d.state = 'sending'`,
    [claimed.map(({ id }) => id), claimed.map(({ attempts }) => attempts), now],
  );
}

export interface RecordedAttempt {
  readonly id: string;
  /** The attempt that it is about; one that was taken up again since is left alone. */
  readonly attempts: number;
  readonly state: 'delivered' | 'pending' | 'failed';
  readonly nextAttemptAt: Date | null;
  readonly triedAt: Date;
  readonly status: number | null;
  readonly tookMs: number;
  readonly answer: string | null;
  readonly error: string | null;
}

/** Writes down what became of an attempt. */
export async function recordAttempt(client: Queryable, attempt: RecordedAttempt): Promise<void> {
  const { id, attempts, state, nextAttemptAt, triedAt, status, tookMs, answer, error } = attempt;
  await client.query(
    `UPDATE webhook_deliveries
        SET state = $3, next_attempt_at = $4, lease_until = NULL, tried_at = $5, status = $6, took_ms = $7,
            answer = $8, error = $9
      WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
    [id, attempts, state, nextAttemptAt, triedAt, status, tookMs, answer, error],
  );
}

const SHOWN = `d.id, d.state, b.type, b.at AS "happenedAt", d.attempts, d.next_attempt_at AS "nextAttemptAt",
  d.tried_at AS "triedAt", d.status, d.took_ms AS "tookMs", d.answer, d.error, b.data`;

/** The newest first; `before` is the last one of the page before. */
export async function listDeliveries(
  database: Queryable,
  endpointId: number,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<readonly WebhookDelivery[]> {
  const { rows } = await database.query<WebhookDelivery & Record<string, unknown>>(
    `SELECT ${SHOWN} FROM webhook_deliveries d JOIN outbox b ON b.id = d.outbox_id
      WHERE d.endpoint_id = $1
        AND ($2::text IS NULL OR d.outbox_id < (SELECT outbox_id FROM webhook_deliveries WHERE id = $2))
      ORDER BY d.outbox_id DESC LIMIT $3`,
    [endpointId, before, limit],
  );
  return rows;
}

/** @returns null where the endpoint has no such delivery */
export async function findDelivery(
  database: Queryable,
  endpointId: number,
  id: string,
): Promise<WebhookDelivery | null> {
  const { rows } = await database.query<WebhookDelivery & Record<string, unknown>>(
    `SELECT ${SHOWN} FROM webhook_deliveries d JOIN outbox b ON b.id = d.outbox_id
      WHERE d.endpoint_id = $1 AND d.id = $2`,
    [endpointId, id],
  );
  return rows[0] ?? null;
}

/** What is to be sent once more. */
export interface AgainFilter {
  readonly endpointId: number;
  /** One; null: all that happened from `from` and before `until`. */
  readonly id: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
  /** Only what did not arrive. */
  readonly onlyMissed: boolean;
}

/** Has deliveries sent once more, under the ids that they had. @returns how many */
export async function sendAgain(client: Queryable, filter: AgainFilter, now: Date): Promise<number> {
  const { endpointId, id, from, until, onlyMissed } = filter;
  const { rowCount } = await client.query(
    `UPDATE webhook_deliveries d SET state = 'pending', attempts = 0, next_attempt_at = $6
       FROM outbox b
      WHERE b.id = d.outbox_id AND d.endpoint_id = $1 AND d.state IN ('delivered', 'failed', 'dropped')
        AND ($2::text IS NULL OR d.id = $2)
        AND ($3::timestamptz IS NULL OR b.at >= $3) AND ($4::timestamptz IS NULL OR b.at < $4)
        AND (NOT $5 OR d.state <> 'delivered')`,
    [endpointId, id, from, until, onlyMissed, now],
  );
  return rowCount ?? 0;
}

/** Lets what waits for an endpoint begin anew, and now: it has moved to another address. */
export async function beginAnew(client: Queryable, endpointId: number, now: Date): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET attempts = 0, next_attempt_at = $2
      WHERE endpoint_id = $1 AND state = 'pending'`,
    [endpointId, now],
  );
}

/** Writes a test for one endpoint, whatever it listens to. @returns the id of its delivery */
export async function insertTest(client: Queryable, endpointId: number, now: Date): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `WITH event AS (
       INSERT INTO outbox (type, at, data, spread_at)
       SELECT 'webhook.test', $2, jsonb_build_object('webhook', id, 'name', name), $2
         FROM webhook_endpoints WHERE id = $1
       RETURNING id
     )
     INSERT INTO webhook_deliveries (id, endpoint_id, outbox_id, state, next_attempt_at)
     SELECT ${MESSAGE_ID}, $1, id, 'pending', $2 FROM event RETURNING id`,
    [endpointId, now],
  );
  return rows[0]?.id ?? '';
}

/** 122 random bits. */
export const MESSAGE_ID = "'msg_' || replace(gen_random_uuid()::text, '-', '')";
