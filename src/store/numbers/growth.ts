import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';
import {
  type Calendar,
  newestReaders,
  readCalendar,
  readSeries,
  type SeriesByLabel,
  type Span,
  sumNumbers,
} from './read-spans.js';

/** Of those who became readers in a month, how many were readers so many months later. */
export interface Cohort {
  /** YYYY-MM. */
  readonly month: string;
  readonly size: number;
  /** By the age in months; an age that not all of them have reached is absent. */
  readonly stayed: ReadonlyMap<number, number>;
}

export const cohortAges = [1, 3, 6, 12] as const;
/** The newest so many months. */
const COHORTS = 18;

/** Where readers came from, or how: who joined and who left in the span. */
export interface Flow {
  readonly label: string;
  readonly joined: number;
  readonly left: number;
}

/** How the number of readers grows, from the numbers of days alone: none of it counts readers. */
export interface Growth {
  readonly calendar: Calendar;
  readonly readers: SeriesByLabel;
  readonly joined: SeriesByLabel;
  readonly left: SeriesByLabel;
  readonly signups: SeriesByLabel;
  readonly confirmations: SeriesByLabel;
  readonly origins: readonly Flow[];
  readonly waits: ReadonlyMap<string, number>;
  readonly cohorts: readonly Cohort[];
  /** Of today's readers who are mailed. */
  readonly frequencies: ReadonlyMap<string, number>;
  readonly languages: ReadonlyMap<string, number>;
  readonly zones: ReadonlyMap<string, number>;
}

export async function readGrowth(database: Queryable, span: Span): Promise<Growth> {
  const calendar = await readCalendar(database, span);
  const [series, sums, today, cohorts] = await Promise.all([
    readSeries(database, calendar, [
      ['readers', 'state'],
      ['joined', 'via'],
      ['left', 'via'],
      ['signups', 'via'],
      ['confirmations', 'via'],
    ]),
    sumNumbers(database, span, [
      ['joined', 'origin'],
      ['left', 'origin'],
      ['confirmations', 'wait'],
    ]),
    newestReaders(database, ['frequency', 'language', 'zone']),
    readCohorts(database, span.until),
  ]);
  const [joined, left] = [sums('joined', 'origin'), sums('left', 'origin')];
  const labels = new Set([...joined.keys(), ...left.keys()]);
  return {
    calendar,
    readers: series('readers', 'state'),
    joined: series('joined', 'via'),
    left: series('left', 'via'),
    signups: series('signups', 'via'),
    confirmations: series('confirmations', 'via'),
    origins: [...labels].map((label) => ({
      label,
      joined: joined.get(label) ?? 0,
      left: left.get(label) ?? 0,
    })),
    waits: sums('confirmations', 'wait'),
    cohorts,
    frequencies: today('frequency'),
    languages: today('language'),
    zones: today('zone'),
  };
}

/** The newest cohorts, newest first; that of the month that is not over is among them. */
async function readCohorts(database: Queryable, today: CalendarDate): Promise<Cohort[]> {
  const { rows } = await database.query<{ month: string; months: number; value: number }>(
    `SELECT label AS month, split_part(dimension, '-', 1)::integer AS months, sum(value)::bigint AS value
       FROM daily_numbers WHERE measure = 'stayed' AND label >= $1 GROUP BY 1, 2 ORDER BY 1 DESC, 2`,
    [monthAfter(today.slice(0, 7), 1 - COHORTS)],
  );
  const months = [...new Set(rows.map(({ month }) => month))];
  return months.map((month) => {
    const ages = new Map(rows.filter((row) => row.month === month).map((row) => [row.months, row.value]));
    // The last of a month reaches an age on the last day of the month that is so many later.
    const reached = cohortAges.filter((age) => `${monthAfter(month, age + 1)}-01` <= today);
    const stayed = new Map(reached.map((age) => [age, ages.get(age) ?? 0]));
    return { month, size: ages.get(0) ?? 0, stayed };
  });
}

/** `2026-03` and 11: `2027-02`. */
function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months)).toISOString().slice(0, 7);
}
