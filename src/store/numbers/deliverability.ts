import { addDays, type CalendarDate } from '../../model/calendar-date.js';
import type { DailyMeasure, Dimension } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import {
  type Calendar,
  type Counted,
  readCalendar,
  readSeries,
  type SeriesByLabel,
  type Span,
  sumNumbers,
} from './read-spans.js';

const outcomes = ['sent', 'failed', 'deferred', 'hard', 'soft', 'complaints', 'ours'] as const;
export type MailOutcome = (typeof outcomes)[number];

/** Of mail that was sent on some days: how many were, and what became of them. */
export type MailCounts = Readonly<Record<MailOutcome, number>>;

/** A recipient domain or a relay; `*` is all domains that have no name of their own. */
export interface MailRow {
  readonly label: string;
  readonly week: MailCounts;
  readonly month: MailCounts;
  /** The days of the month in order: the mails, and how many of their readers complained; null: not counted. */
  readonly days: readonly ({ readonly sent: number; readonly complaints: number } | null)[];
}

/** Over a span of days, all mail together. */
export interface MailByDay {
  readonly calendar: Calendar;
  readonly outcomes: Readonly<Record<MailOutcome, SeriesByLabel>>;
}

/** By the day on which it was sent, whenever it came back. */
export async function readMailByDay(database: Queryable, span: Span): Promise<MailByDay> {
  const calendar = await readCalendar(database, span);
  const series = await readSeries(
    database,
    calendar,
    outcomes.map((outcome): Counted => [measureOf(outcome), 'relay']),
  );
  const entries = outcomes.map((outcome) => [outcome, series(measureOf(outcome), 'relay')] as const);
  return { calendar, outcomes: Object.fromEntries(entries) as MailByDay['outcomes'] };
}

export const MONTH_DAYS = 30;
const WEEK_DAYS = 7;

interface MailCell extends Record<string, unknown> {
  readonly outcome: MailOutcome;
  readonly label: string;
  readonly week: number;
  readonly month: number;
  readonly days: Readonly<Record<string, number>> | null;
}

/** Domains or relays of the last 30 days until a day, those with most mail first. */
export async function readMailBy(
  database: Queryable,
  dimension: Extract<Dimension, 'domain' | 'relay'>,
  until: CalendarDate,
): Promise<MailRow[]> {
  const from = addDays(until, 1 - MONTH_DAYS);
  const calendar = await readCalendar(database, { from, until });
  const { rows } = await database.query<MailCell>(
    `SELECT substring(measure FROM 6) AS outcome, label,
            coalesce(sum(value) FILTER (WHERE day > $3::date - ${WEEK_DAYS}), 0)::bigint AS week, sum(value)::bigint AS month,
            CASE WHEN measure IN ('mail.sent', 'mail.complaints') THEN json_object_agg(day - $2::date, value) END AS days
       FROM daily_numbers
      WHERE measure = ANY ($4) AND dimension = $1 AND day BETWEEN $2 AND $3
      GROUP BY measure, label`,
    [dimension, from, until, outcomes.map(measureOf)],
  );
  const byLabel = new Map<string, Map<MailOutcome, MailCell>>();
  for (const cell of rows) {
    const cells = byLabel.get(cell.label) ?? new Map<MailOutcome, MailCell>();
    byLabel.set(cell.label, cells.set(cell.outcome, cell));
  }
  return [...byLabel]
    .map(([label, cells]) => mailRow(label, cells, calendar))
    .sort((one, other) => other.month.sent - one.month.sent || (one.label < other.label ? -1 : 1));
}

function mailRow(
  label: string,
  cells: ReadonlyMap<MailOutcome, MailCell>,
  { days, isCounted }: Calendar,
): MailRow {
  const counts = (span: 'week' | 'month'): MailCounts => {
    const entries = outcomes.map((outcome) => [outcome, cells.get(outcome)?.[span] ?? 0] as const);
    return Object.fromEntries(entries) as Record<MailOutcome, number>;
  };
  const of = (outcome: MailOutcome, index: number): number => cells.get(outcome)?.days?.[index] ?? 0;
  return {
    label,
    week: counts('week'),
    month: counts('month'),
    days: days.map((_, index) =>
      isCounted[index] === true ? { sent: of('sent', index), complaints: of('complaints', index) } : null,
    ),
  };
}

const reasoned = ['failed', 'hard', 'soft', 'complaints', 'ours'] as const;

/** Why mail of some days was refused or came back. */
export interface MailReasons {
  /** By reason, those that were given most often first. */
  readonly reasons: readonly { readonly reason: string; readonly counts: Readonly<Partial<MailCounts>> }[];
  /** Of hard bounces how sure it is that the address is dead: `certain`, `likely`. */
  readonly grades: ReadonlyMap<string, number>;
}

export async function readMailReasons(database: Queryable, span: Span): Promise<MailReasons> {
  const sums = await sumNumbers(database, span, [
    ...reasoned.map((outcome): Counted => [measureOf(outcome), 'reason']),
    ['mail.hard', 'grade'],
  ]);
  const all = new Map<string, Partial<Record<MailOutcome, number>>>();
  for (const outcome of reasoned)
    for (const [reason, count] of sums(measureOf(outcome), 'reason'))
      all.set(reason, { ...all.get(reason), [outcome]: count });
  const total = (counts: Partial<MailCounts>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const reasons = [...all].map(([reason, counts]) => ({ reason, counts }));
  return {
    reasons: reasons.sort((one, other) => total(other.counts) - total(one.counts)),
    grades: sums('mail.hard', 'grade'),
  };
}

function measureOf(outcome: MailOutcome): DailyMeasure {
  return `mail.${outcome}`;
}
