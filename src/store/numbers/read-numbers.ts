import { BroadsheetError } from '../../errors.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import {
  type DailyMeasure,
  type Dimension,
  dailyMeasures,
  dimensionOf,
  OTHERS,
} from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

export interface NumbersAsked {
  readonly measure: DailyMeasure;
  /** Of the measure; its first where absent. */
  readonly dimension?: string | undefined;
  readonly from: CalendarDate;
  /** Included. */
  readonly until: CalendarDate;
  /** So many labels, those with most over all days; the others are one. */
  readonly labels: number;
}

export interface DailyNumbers {
  readonly dimension: Dimension;
  readonly days: readonly NumbersOfDay[];
}

export interface NumbersOfDay {
  readonly day: CalendarDate;
  /** Whether rows may have gone before it was counted. */
  readonly incomplete: boolean;
  /** By label; a label that is not there is 0. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The counted days of a period in order; a day that was never counted is absent, one without anything is empty.
 * @throws BroadsheetError INPUT_INVALID where the measure is not counted by that dimension
 */
export async function readDailyNumbers(database: Queryable, asked: NumbersAsked): Promise<DailyNumbers> {
  const { measure, from, until, labels } = asked;
  const dimension = dimensionOf(measure, asked.dimension);
  if (dimension === null) {
    const known = dailyMeasures[measure].join(', ');
    throw new BroadsheetError('INPUT_INVALID', `${measure} is counted by ${known}.`);
  }
  const { rows } = await database.query<NumbersOfDay & Record<string, unknown>>(
    `WITH numbers AS (
       SELECT day, label, value FROM daily_numbers
        WHERE measure = $1 AND dimension = $2 AND day BETWEEN $3 AND $4
     ), named AS (
       SELECT label FROM numbers WHERE label <> $6 GROUP BY label ORDER BY sum(value) DESC, label LIMIT $5
     ), folded AS (
       SELECT n.day, coalesce(named.label, $6) AS label, sum(n.value) AS value
         FROM numbers n LEFT JOIN named USING (label) GROUP BY 1, 2
     ), by_day AS (
       SELECT day, json_object_agg(label, value) AS values FROM folded GROUP BY day
     )
     SELECT c.day, c.incomplete, coalesce(b.values, '{}'::json) AS values
       FROM counted_days c LEFT JOIN by_day b USING (day) WHERE c.day BETWEEN $3 AND $4 ORDER BY c.day`,
    [measure, dimension, from, until, labels, OTHERS],
  );
  return { dimension, days: rows };
}

/** A line of the overview: sums over all labels of a day. */
export interface DayAtAGlance {
  readonly day: CalendarDate;
  readonly incomplete: boolean;
  readonly sums: Readonly<Record<string, number>>;
}

/** Each measure's sum of each day, of readers those who are mailed. */
export async function readOverview(
  database: Queryable,
  from: CalendarDate,
  until: CalendarDate,
): Promise<DayAtAGlance[]> {
  const { rows } = await database.query<DayAtAGlance & Record<string, unknown>>(
    `SELECT c.day, c.incomplete, coalesce(jsonb_object_agg(m.measure, m.sum) FILTER (WHERE m.measure IS NOT NULL), '{}') AS sums
       FROM counted_days c
       LEFT JOIN (SELECT n.day, w.measure, sum(n.value) AS sum
                    FROM (VALUES ('readers', 'state'), ('signups', 'via'), ('confirmations', 'via'), ('joined', 'via'),
                                 ('left', 'via'), ('erased', 'all'), ('mail.sent', 'relay'), ('mail.failed', 'relay'),
                                 ('mail.complaints', 'relay'), ('mail.hard', 'relay'), ('mail.soft', 'relay'),
                                 ('votes', 'value'), ('saves', 'all')) AS w (measure, dimension)
                    JOIN daily_numbers n USING (measure, dimension)
                   WHERE n.day BETWEEN $1 AND $2 AND (w.measure <> 'readers' OR n.label = 'active')
                   GROUP BY n.day, w.measure) AS m USING (day)
      WHERE c.day BETWEEN $1 AND $2 GROUP BY c.day ORDER BY c.day`,
    [from, until],
  );
  return rows;
}
