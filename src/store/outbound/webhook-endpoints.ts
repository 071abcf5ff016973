import type { EventType } from '../../model/events.js';
import type { DisabledReason, EndpointDay, WebhookEndpoint } from '../../model/webhook.js';
import type { Queryable } from '../database.js';

const SHOWN = `e.id, e.name, e.url, e.types, e.with_addresses AS "withAddresses", e.state,
  e.disabled_reason AS "disabledReason", e.failing_since AS "failingSince", e.former_until AS "formerUntil",
  o.name AS "madeBy", e.created_at AS "createdAt"`;

export interface NewEndpoint {
  readonly name: string;
  readonly url: string;
  readonly types: readonly EventType[];
  readonly withAddresses: boolean;
  /** Wrapped. */
  readonly secret: Buffer;
  /** The operator who makes it, or the key, whose maker it is then; neither: the command line. */
  readonly madeBy: number | null;
  readonly madeWith: number | null;
  readonly now: Date;
}

/** @returns its id */
export async function insertEndpoint(client: Queryable, endpoint: NewEndpoint): Promise<number> {
  const { name, url, types, withAddresses, secret, madeBy, madeWith, now } = endpoint;
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO webhook_endpoints (name, url, types, with_addresses, secret, made_by, created_at)
     VALUES ($1, $2, $3, $4, $5, coalesce($6, (SELECT made_by FROM api_keys WHERE id = $7)), $8) RETURNING id`,
    [name, url, types, withAddresses, secret, madeBy, madeWith, now],
  );
  return rows[0]?.id ?? 0;
}

/** The oldest first, with what became of what was to be sent in the 24 hours before. */
export async function listEndpoints(
  database: Queryable,
  now: Date,
): Promise<readonly (WebhookEndpoint & EndpointDay)[]> {
  const { rows } = await database.query<WebhookEndpoint & EndpointDay & Record<string, unknown>>(
    `SELECT ${SHOWN}, day.delivered, day.failed, day.waiting
       FROM webhook_endpoints e LEFT JOIN operators o ON o.id = e.made_by
       CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE d.state = 'delivered' AND d.tried_at > $1::timestamptz - interval '1 day') AS delivered,
                   count(*) FILTER (WHERE d.state IN ('failed', 'dropped') AND b.at > $1::timestamptz - interval '1 day') AS failed,
                   count(*) FILTER (WHERE d.state IN ('pending', 'sending')) AS waiting
              FROM webhook_deliveries d JOIN outbox b ON b.id = d.outbox_id WHERE d.endpoint_id = e.id) AS day
      ORDER BY e.id`,
    [now],
  );
  return rows;
}

/** @returns null where there is no such endpoint */
export async function findEndpoint(database: Queryable, id: number): Promise<WebhookEndpoint | null> {
  const { rows } = await database.query<WebhookEndpoint & Record<string, unknown>>(
    `SELECT ${SHOWN} FROM webhook_endpoints e LEFT JOIN operators o ON o.id = e.made_by WHERE e.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockEndpoint(client: Queryable, id: number): Promise<WebhookEndpoint | null> {
  await client.query('SELECT FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE', [id]);
  return findEndpoint(client, id);
}

/** Changes it, but for its secrets. At another address it begins anew. @returns false where it is so already */
export async function updateEndpoint(
  client: Queryable,
  id: number,
  { name, url, types, withAddresses }: Pick<NewEndpoint, 'name' | 'url' | 'types' | 'withAddresses'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE webhook_endpoints
        SET name = $2, url = $3, types = $4, with_addresses = $5,
            failing_since = CASE WHEN url = $3 THEN failing_since END,
            failures = CASE WHEN url = $3 THEN failures ELSE 0 END,
            not_before = CASE WHEN url = $3 THEN not_before END
      WHERE id = $1 AND (name, url, types, with_addresses) IS DISTINCT FROM ($2, $3, $4::text[], $5)`,
    [id, name, url, types, withAddresses],
  );
  return rowCount === 1;
}

/** Lets it be sent to, or not for now. One that was disabled begins anew, as if it had never failed. */
export async function setEndpointState(
  client: Queryable,
  id: number,
  state: 'active' | 'paused',
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE webhook_endpoints
        SET state = $2, disabled_reason = NULL, not_before = NULL,
            failing_since = CASE WHEN state = 'disabled' THEN NULL ELSE failing_since END,
            failures = CASE WHEN state = 'disabled' THEN 0 ELSE failures END
      WHERE id = $1 AND state <> $2`,
    [id, state],
  );
  return rowCount === 1;
}

