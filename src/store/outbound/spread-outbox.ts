import { alertRules, alertTypes, rolesTold } from '../../model/alerts.js';
import type { Queryable } from '../database.js';
import { MESSAGE_ID } from './webhook-deliveries.js';

/** So many events are spread by one statement. */
const AT_ONCE = 5_000;

/** What of which event an operator is told, as a statement reads it. */
const RULES = JSON.stringify(
  alertTypes.map((type) => {
    const { about, critical = null } = { critical: null, ...alertRules[type] };
    return { type, about, key: critical?.key, value: critical?.value, roles: rolesTold(type) };
  }),
);

/**
 * Gives the events of the outbox to whoever listens: a delivery for each endpoint, an alert for each operator. All or nothing of each portion, so
 * that one that is killed meanwhile loses none and gives none twice; what nobody listens to any more is deleted.
 * @returns how many there were
 */
export async function spreadOutbox(database: Queryable, now: Date): Promise<number> {
  for (let spread = 0; ; ) {
    const { rows } = await database.query<{ count: number }>(
      `WITH next AS (
         SELECT id, type, data FROM outbox WHERE spread_at IS NULL ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
       ), given AS (
         INSERT INTO webhook_deliveries (id, endpoint_id, outbox_id, state, next_attempt_at)
         SELECT ${MESSAGE_ID}, e.id, next.id,
                CASE e.state WHEN 'disabled' THEN 'dropped' ELSE 'pending' END,
                CASE WHEN e.state <> 'disabled' THEN $1::timestamptz END
           FROM next JOIN webhook_endpoints e ON next.type = ANY (e.types)
         RETURNING outbox_id
       ), alerted AS (
         INSERT INTO operator_alerts (operator_id, outbox_id, object, is_critical)
         SELECT o.id, next.id, coalesce(next.data ->> rule.about, ''), coalesce(next.data ->> rule.key = rule.value, false)
           FROM next
           JOIN jsonb_to_recordset($2::jsonb) AS rule (type text, about text, key text, value text, roles text[]) USING (type)
           JOIN operators o ON next.type = ANY (o.alerts) AND o.role = ANY (rule.roles) AND o.disabled_at IS NULL
         RETURNING outbox_id
       ), heard AS (
         SELECT outbox_id FROM given UNION SELECT outbox_id FROM alerted
       ), kept AS (
         UPDATE outbox SET spread_at = $1 WHERE id IN (SELECT outbox_id FROM heard)
       ), unheard AS (
         DELETE FROM outbox WHERE id IN (SELECT id FROM next EXCEPT SELECT outbox_id FROM heard)
       )
       SELECT count(*) FROM next`,
      [now, RULES],
    );
    const count = rows[0]?.count ?? 0;
    spread += count;
    if (count < AT_ONCE) return spread;
  }
}

/** When the next event is to be spread or sent, which may be past; null: none waits. */
export async function nextOutboundAt(database: Queryable, now: Date): Promise<Date | null> {
  const { rows } = await database.query<{ at: Date | null }>(
    `SELECT min(at) AS at FROM (
       SELECT $1::timestamptz AS at WHERE EXISTS (SELECT FROM outbox WHERE spread_at IS NULL)
       UNION ALL
       SELECT greatest(e.not_before, least(waiting.at, left_over.at))
         FROM webhook_endpoints e
        CROSS JOIN LATERAL (SELECT min(next_attempt_at) AS at FROM webhook_deliveries
                             WHERE endpoint_id = e.id AND state = 'pending') AS waiting
        CROSS JOIN LATERAL (SELECT min(lease_until) AS at FROM webhook_deliveries
                             WHERE endpoint_id = e.id AND state = 'sending' AND lease_until < now()) AS left_over
        WHERE e.state = 'active' AND num_nonnulls(waiting.at, left_over.at) > 0
     ) AS due`,
    [now],
  );
  return rows[0]?.at ?? null;
}

/** Deletes what happened before a moment, with what became of it. */
export async function dropOldEvents(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM outbox WHERE at < $1 AND spread_at IS NOT NULL', [before]);
}
