import type { Texts } from '../../../i18n/texts.js';
import type { Calendar } from '../../../store/numbers/read-spans.js';
import type { ChartDays } from '../../charts/day-frame.js';
import type { Drawing, Tone } from '../../charts/drawing.js';

type Values = readonly (number | null)[];

/** A column of the table behind a chart. */
export interface DayColumn {
  readonly heading: string;
  readonly values: Values;
  /** Of several days their sum, or where absent the last, as of how many there are. */
  readonly isSummed?: boolean;
  /** How a value is written; as a whole number where absent. */
  readonly words?: (value: number) => string;
}

export interface Legend {
  readonly tone: Tone;
  readonly text: string;
  /** A line that values are held against, which is drawn broken; absent of what is painted. */
  readonly isLimit?: boolean;
}

/** A chart, what its colours mean, and the table that says the same. */
export interface DayFigure {
  readonly drawing: Drawing | null;
  readonly legend: readonly Legend[];
  /** What is shaded and why; null where nothing is. */
  readonly note: string | null;
  readonly table: {
    readonly head: readonly string[];
    readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
  };
}

/** More days than this are told in the table by weeks. */
const MOST_ROWS = 92;

/** The days of a chart: those of the calendar, of which today is not over. */
export function chartDays({ days, isIncomplete, isCounted }: Calendar): ChartDays {
  const today = days.length - 1;
  const isDoubtful = (index: number): boolean =>
    isCounted[index] === true && (isIncomplete[index] === true || index === today);
  return { days, doubtful: days.map((_, index) => isDoubtful(index)) };
}

/** A chart with its table; where no day was counted there is neither. */
export function dayFigure(
  texts: Texts,
  calendar: Calendar,
  chart: { readonly draw: () => Drawing; readonly legend?: readonly Legend[] },
  columns: readonly DayColumn[],
): DayFigure {
  const { t } = texts;
  const isEmpty = columns.every(({ values }) => values.every((value) => value === null));
  const isLate = calendar.isIncomplete.includes(true);
  return {
    drawing: isEmpty ? null : chart.draw(),
    legend: chart.legend ?? [],
    note: isEmpty ? null : t(`admin-figures.${isLate ? 'shaded-late' : 'shaded'}`),
    table: {
      head: [t('admin-figures.day'), ...columns.map(({ heading }) => heading)],
      rows: rowsOf(calendar)
        .map(({ first, last }) => ({
          name: nameOf(texts, calendar, first, last),
          cells: columns.map((column) => cellOf(texts, column, first, last)),
          isEmpty: columns.every(({ values }) => values.slice(first, last + 1).every((one) => one === null)),
        }))
        .filter((row) => !row.isEmpty)
        .reverse(),
    },
  };
}

/** Days one by one, or weeks back from the last day. */
function rowsOf({ days }: Calendar): readonly { readonly first: number; readonly last: number }[] {
  const length = days.length > MOST_ROWS ? 7 : 1;
  const rows: { first: number; last: number }[] = [];
  for (let last = days.length - 1; last >= 0; last -= length)
    rows.push({ first: Math.max(0, last - length + 1), last });
  return rows.reverse();
}

function nameOf({ dates }: Texts, { days, isIncomplete }: Calendar, first: number, last: number): string {
  const [from = '', until = ''] = [days[first], days[last]];
  const name = from === until ? dates.withYear(from) : dates.range(from, until);
  const mark = isIncomplete.slice(first, last + 1).includes(true) ? ' ~' : '';
  return name + mark;
}

function cellOf(texts: Texts, column: DayColumn, first: number, last: number): string {
  const there = column.values.slice(first, last + 1).filter((value) => value !== null);
  const value = column.isSummed === true ? sumOf(there) : there.at(-1);
  if (there.length === 0 || value === undefined) return '–';
  return column.words === undefined ? texts.number(value) : column.words(value);
}

export function sumOf(values: Values): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** The sum of several series day by day; null on a day that was not counted. */
export function addedUp({ isCounted }: Calendar, series: Iterable<Values>): Values {
  const all = [...series];
  return isCounted.map((is, index) =>
    is ? all.reduce((sum, values) => sum + (values[index] ?? 0), 0) : null,
  );
}

/**
 * `part` of `whole` over each day and the six before it, in percent: one day alone says little where a day has few.
 * Null where nothing is to be shared, or a day was not counted.
 */
export function shareOfWeek(part: Values, whole: Values): Values {
  return whole.map((value, index) => {
    const from = Math.max(0, index - 6);
    const of = sumOf(whole.slice(from, index + 1));
    return value === null || of === 0 ? null : (100 * sumOf(part.slice(from, index + 1))) / of;
  });
}

/** `part` of `whole` on each day, in percent; null where there is no whole, or a day was not counted. */
export function shareOfDay(part: Values, whole: Values): Values {
  return whole.map((value, index) =>
    value === null || value === 0 ? null : (100 * (part[index] ?? 0)) / value,
  );
}

export function lastOf(values: Values): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

export function firstOf(values: Values): number | null {
  return values.find((value) => value !== null) ?? null;
}