/** Puts a secret in the place of the one that there is, which signs as well until a moment. */
export async function replaceSecret(
  client: Queryable,
  id: number,
  { secret, formerUntil }: { readonly secret: Buffer; readonly formerUntil: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE webhook_endpoints SET former_secret = secret, former_until = $3, secret = $2 WHERE id = $1`,
    [id, secret, formerUntil],
  );
  return rowCount === 1;
}

/** Deletes an endpoint with its deliveries. */
export async function deleteEndpoint(client: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await client.query('DELETE FROM webhook_endpoints WHERE id = $1', [id]);
  return rowCount === 1;
}

/** An endpoint as it is sent to. */
export interface SentEndpoint {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly formerSecret: Buffer | null;
  readonly formerUntil: Date | null;
  readonly withAddresses: boolean;
  /** Of the maker as it is today; null: nobody's bound. */
  readonly makerRole: 'owner' | 'operator' | 'editor' | 'viewer' | null;
  readonly isMakerDisabled: boolean;
  readonly failures: number;
}

const SENT = `e.id, e.name, e.url, e.secret, e.former_secret AS "formerSecret", e.former_until AS "formerUntil",
  e.with_addresses AS "withAddresses", o.role AS "makerRole", o.disabled_at IS NOT NULL AS "isMakerDisabled", e.failures`;

/** Those that may be sent to now and for whom something is due. */
export async function dueEndpoints(database: Queryable, now: Date): Promise<readonly SentEndpoint[]> {
  const { rows } = await database.query<SentEndpoint & Record<string, unknown>>(
    `SELECT ${SENT}
       FROM webhook_endpoints e LEFT JOIN operators o ON o.id = e.made_by
      WHERE e.state = 'active' AND (e.not_before IS NULL OR e.not_before <= $1)
        AND (EXISTS (SELECT FROM webhook_deliveries
                      WHERE endpoint_id = e.id AND state = 'pending' AND next_attempt_at <= $1)
             OR EXISTS (SELECT FROM webhook_deliveries
                         WHERE endpoint_id = e.id AND state = 'sending' AND lease_until < now()))
      ORDER BY e.id`,
    [now],
  );
  return rows;
}

/** @returns null where there is no such endpoint */
export async function findSentEndpoint(database: Queryable, id: number): Promise<SentEndpoint | null> {
  const { rows } = await database.query<SentEndpoint & Record<string, unknown>>(
    `SELECT ${SENT} FROM webhook_endpoints e LEFT JOIN operators o ON o.id = e.made_by WHERE e.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Where an attempt went: an endpoint, at the address that it had then. */
export type TriedEndpoint = Pick<SentEndpoint, 'id' | 'url'>;

/** Something arrived: what failed until then counts no more. */
export async function noteAnswer(client: Queryable, { id, url }: TriedEndpoint): Promise<void> {
  await client.query(
    `UPDATE webhook_endpoints SET failing_since = NULL, failures = 0, not_before = NULL
      WHERE id = $1 AND url = $2 AND (failing_since IS NOT NULL OR not_before IS NOT NULL)`,
    [id, url],
  );
}

/**
 * An attempt failed.
 * @returns since when, and how many did since; null where the endpoint is not there any more
 */
export async function noteFailure(
  client: Queryable,
  { id, url }: TriedEndpoint,
  { now, notBefore }: { readonly now: Date; readonly notBefore: Date },
): Promise<{ readonly failingSince: Date; readonly failures: number } | null> {
  const { rows } = await client.query<{ failingSince: Date; failures: number }>(
    `UPDATE webhook_endpoints
        SET failing_since = coalesce(failing_since, $2), failures = failures + 1,
            not_before = greatest(not_before, $3)
      WHERE id = $1 AND url = $4 RETURNING failing_since AS "failingSince", failures`,
    [id, now, notBefore, url],
  );
  return rows[0] ?? null;
}

/** Sends nothing more to an endpoint; what waits is dropped. False where it was disabled before. */
export async function disableEndpoint(
  client: Queryable,
  id: number,
  reason: DisabledReason,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = $2 WHERE id = $1 AND state <> 'disabled'`,
    [id, reason],
  );
  await client.query(
    `UPDATE webhook_deliveries SET state = 'dropped', next_attempt_at = NULL, lease_until = NULL
      WHERE endpoint_id = $1 AND state IN ('pending', 'sending')`,
    [id],
  );
  return rowCount === 1;
}
