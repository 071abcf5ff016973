import type { ToldType } from '../../model/alerts.js';
import type { Language } from '../../model/language.js';
import { type Database, inTransaction, type Queryable } from '../database.js';

/** At most one mail in so long, but for what cannot wait. */
const ONE_WITHIN = `interval '1 hour'`;

/** A critical alert of which no mail has told within the hour, as part of a statement. */
const CANNOT_WAIT = `a.is_critical AND NOT EXISTS (
  SELECT FROM operator_alerts told JOIN outbox event ON event.id = told.outbox_id
    JOIN alert_mails mail ON mail.id = told.mail_id
   WHERE told.operator_id = a.operator_id AND told.object = a.object AND event.type = b.type
     AND mail.created_at > $1::timestamptz - ${ONE_WITHIN})`;

const MAY_BE_MAILED = `SELECT a.operator_id
   FROM operator_alerts a JOIN outbox b ON b.id = a.outbox_id JOIN operators o ON o.id = a.operator_id
  WHERE a.mail_id IS NULL AND o.disabled_at IS NULL
  GROUP BY a.operator_id
 HAVING bool_or(${CANNOT_WAIT})
     OR NOT EXISTS (SELECT FROM alert_mails mail
                     WHERE mail.operator_id = a.operator_id AND mail.created_at > $1::timestamptz - ${ONE_WITHIN})`;

/** Mails that are due, as part of a statement: none goes to who may not sign in any more. */
const DUE_MAILS = `SELECT m.id FROM alert_mails m JOIN operators o ON o.id = m.operator_id
  WHERE (m.state = 'pending' AND m.next_attempt_at <= $1 OR m.state = 'sending' AND m.lease_until < now())
    AND o.disabled_at IS NULL`;

/** Makes a mail of what waits for each operator who may be mailed now. One process at a time, so that none is made empty. */
export function gatherAlerts(database: Database, now: Date): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('gather alerts', 0))");
    await client.query(
      `WITH made AS (
         INSERT INTO alert_mails (operator_id, state, next_attempt_at, created_at)
         SELECT operator_id, 'pending', $1, $1 FROM (${MAY_BE_MAILED}) AS due RETURNING id, operator_id
       )
       UPDATE operator_alerts a SET mail_id = made.id FROM made
        WHERE a.operator_id = made.operator_id AND a.mail_id IS NULL`,
      [now],
    );
  });
}

/** Whether an alert is to be mailed now. */
export async function alertsWait(database: Queryable, now: Date): Promise<boolean> {
  const { rows } = await database.query<{ wait: boolean }>(
    `SELECT EXISTS (${DUE_MAILS})
            OR EXISTS (${MAY_BE_MAILED}) AS wait`,
    [now],
  );
  return rows[0]?.wait === true;
}

/** What of one thing happened within a mail. */
export interface GatheredAlert {
  readonly type: ToldType;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the newest. */
  readonly at: Date;
  readonly times: number;
}

export interface ClaimedAlertMail {
  readonly id: number;
  /** This one included. */
  readonly attempts: number;
  readonly createdAt: Date;
  readonly address: string;
  readonly language: Language;
  /** Critical ones first, then the newest. */
  readonly alerts: readonly GatheredAlert[];
}

/** Takes the oldest mail that is due, under a lease; null where none is. One that a dead worker had is sent again. */
export async function claimAlertMail(database: Queryable, now: Date): Promise<ClaimedAlertMail | null> {
  const { rows } = await database.query<Omit<ClaimedAlertMail, 'alerts'>>(
    `UPDATE alert_mails m
        SET state = 'sending', attempts = m.attempts + 1, next_attempt_at = NULL, lease_until = now() + interval '5 minutes'
       FROM operators o
      WHERE o.id = m.operator_id
        AND m.id = (${DUE_MAILS} ORDER BY m.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
      RETURNING m.id, m.attempts, m.created_at AS "createdAt", o.address, o.language`,
    [now],
  );
  const [mail] = rows;
  if (mail === undefined) return null;
  const alerts = await database.query<GatheredAlert & Record<string, unknown>>(
    `SELECT b.type, (array_agg(b.data ORDER BY b.id DESC))[1] AS data, max(b.at) AS at, count(*) AS times
       FROM operator_alerts a JOIN outbox b ON b.id = a.outbox_id
      WHERE a.mail_id = $1 GROUP BY b.type, a.object ORDER BY bool_or(a.is_critical) DESC, max(b.id) DESC`,
    [mail.id],
  );
  return { ...mail, alerts: alerts.rows };
}

export interface SettledAlertMail {
  readonly id: number;
  /** The attempt that it is about. */
  readonly attempts: number;
  readonly state: 'pending' | 'sent' | 'failed';
  readonly nextAttemptAt: Date | null;
  readonly reason: string | null;
}

export async function settleAlertMail(
  database: Queryable,
  settled: SettledAlertMail,
  now: Date,
): Promise<void> {
  const { id, attempts, state, nextAttemptAt, reason } = settled;
  await database.query(
    `UPDATE alert_mails
        SET state = $3, next_attempt_at = $4, reason = $5, lease_until = NULL,
            settled_at = CASE WHEN $3 <> 'pending' THEN $6::timestamptz END
      WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
    [id, attempts, state, nextAttemptAt, reason, now],
  );
}

/** What an operator was told of, as pages show it. */
export interface ToldAlert {
  readonly type: ToldType;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
  /** Of its mail; null: it waits for one. */
  readonly mail: 'pending' | 'sending' | 'sent' | 'failed' | null;
  readonly mailedAt: Date | null;
}

/** The newest first. */
export async function listAlerts(
  database: Queryable,
  operatorId: number,
  limit: number,
): Promise<readonly ToldAlert[]> {
  const { rows } = await database.query<ToldAlert & Record<string, unknown>>(
    `SELECT b.type, b.data, b.at, m.state AS mail, m.settled_at AS "mailedAt"
       FROM operator_alerts a JOIN outbox b ON b.id = a.outbox_id LEFT JOIN alert_mails m ON m.id = a.mail_id
      WHERE a.operator_id = $1 ORDER BY a.outbox_id DESC LIMIT $2`,
    [operatorId, limit],
  );
  return rows;
}

/** What an operator has chosen to be told of. */
export async function readAlertChoice(database: Queryable, operatorId: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ alerts: string[] }>('SELECT alerts FROM operators WHERE id = $1', [
    operatorId,
  ]);
  return rows[0]?.alerts ?? [];
}

export async function setAlertChoice(
  client: Queryable,
  operatorId: number,
  types: readonly string[],
): Promise<void> {
  await client.query('UPDATE operators SET alerts = $2 WHERE id = $1', [operatorId, types]);
}

/** Writes a test for one operator, whatever they have chosen: it is mailed at once. */
export async function insertTestAlert(client: Queryable, operatorId: number, now: Date): Promise<void> {
  await client.query(
    `WITH event AS (
       INSERT INTO outbox (type, at, data, spread_at) VALUES ('alert.test', $2, '{}', $2) RETURNING id
     )
     INSERT INTO operator_alerts (operator_id, outbox_id, object, is_critical)
     SELECT $1, id, id::text, true FROM event`,
    [operatorId, now],
  );
}

/** Mails that tell of nothing any more: what they told of was forgotten. */
export async function dropOldAlertMails(database: Queryable, before: Date): Promise<void> {
  await database.query(
    `DELETE FROM alert_mails m
      WHERE created_at < $1 AND NOT EXISTS (SELECT FROM operator_alerts a WHERE a.mail_id = m.id)`,
    [before],
  );
}
