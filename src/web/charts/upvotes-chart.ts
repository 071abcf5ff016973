import type { Texts } from '../../i18n/texts.js';
import type { UpvotesAt } from '../../store/papers/paper-details.js';
import { place } from './drawing.js';

/** Everything in units of the drawing, which is scaled to the width of the page. */
const WIDTH = 640;
const HEIGHT = 200;
/** Room for the labels: numbers on the left, the last one on the right, dates below. */
const LEFT = 64;
const RIGHT = 76;
const TOP = 16;
const BOTTOM = 32;

/** More rows than this are not read. */
const MOST_ROWS = 24;

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A drawing of one line with a fill, and the table that says the same. */
export interface UpvotesChart {
  readonly width: number;
  readonly height: number;
  readonly line: string;
  readonly fill: string;
  /** The last point. */
  readonly end: { readonly x: number; readonly y: number };
  readonly rules: readonly number[];
  readonly ruleLeft: number;
  readonly ruleRight: number;
  readonly numbers: readonly Label[];
  readonly last: Label;
  readonly from: Label;
  readonly until: Label;
  /** In one sentence, for who does not see it. */
  readonly summary: string;
  /** What the columns of the table are called. */
  readonly headings: { readonly moment: string; readonly value: string };
  readonly rows: readonly { readonly iso: string; readonly moment: string; readonly value: string }[];
}

/** Draws upvotes over time; null where there is no line to draw, as a single look is none. */
export function upvotesChart(texts: Texts, points: readonly UpvotesAt[]): UpvotesChart | null {
  const [first] = points;
  const final = points.at(-1);
  if (first === undefined || final === undefined || final.at <= first.at) return null;
  const top = roundTop(Math.max(...points.map(({ upvotes }) => upvotes)));
  const span = final.at.getTime() - first.at.getTime();
  const x = (at: Date): number =>
    place(LEFT + ((at.getTime() - first.at.getTime()) / span) * (WIDTH - LEFT - RIGHT));
  const y = (upvotes: number): number => place(HEIGHT - BOTTOM - (upvotes / top) * (HEIGHT - TOP - BOTTOM));
  const path = points.map(({ at, upvotes }) => `${x(at)} ${y(upvotes)}`).join('L');
  const ground = y(0);
  const steps = top === 1 ? [0, 1] : [0, top / 2, top];
  return {
    width: WIDTH,
    height: HEIGHT,
    line: `M${path}`,
    fill: `M${x(first.at)} ${ground}L${path}L${x(final.at)} ${ground}Z`,
    end: { x: x(final.at), y: y(final.upvotes) },
    rules: steps.map(y),
    ruleLeft: LEFT,
    ruleRight: WIDTH - RIGHT,
    numbers: steps.map((step) => ({ x: LEFT - 8, y: y(step) + 4, text: texts.number(step) })),
    last: { x: WIDTH - RIGHT + 8, y: y(final.upvotes) + 5, text: texts.number(final.upvotes) },
    from: { x: LEFT, y: HEIGHT - 8, text: edgeWords(texts, first.at, final.at) },
    until: { x: WIDTH - RIGHT, y: HEIGHT - 8, text: edgeWords(texts, final.at, first.at) },
    summary: texts.t('chart.summary', {
      before: first.upvotes,
      after: final.upvotes,
      from: texts.dates.moment(first.at),
      until: texts.dates.moment(final.at),
    }),
    headings: { moment: texts.t('chart.seen'), value: texts.t('chart.upvotes') },
    rows: thinned(points).map(({ at, upvotes }) => ({
      iso: at.toISOString(),
      moment: texts.dates.moment(at),
      value: texts.number(upvotes),
    })),
  };
}

/** The day at one end of the drawing, short enough for a phone; within one day the time. The table has both. */
function edgeWords({ dates }: Texts, edge: Date, other: Date): string {
  const [day = '', otherDay = ''] = [edge, other].map((at) => at.toISOString().slice(0, 10));
  if (day === otherDay) return `${edge.toISOString().slice(11, 16)} UTC`;
  return dates.short(day, otherDay.slice(0, 4));
}

/** The least of 1, 2, 4, 6, 10, 20, 40, … that is not below the highest value: half of it is whole, too. */
function roundTop(highest: number): number {
  for (let step = 1; ; step *= 10) {
    for (const factor of [1, 2, 4, 6]) if (step * factor >= highest) return step * factor;
  }
}

/** At most {@link MOST_ROWS} points at even distances, the first and the last among them. */
function thinned(points: readonly UpvotesAt[]): readonly UpvotesAt[] {
  const last = points.length - 1;
  const rows = Math.min(points.length, MOST_ROWS);
  return Array.from({ length: rows }, (_, row) => points[Math.round((row * last) / (rows - 1))]).filter(
    (point) => point !== undefined,
  );
}
