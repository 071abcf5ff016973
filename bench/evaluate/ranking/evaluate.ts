import type { Strategy } from '../../../src/ranking/candidate.js';
import { rank } from '../../../src/ranking/rank.js';
import { type Interval, mean, meanInterval } from '../bootstrap.js';
import { type Agreement, agreementOf, type Measure, measures } from '../metrics.js';
import type { JudgedDay } from './judged-days.js';

type ByMeasure<Value> = Readonly<Record<Measure, Value>>;

/** How a strategy did: means over days, null where no day could tell. */
export interface Evaluation extends ByMeasure<number | null> {
  readonly strategy: string;
  readonly days: number;
  readonly intervals: ByMeasure<Interval | null>;
}

/** How much better than another strategy it did on the same days. */
export type Gain = ByMeasure<{ readonly mean: number | null; readonly interval: Interval | null }>;

/** How the order of a strategy agreed with what came of the papers, day by day. */
export function agreementByDay(days: readonly JudgedDay[], strategy: Strategy): Agreement[] {
  return days.map(({ candidates, finalUpvotes, now }) =>
    agreementOf(rank(candidates, strategy, now).map(({ paper }) => finalUpvotes.get(paper.id) ?? 0)),
  );
}

/** Sums up a strategy over days. */
export function evaluate(strategy: string, byDay: readonly Agreement[]): Evaluation {
  return {
    strategy,
    days: byDay.length,
    ...eachMeasure((measure) => mean(byDay.map((day) => day[measure]))),
    intervals: eachMeasure((measure) => meanInterval(byDay.map((day) => day[measure]))),
  };
}

/** Compares two strategies on the same days: easy and hard days take nothing from the comparison. */
export function gainOver(base: readonly Agreement[], byDay: readonly Agreement[]): Gain {
  return eachMeasure((measure) => {
    const gains = byDay.map((day, index) => {
      const [value, other] = [day[measure], base[index]?.[measure] ?? null];
      return value === null || other === null ? null : value - other;
    });
    return { mean: mean(gains), interval: meanInterval(gains) };
  });
}

function eachMeasure<Value>(of: (measure: Measure) => Value): ByMeasure<Value> {
  return Object.fromEntries(measures.map((measure) => [measure, of(measure)])) as ByMeasure<Value>;
}
