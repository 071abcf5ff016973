import { type Drawing, linePath, runsOf } from './drawing.js';

const WIDTH = 120;
const HEIGHT = 32;
/** Half of the widest stroke, and a little. */
const MARGIN = 4;

/**
 * A small line without axes, for a cell or beside a figure: it shows the shape between its lowest and its highest value,
 * and the sentence says both. Null is a gap; the last value that is there has a dot.
 */
export function spark(values: readonly (number | null)[], summary: string): Drawing {
  const there = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...there), Math.max(...there)];
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1);
  const x = (index: number): number => (values.length === 1 ? WIDTH / 2 : MARGIN + index * step);
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - MARGIN - ((value - low) / (high - low)) * (HEIGHT - 2 * MARGIN);
  const last = runsOf(values).at(-1)?.at(-1);
  const end = values.map((value, index) => (index === last ? value : null));
  return {
    ...{ width: WIDTH, height: HEIGHT, summary, texts: [] },
    paths: [
      { look: 'chart-line tone-ink', d: linePath(values, x, y) },
      { look: 'chart-dot tone-ink', d: linePath(end, x, y) },
    ].filter(({ d }) => d !== ''),
  };
}
