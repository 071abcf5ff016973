import type { Texts } from '../../i18n/texts.js';
import { type ChartDays, type DayFrame, dayFrame, type Series, stacked } from './day-frame.js';
import { boxPath, type Drawing, type DrawnPath } from './drawing.js';
import { ticks } from './ticks.js';

export interface BarChart extends ChartDays {
  /** On each other, upwards. */
  readonly up: readonly Series[];
  /** On each other, downwards, in the same units. */
  readonly down?: readonly Series[];
  readonly summary: string;
}

/** Of a day's width, so that bars stand apart. */
const BAR = 0.8;

/** Between two that lie on each other, so that they are told apart without their colours, where there is room for it. */
const SEAM = 1;

/** Of both axes together, the ground counted twice. */
const MOST_TICKS = 8;
const FEW_STEPS = 2;

/** Bars by day, up and down from one ground and to one scale. */
export function barChart(texts: Texts, chart: BarChart): Drawing {
  const [up, down] = [stacked(chart.up), stacked(chart.down ?? [])];
  const most = (stack: typeof up): number =>
    Math.max(0, ...stack.flatMap(({ edges }) => edges.map((edge) => edge?.[1] ?? 0)));
  const [highest, lowest] = [most(up), most(down)];
  const fine = scaleOf(ticks(Math.max(highest, lowest)), highest, lowest);
  // A phone has no room for the numbers of two whole axes.
  const scale =
    fine.up.length + fine.down.length > MOST_TICKS
      ? scaleOf(ticks(Math.max(highest, lowest), true, FEW_STEPS), highest, lowest)
      : fine;
  const frame = dayFrame(texts, chart, down.length === 0 ? { up: scale.up } : scale);
  const paths = [...barPaths(up, 1, frame), ...barPaths(down, -1, frame)];
  return {
    ...{ width: frame.width, height: frame.height, summary: chart.summary, texts: frame.texts },
    paths: [...frame.paths, ...paths.filter(({ d }) => d !== '')],
  };
}

/** One step for both, so that a unit is as long below as above. */
function scaleOf(all: readonly number[], highest: number, lowest: number) {
  const reach = (value: number): readonly number[] =>
    all.slice(
      0,
      1 +
        Math.max(
          1,
          all.findIndex((tick) => tick >= value),
        ),
    );
  return { up: reach(highest), down: reach(lowest) };
}

function barPaths(
  stack: ReturnType<typeof stacked>,
  sign: 1 | -1,
  { x, y, column }: DayFrame,
): readonly DrawnPath[] {
  const half = (column * BAR) / 2;
  return stack.map(({ tone, edges }) => ({
    look: `chart-bar tone-${tone}`,
    d: edges
      .map((edge, index) => {
        if (edge === null || edge[0] === edge[1]) return '';
        const [near, to] = [y(sign * edge[0]), y(sign * edge[1])];
        const hasSeam = edge[0] > 0 && Math.abs(near - to) > 2 * SEAM;
        const from = hasSeam ? near - sign * SEAM : near;
        return boxPath(x(index) - half, Math.min(from, to), x(index) + half, Math.max(from, to));
      })
      .join(''),
  }));
}
