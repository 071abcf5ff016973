import type { PeriodicKind } from '../../model/digest.js';
import type { Language } from '../../model/language.js';
import type { NextDueMoments } from '../../model/next-due.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import { type Pause, type Schedule, weekdayMask, weekdaysOf } from '../../model/preferences.js';
import type { SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** What a reader chose, and what follows from it. */
export interface StoredPreferences {
  readonly subscriberId: number;
  readonly address: string;
  readonly state: SubscriberState;
  readonly stateChangedAt: Date;
  readonly schedule: Schedule;
  readonly ruleSetId: number | null;
  /** Of the reader's mails. */
  readonly language: Language;
  /** With the day, in the reader's zone, on which mail comes again; null while there is no pause. */
  readonly pause: Pause | null;
  /** How many digests are still passed over. */
  readonly skips: number;
  /** The reader's next time on or after which a digest comes; null where no mail comes. */
  readonly nextAt: Date | null;
}

interface PreferencesRow {
  readonly id: number;
  readonly address: string;
  readonly state: SubscriberState;
  readonly state_changed_at: Date;
  readonly frequency: PeriodicKind;
  readonly weekdays: number;
  readonly local_time: string | null;
  readonly time_zone: string | null;
  readonly rule_set_id: number | null;
  readonly language: Language;
  readonly paused_until: string | null;
  readonly pause_ends: string | null;
  readonly skips: number;
  readonly next_at: Date | null;
}

/**
 * The preferences of a subscriber; null where there is none.
 * @param dueMoments when the next digests of each longer kind are due, and the daily ones around `now` that can have
 *   papers, all in order
 */
export async function findPreferences(
  database: Queryable,
  id: number,
  defaults: ScheduleDefaults,
  { now, dueMoments }: { readonly now: Date; readonly dueMoments: NextDueMoments },
): Promise<StoredPreferences | null> {
  const { rows } = await database.query<PreferencesRow>(
    `WITH reader AS (
       SELECT s.*, t.due_after, clock_zone(time_zone, local_time, $2) AS zone, coalesce(local_time, $3::time) AS wall
         FROM subscribers s JOIN reader_times t ON t.subscriber_id = s.id WHERE s.id = $1
     ), beginning AS (
       SELECT *, greatest($4::timestamptz, paused_until - interval '1 minute') AS since FROM reader
     ), reach AS (
       -- As fan-out does for who has no time yet: the first daily digest may have come due in the day before it.
       SELECT *, CASE WHEN state = 'active' THEN due_after END AS had_until,
              next_slot(zone, wall, weekdays, since,
                        (SELECT min(due) FROM unnest($7::timestamptz[]) AS due WHERE due > since - interval '24 hours'))
                - interval '24 hours' AS day_before
         FROM beginning
     )
     SELECT id, address, state, state_changed_at, frequency, weekdays, to_char(local_time, 'HH24:MI') AS local_time, time_zone,
            rule_set_id, language, to_char(paused_until AT TIME ZONE zone, 'YYYY-MM-DD') AS paused_until, pause_ends, skips,
            CASE WHEN state IN ('active', 'paused')
                 THEN next_slot(zone, wall, weekdays, since,
                                CASE frequency WHEN 'weekly' THEN $5::timestamptz WHEN 'monthly' THEN $6::timestamptz
                                     ELSE (SELECT min(due) FROM unnest($7::timestamptz[]) AS due
                                            WHERE due > coalesce(had_until, least(since, day_before))) END)
            END AS next_at
       FROM reach`,
    [id, defaults.timeZone, defaults.time, now, dueMoments.weekly, dueMoments.monthly, dueMoments.daily],
  );
  const [row] = rows;
  return row === undefined ? null : preferencesOf(row);
}

function preferencesOf(row: PreferencesRow): StoredPreferences {
  const until = row.paused_until;
  return {
    subscriberId: row.id,
    address: row.address,
    state: row.state,
    stateChangedAt: row.state_changed_at,
    schedule: {
      frequency: row.frequency,
      weekdays: weekdaysOf(row.weekdays),
      time: row.local_time,
      timeZone: row.time_zone,
    },
    ruleSetId: row.rule_set_id,
    language: row.language,
    pause: until === null ? null : { until, catchUp: row.pause_ends === 'with-catch-up' },
    skips: row.skips,
    nextAt: row.next_at,
  };
}

/**
 * Writes what a reader chose, and since when: the next fan-out works out their times anew. What came due since their last mail is
 * still theirs, unless they change to another kind of digest, which begins now.
 */
export async function writePreferences(
  client: Queryable,
  id: number,
  choice: {
    readonly schedule: Schedule;
    readonly ruleSetId: number | null;
    readonly language: Language | null;
  },
  now: Date,
): Promise<boolean> {
  const { schedule, ruleSetId, language } = choice;
  const { rowCount } = await client.query(
    `UPDATE subscribers
        SET frequency = $2, weekdays = $3, local_time = $4, time_zone = $5, rule_set_id = $6,
            scheduled_since = $7, language = coalesce($8, language)
      WHERE id = $1`,
    [
      id,
      schedule.frequency,
      weekdayMask(schedule.weekdays),
      schedule.time,
      schedule.timeZone,
      ruleSetId,
      now,
      language,
    ],
  );
  return rowCount === 1;
}

/** Passes over so many of the digests that come next. */
export async function skipDigests(client: Queryable, id: number, skips: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE subscribers SET skips = $2 WHERE id = $1 AND state IN ('active', 'paused')`,
    [id, skips],
  );
  return rowCount === 1;
}

/** Whether PostgreSQL knows a time zone by this name. */
export async function isKnownZone(database: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await database.query(
    "SELECT FROM pg_timezone_names WHERE name = $1 AND name !~ '^(posix|right)/'",
    [name],
  );
  return rowCount === 1;
}

/** The names that a reader chooses from: places, and UTC. */
export async function listZones(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM pg_timezone_names
      WHERE name = 'UTC'
         OR name ~ '^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/'
      ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}
