import type { RateVerdict } from '../../model/feedback-rates.js';
import type { Queryable } from '../database.js';
import { digestNameSql } from '../digest-name.js';
import { tellSql } from '../outbox.js';

/** An alarm that an operator has to answer; one of a kind is open at a time. */
export interface Alarm extends RateVerdict {
  readonly digestId: number;
  readonly raisedAt: Date;
}

/** False where one of this kind is open. */
export async function raiseAlarm(database: Queryable, alarm: Alarm): Promise<boolean> {
  const { rows } = await database.query<{ raised: boolean }>(
    `WITH raised AS (
       INSERT INTO sending_alarms (level, reason, digest_id, sent, came_back, raised_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (level, reason) WHERE answered_at IS NULL DO NOTHING
       RETURNING *
     ), told AS (
       ${tellSql({
         type: 'alarm.raised',
         at: 'raised.raised_at',
         data: `'digest', ${digestNameSql('digests')}, 'level', raised.level, 'reason', raised.reason,
                'sent', raised.sent, 'cameBack', raised.came_back`,
         from: 'raised JOIN digests ON digests.id = raised.digest_id',
       })}
     )
     SELECT EXISTS (SELECT FROM raised) AS raised`,
    [alarm.level, alarm.reason, alarm.digestId, alarm.sent, alarm.cameBack, alarm.raisedAt],
  );
  return rows[0]?.raised === true;
}

/** The alarms that nobody has answered, the oldest first. */
export async function openAlarms(database: Queryable): Promise<Alarm[]> {
  const { rows } = await database.query<{
    level: Alarm['level'];
    reason: Alarm['reason'];
    digest_id: number;
    sent: number;
    came_back: number;
    raised_at: Date;
  }>('SELECT * FROM sending_alarms WHERE answered_at IS NULL ORDER BY raised_at, id');
  return rows.map((row) => ({
    level: row.level,
    reason: row.reason,
    digestId: row.digest_id,
    sent: row.sent,
    cameBack: row.came_back,
    raisedAt: row.raised_at,
  }));
}

/** An operator lets the mailing go on, and so has answered every alarm. @returns how many */
export async function answerAlarms(database: Queryable, at: Date): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `WITH answered AS (
       UPDATE sending_alarms SET answered_at = $1 WHERE answered_at IS NULL RETURNING *
     ), told AS (
       ${tellSql({
         type: 'alarm.answered',
         at: '$1',
         data: `'digest', ${digestNameSql('digests')}, 'level', answered.level, 'reason', answered.reason`,
         from: 'answered JOIN digests ON digests.id = answered.digest_id',
       })}
     )
     SELECT count(*) FROM answered`,
    [at],
  );
  return rows[0]?.count ?? 0;
}

/** When the last alarm was answered: what came back before that counts no more. Null before the first. */
export async function lastAnswerAt(database: Queryable): Promise<Date | null> {
  const { rows } = await database.query<{ at: Date | null }>(
    'SELECT max(answered_at) AS at FROM sending_alarms',
  );
  return rows[0]?.at ?? null;
}
