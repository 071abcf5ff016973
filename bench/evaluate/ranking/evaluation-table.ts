import { inColumns } from '../../../src/cli/in-columns.js';
import type { Interval } from '../bootstrap.js';
import { measures } from '../metrics.js';
import type { Evaluation, Gain } from './evaluate.js';
import type { JudgedDays } from './judged-days.js';

export interface EvaluatedStrategy {
  readonly evaluation: Evaluation;
  /** Null for the strategy that the others are compared with. */
  readonly gain: Gain | null;
}

/** What a person reads of an evaluation: figures with 95 % intervals, then what each gains over `base`. */
export function evaluationTable(
  { days, skipped }: JudgedDays,
  results: readonly EvaluatedStrategy[],
  base: string,
): string {
  const first = days[0]?.listDate;
  const span = first === undefined ? '' : `, ${first} to ${days.at(-1)?.listDate}`;
  const figures = results.map(({ evaluation }) => [
    evaluation.strategy,
    ...measures.map((measure) => figure(evaluation[measure], evaluation.intervals[measure])),
  ]);
  const gains = results.flatMap(({ evaluation, gain }) =>
    gain === null
      ? []
      : [[evaluation.strategy, ...measures.map((each) => figure(gain[each].mean, gain[each].interval, '+'))]],
  );
  return [
    `${days.length} lists${span}; left out: ${skipped.fewPapers} with too few papers, ${skipped.notSeenAgain} never seen again`,
    '',
    ...inColumns([['strategy', ...measures], ...figures]),
    ...(gains.length === 0 ? [] : ['', ...inColumns([[`over ${base}`, ...measures], ...gains])]),
    '',
  ].join('\n');
}

function figure(value: number | null, interval: Interval | null, plus = ''): string {
  if (value === null || interval === null) return '–';
  const [middle, low, high] = [value, ...interval].map((number) => signed(number, plus));
  return `${middle} [${low}, ${high}]`;
}

function signed(value: number, plus: string): string {
  return `${value < 0 ? '' : plus}${value.toFixed(4)}`;
}
