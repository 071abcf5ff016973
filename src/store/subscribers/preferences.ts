import type { CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import type { Language } from '../../model/language.js';
import type { NextDueMoments } from '../../model/next-due.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import { type Pause, type Schedule, weekdayMask, weekdaysOf } from '../../model/preferences.js';
import { lateDays } from '../../model/release-state.js';
import type { SubscriberState } from '../../model/subscriber.js';
import { isPlaceZone } from '../../model/zone-names.js';
import type { Queryable } from '../database.js';
import { timesAfterPause } from './transitions.js';

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
  readonly next: NextTime | null;
}

/** A reader's time at which a digest comes. */
export interface NextTime {
  readonly at: Date;
  /** The day, and the `HH:MM`, that clocks of the reader's zone show then. */
  readonly day: CalendarDate;
  readonly time: string;
  /** It is past: the digest is not there yet, and comes as soon as it is. */
  readonly isLate: boolean;
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
  readonly paused_until: Date | null;
  readonly paused_day: string | null;
  readonly pause_ends: string | null;
  readonly skips: number;
  readonly next_at: Date | null;
  readonly next_day: string;
  readonly next_time: string;
  readonly is_late: boolean;
}

/*
 * A reader's next time as fan-out will work it out: the first that is theirs, after the last one and after a pause, by which
 * a digest has come due since. It is past where that digest is late, for as long as fan-out makes up for it. Each step is
 * worked out once, and not for each of its uses.
 */
const PREFERENCES = `
WITH reader AS (
  SELECT s.*, clock_zone(time_zone, local_time, $2) AS zone, coalesce(local_time, $3::time) AS wall,
         CASE WHEN state = 'active' THEN due_after END AS had_until,
         CASE s.frequency WHEN 'weekly' THEN $5::timestamptz[] WHEN 'monthly' THEN $6::timestamptz[]
              ELSE $7::timestamptz[] END AS due_moments,
         $4::timestamptz - make_interval(days => CASE s.frequency WHEN 'weekly' THEN ${lateDays.weekly}
                                                 WHEN 'monthly' THEN ${lateDays.monthly} ELSE ${lateDays.daily} END) AS too_late
    FROM subscribers s JOIN reader_times t ON t.subscriber_id = s.id WHERE s.id = $1
), beginning AS MATERIALIZED (
  SELECT *, greatest(too_late, CASE WHEN had_until IS NOT NULL THEN greatest(had_until, scheduled_since)
                                   WHEN state = 'paused' THEN paused_until - interval '1 minute' ELSE $4 END) AS since
    FROM reader
), reach AS MATERIALIZED (
  -- As fan-out does for who has no time yet.
  SELECT *, coalesce(had_until,
                     CASE WHEN frequency <> 'daily'
                          THEN CASE state WHEN 'paused' THEN ${timesAfterPause('beginning')} ELSE since END
                          ELSE least(since,
                                     next_slot(zone, wall, weekdays, since,
                                               (SELECT min(due) FROM unnest(due_moments) AS due
                                                 WHERE due > since - interval '24 hours')) - interval '24 hours') END
            ) AS reached
    FROM beginning
), coming AS MATERIALIZED (
  SELECT *, CASE WHEN state IN ('active', 'paused')
                 THEN next_slot(zone, wall, weekdays, since,
                                (SELECT min(due) FROM unnest(due_moments) AS due WHERE due > reached)) END AS next_at
    FROM reach
)
SELECT id, address, state, state_changed_at, frequency, weekdays, to_char(local_time, 'HH24:MI') AS local_time, time_zone,
       rule_set_id, language, paused_until, to_char(paused_until AT TIME ZONE zone, 'YYYY-MM-DD') AS paused_day, pause_ends,
       skips, next_at, to_char(next_at AT TIME ZONE coalesce(time_zone, $2), 'YYYY-MM-DD') AS next_day,
       to_char(next_at AT TIME ZONE coalesce(time_zone, $2), 'HH24:MI') AS next_time,
       next_at <= $4 AS is_late
  FROM coming`;

/**
 * The preferences of a subscriber; null where there is none.
 * @param dueMoments when digests around a moment are due, those that can have papers
 */
export async function findPreferences(
  database: Queryable,
  id: number,
  defaults: ScheduleDefaults,
  { now, dueMoments }: { readonly now: Date; readonly dueMoments: (around: Date) => NextDueMoments },
): Promise<StoredPreferences | null> {
  const readAround = async (moment: Date): Promise<PreferencesRow | undefined> => {
    const { daily, weekly, monthly } = dueMoments(moment);
    const values = [id, defaults.timeZone, defaults.time, now, weekly, monthly, daily];
    return (await database.query<PreferencesRow>(PREFERENCES, values)).rows[0];
  };
  const row = await readAround(now);
  if (row === undefined) return null;
  const { paused_until: until } = row;
  return preferencesOf(until === null || until < now ? row : ((await readAround(until)) ?? row));
}

function preferencesOf(row: PreferencesRow): StoredPreferences {
  const { paused_day: until, next_at: at } = row;
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
    next: at === null ? null : { at, day: row.next_day, time: row.next_time, isLate: row.is_late },
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

/** Whether PostgreSQL knows a time zone by this name of a place. */
export async function isKnownZone(database: Queryable, name: string): Promise<boolean> {
  if (!isPlaceZone(name)) return false;
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
