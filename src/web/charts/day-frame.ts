import type { Texts } from '../../i18n/texts.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import { boxPath, type DrawnPath, type DrawnText, place, runsOf, type Tone } from './drawing.js';
import { dayTicks } from './ticks.js';

/** Everything in units of the drawing. */
const WIDTH = 640;
const HEIGHT = 200;
/** Room for the highest number, which stands above its line. */
const TOP = 26;
/** Room for the days. */
const BOTTOM = 30;
/**
 * Room for a value of the axis before the first day, so that nothing is drawn behind it: for each letter, as large as it
 * is on a phone, and beside them.
 */
const LETTER = 12;
const BESIDE = 8;
/** So near to an edge, a day's name begins or ends at its place, so that nothing of it is cut off. */
const EDGE = 56;

/** The days that a chart shows, one after the other, none left out. */
export interface ChartDays {
  readonly days: readonly CalendarDate[];
  /** Of each day whether its numbers are to be taken with care: counted from what was left, or not over. */
  readonly doubtful: readonly boolean[];
}

export interface Series {
  readonly tone: Tone;
  /** One for each day; null: it was not counted, which is not 0. */
  readonly values: readonly (number | null)[];
}

export interface Scale {
  /** Values of the axis from 0 on. */
  readonly up: readonly number[];
  /** The same for what is drawn below; nothing is where absent. */
  readonly down?: readonly number[];
  /** How a value of the axis is written; as a number where absent. */
  readonly words?: (value: number) => string;
}

/** Where days and values are in a drawing, with its axes. */
export interface DayFrame {
  readonly width: number;
  readonly height: number;
  /** Of a day. */
  readonly column: number;
  readonly ground: number;
  /** Where a day begins. */
  left(index: number): number;
  /** The middle of a day. */
  x(index: number): number;
  y(value: number): number;
  readonly paths: readonly DrawnPath[];
  readonly texts: readonly DrawnText[];
}

/** Axes of a chart by days: each value of the scale has its line, and lies on it; doubtful days are shaded. */
export function dayFrame(texts: Texts, { days, doubtful }: ChartDays, scale: Scale): DayFrame {
  const { up, down = [], words = (value) => texts.number(value) } = scale;
  const [top, least] = [up.at(-1) ?? 1, down.at(-1) ?? 0];
  const lines = [...up.slice(1), ...down.slice(1).map((value) => -value)];
  const marks = [0, ...lines].map((value) => ({ value, text: words(Math.abs(value)) }));
  const gutter = BESIDE + LETTER * Math.max(...marks.map(({ text }) => text.length));
  const column = (WIDTH - gutter) / Math.max(1, days.length);
  const left = (index: number): number => gutter + index * column;
  const x = (index: number): number => left(index + 0.5);
  const floor = HEIGHT - BOTTOM;
  const y = (value: number): number => TOP + ((top - value) / (top + least)) * (floor - TOP);
  const named = dayTicks(days);
  const shades = runsOf(doubtful.map((isDoubtful) => (isDoubtful ? true : null)));
  return {
    ...{ width: WIDTH, height: HEIGHT, column, left, x, y, ground: place(y(0)) },
    paths: [
      {
        look: 'chart-shade',
        d: shades.map((run) => boxPath(left(run[0] ?? 0), TOP, left((run.at(-1) ?? 0) + 1), floor)),
      },
      { look: 'chart-rule', d: lines.map((value) => `M0 ${place(y(value))}H${WIDTH}`) },
      { look: 'chart-rule', d: named.map((index) => `M${place(x(index))} ${floor}v5`) },
      { look: 'chart-ground', d: [`M0 ${place(y(0))}H${WIDTH}`] },
    ].flatMap(({ look, d }) => (d.length === 0 ? [] : [{ look, d: d.join('') }])),
    texts: [
      ...marks.map(({ value, text }): DrawnText => {
        return { x: 0, y: place(y(value)) - 5, anchor: 'start', text };
      }),
      ...named.map((index) => dayText(texts, days, { index, at: place(x(index)) })),
    ],
  };
}

function dayText(
  { dates }: Texts,
  days: readonly CalendarDate[],
  { index, at }: { readonly index: number; readonly at: number },
): DrawnText {
  const [year = ''] = (days.at(-1) ?? '').split('-');
  const anchor = at < EDGE ? 'start' : at > WIDTH - EDGE ? 'end' : 'middle';
  const edge = anchor === 'start' ? 0 : anchor === 'end' ? WIDTH : at;
  return { x: edge, y: HEIGHT - 6, anchor, text: dates.short(days[index] ?? '', year) };
}

/** The highest of all values that are there; 0 where none is. */
export function highestOf(series: readonly Pick<Series, 'values'>[]): number {
  return Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
}

/** Of series that lie on each other: each one's lower and upper edge; null on a day that one of them lacks. */
export function stacked(
  series: readonly Series[],
): readonly { readonly tone: Tone; readonly edges: readonly (readonly [number, number] | null)[] }[] {
  const sums = new Map<number, number>();
  const isWhole = (index: number): boolean => series.every(({ values }) => values[index] != null);
  return series.map(({ tone, values }) => ({
    tone,
    edges: values.map((value, index) => {
      if (value === null || !isWhole(index)) return null;
      const low = sums.get(index) ?? 0;
      sums.set(index, low + value);
      return [low, low + value] as const;
    }),
  }));
}
