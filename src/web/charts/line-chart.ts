import type { Texts } from '../../i18n/texts.js';
import { type ChartDays, dayFrame, highestOf, type Series } from './day-frame.js';
import { type Drawing, linePath, place, type Tone } from './drawing.js';
import { ticks } from './ticks.js';

export interface LineChart extends ChartDays {
  readonly series: readonly Series[];
  /** Values that the lines are held against, as the limits of a mailbox provider are; words in the drawing would be crossed. */
  readonly limits?: readonly { readonly value: number; readonly tone: Tone }[];
  /** How values are written; as whole numbers where absent. */
  readonly words?: (value: number) => string;
  readonly isWhole?: boolean;
  readonly summary: string;
}

/** Lines by day from 0 on; one alone has a light fill. A day that was not counted is a gap. */
export function lineChart(texts: Texts, chart: LineChart): Drawing {
  const { series, limits = [], words, isWhole = true, summary } = chart;
  const highest = Math.max(highestOf(series), ...limits.map(({ value }) => value));
  const scale = { up: ticks(highest, isWhole), ...(words === undefined ? {} : { words }) };
  const frame = dayFrame(texts, chart, scale);
  const { x, y, width } = frame;
  const lines = series.map(({ tone, values }) => ({
    look: `chart-line tone-${tone}`,
    d: linePath(values, x, y),
  }));
  return {
    ...{ width, height: frame.height, summary },
    paths: [
      ...frame.paths,
      ...limits.map(({ value, tone }) => ({
        look: `chart-limit tone-${tone}`,
        d: `M0 ${place(y(value))}H${width}`,
      })),
      ...lines.filter(({ d }) => d !== ''),
    ],
    texts: frame.texts,
  };
}
