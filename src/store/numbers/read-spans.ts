import { addDays, type CalendarDate } from '../../model/calendar-date.js';
import type { DailyMeasure, Dimension } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

/** Days that follow each other, both ends included. */
export interface Span {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** A measure by one of its dimensions. */
export type Counted = readonly [measure: DailyMeasure, dimension: Dimension];

/** The days of a span and what is known of each, in one order. */
export interface Calendar {
  readonly days: readonly CalendarDate[];
  readonly isCounted: readonly boolean[];
  /** Whether rows may have gone before it was counted. */
  readonly isIncomplete: readonly boolean[];
}

export async function readCalendar(database: Queryable, { from, until }: Span): Promise<Calendar> {
  const { rows } = await database.query<{ day: CalendarDate; incomplete: boolean }>(
    'SELECT day, incomplete FROM counted_days WHERE day BETWEEN $1 AND $2',
    [from, until],
  );
  const known = new Map(rows.map(({ day, incomplete }) => [day, incomplete]));
  const days: CalendarDate[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day);
  return {
    days,
    isCounted: days.map((day) => known.has(day)),
    isIncomplete: days.map((day) => known.get(day) === true),
  };
}

/** By label, a value for each day of the calendar: 0 where nothing happened, null where it was not counted. */
export type SeriesByLabel = ReadonlyMap<string, readonly (number | null)[]>;

interface SeriesRow extends Record<string, unknown> {
  readonly measure: DailyMeasure;
  readonly dimension: Dimension;
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Each day's values by label; for measures with few labels, since each has a row a day. */
export async function readSeries(
  database: Queryable,
  calendar: Calendar,
  counted: readonly Counted[],
): Promise<(...one: Counted) => SeriesByLabel> {
  const { days, isCounted } = calendar;
  const { rows } = await database.query<SeriesRow>(
    `SELECT measure, dimension, label, json_object_agg(day - $3::date, value) AS values
       FROM unnest($1::text[], $2::text[]) AS asked (measure, dimension)
       JOIN daily_numbers USING (measure, dimension)
      WHERE day BETWEEN $3 AND $4 GROUP BY 1, 2, 3`,
    [...columnsOf(counted), days[0], days.at(-1)],
  );
  const byName = new Map<string, Map<string, readonly (number | null)[]>>();
  for (const { measure, dimension, label, values } of rows) {
    const name = `${measure} ${dimension}`;
    const labels = byName.get(name) ?? new Map<string, readonly (number | null)[]>();
    byName.set(name, labels);
    labels.set(
      label,
      days.map((_, index) => (isCounted[index] === true ? (values[index] ?? 0) : null)),
    );
  }
  return (measure, dimension) => byName.get(`${measure} ${dimension}`) ?? new Map();
}

/** By label, the largest first. */
export type NumberSums = (...one: Counted) => ReadonlyMap<string, number>;

/** Sums over all days of a span. */
export async function sumNumbers(
  database: Queryable,
  { from, until }: Span,
  counted: readonly Counted[],
): Promise<NumberSums> {
  const { rows } = await database.query<{
    measure: DailyMeasure;
    dimension: Dimension;
    label: string;
    sum: number;
  }>(
    `SELECT measure, dimension, label, sum(value)::bigint AS sum
       FROM unnest($1::text[], $2::text[]) AS asked (measure, dimension)
       JOIN daily_numbers USING (measure, dimension)
      WHERE day BETWEEN $3 AND $4 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3`,
    [...columnsOf(counted), from, until],
  );
  return (measure, dimension) =>
    new Map(
      rows
        .filter((row) => row.measure === measure && row.dimension === dimension)
        .map(({ label, sum }) => [label, sum]),
    );
}

/** How many readers there are by what they chose, as they were counted last, the largest first. */
export async function newestReaders(
  database: Queryable,
  dimensions: readonly Dimension[],
): Promise<(dimension: Dimension) => ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ dimension: Dimension; label: string; value: number }>(
    `SELECT dimension, label, value FROM daily_numbers
      WHERE measure = 'readers' AND dimension = ANY ($1)
        AND day = (SELECT max(day) FROM daily_numbers WHERE measure = 'readers' AND dimension = 'state')
      ORDER BY value DESC, label`,
    [dimensions],
  );
  return (dimension) =>
    new Map(rows.filter((row) => row.dimension === dimension).map(({ label, value }) => [label, value]));
}

function columnsOf(counted: readonly Counted[]): [string[], string[]] {
  return [counted.map(([measure]) => measure), counted.map(([, dimension]) => dimension)];
}
