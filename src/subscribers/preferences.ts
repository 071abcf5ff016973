import { addDays, type CalendarDate, isCalendarDate } from '../model/calendar-date.js';
import type { Language } from '../model/language.js';
import { nextDueMoments } from '../model/next-due.js';
import type { ScheduleDefaults } from '../model/preferences.js';
import { everyDay, isQuarterHour, type Preferences, type Schedule } from '../model/preferences.js';
import {
  completeRules,
  type GivenRules,
  type Rules,
  type RulesFault,
  type RulesFaultReason,
  rulesFaults,
} from '../model/rules.js';
import { presentZoneName } from '../model/zone-names.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { findRules, saveRuleSet } from '../store/editions/rule-sets.js';
import {
  findPreferences,
  isKnownZone,
  type StoredPreferences,
  skipDigests,
  writePreferences,
} from '../store/subscribers/preferences.js';
import { endPause, keepPausedDay, pause as pauseReader } from '../store/subscribers/transitions.js';

/** What every use of preferences is given. */
export interface PreferencesContext {
  readonly database: Database;
  readonly defaults: ScheduleDefaults;
  readonly now: Date;
}

/** A reader's preferences with their rules. */
export interface ReadersPreferences extends StoredPreferences {
  readonly rules: Rules;
}

/** Preferences as they are given: what is absent is as it is for everybody. */
export interface GivenPreferences {
  readonly schedule?: Partial<Schedule>;
  readonly rules?: GivenRules;
  readonly language?: Language;
}

export interface PreferencesFault extends Omit<RulesFault, 'reason'> {
  readonly reason: RulesFaultReason | 'no-weekday' | 'no-time' | 'no-zone';
}

/** Nobody pauses for longer without forgetting it. */
const LONGEST_PAUSE_DAYS = 366;

/** @returns null where there is no such subscriber */
export async function readPreferences(
  { database, defaults, now }: PreferencesContext,
  subscriberId: number,
): Promise<ReadersPreferences | null> {
  const dueMoments = (around: Date) => nextDueMoments(defaults, around);
  const stored = await findPreferences(database, subscriberId, defaults, { now, dueMoments });
  return stored === null ? null : { ...stored, rules: await findRules(database, stored.ruleSetId) };
}

/** Preferences with every choice made. */
export function completePreferences({ schedule = {}, rules = {}, language }: GivenPreferences): Preferences {
  const weekdays = everyDay.filter((day) => (schedule.weekdays ?? everyDay).includes(day));
  return {
    schedule: {
      frequency: schedule.frequency ?? 'daily',
      weekdays,
      time: schedule.time ?? null,
      timeZone: schedule.timeZone == null ? null : presentZoneName(schedule.timeZone),
    },
    rules: completeRules(rules),
    language: language ?? null,
  };
}

/** What of preferences cannot be used; none where they can be kept. */
export async function preferencesFaults(
  database: Queryable,
  { schedule, rules }: Preferences,
  isTopic: (name: string) => boolean,
): Promise<PreferencesFault[]> {
  const faults: PreferencesFault[] = [];
  if (schedule.weekdays.length === 0) {
    const detail = 'choose at least one day of the week';
    faults.push({ pointer: '/schedule/weekdays', detail, reason: 'no-weekday', term: '' });
  }
  if (schedule.time !== null && !isQuarterHour(schedule.time)) {
    const detail = 'a time is written as 08:00, 08:15, 08:30 or 08:45';
    faults.push({ pointer: '/schedule/time', detail, reason: 'no-time', term: schedule.time });
  }
  if (schedule.timeZone !== null && !(await isKnownZone(database, schedule.timeZone))) {
    const detail = 'not a time zone, like Europe/Berlin';
    faults.push({ pointer: '/schedule/timeZone', detail, reason: 'no-zone', term: schedule.timeZone });
  }
  const ofRules = rulesFaults(rules, isTopic).map((fault) => ({
    ...fault,
    pointer: `/rules${fault.pointer}`,
  }));
  return [...faults, ...ofRules];
}

/**
 * Keeps what a reader chose, from the next digest on; a pause lasts until the same day. False where there is no such
 * subscriber.
 */
export function changePreferences(
  { database, defaults, now }: PreferencesContext,
  subscriberId: number,
  { schedule, rules, language }: Preferences,
): Promise<boolean> {
  return inTransaction(database, async (client) => {
    const ruleSetId = await saveRuleSet(client, rules);
    await keepPausedDay(client, subscriberId, schedule, defaults);
    return writePreferences(client, subscriberId, { schedule, ruleSetId, language }, now);
  });
}

/**
 * Stops mail until a day in the reader's zone, at their own time of day.
 * @returns false where the day is past or too far, or the reader gets no mail
 */
export async function pause(
  { database, defaults, now }: PreferencesContext,
  subscriberId: number,
  wanted: { readonly until: CalendarDate; readonly catchUp: boolean },
): Promise<boolean> {
  const latest = addDays(now.toISOString().slice(0, 10), LONGEST_PAUSE_DAYS);
  if (!isCalendarDate(wanted.until) || wanted.until > latest) return false;
  return pauseReader(database, subscriberId, wanted, { at: now, defaults });
}

/** Ends a pause at once. False where there was none. */
export function unpause({ database, now }: PreferencesContext, subscriberId: number): Promise<boolean> {
  return endPause(database, subscriberId, now);
}

/** Passes over the next digest, or takes that back. False where the reader gets none. */
export function skipNext(
  { database }: PreferencesContext,
  subscriberId: number,
  skips: 0 | 1,
): Promise<boolean> {
  return skipDigests(database, subscriberId, skips);
}

/**
 * One mail a week from now on; what else was chosen stays.
 * @param before what stood until now
 */
export async function mailWeekly(
  context: PreferencesContext,
  subscriberId: number,
  before: ReadersPreferences,
): Promise<void> {
  const schedule = { ...before.schedule, frequency: 'weekly' } as const;
  await changePreferences(context, subscriberId, { schedule, rules: before.rules, language: null });
}
