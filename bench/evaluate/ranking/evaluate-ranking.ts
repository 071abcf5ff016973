import type { CalendarDate } from '../../../src/model/calendar-date.js';
import { strategies, strategyNamed } from '../../../src/ranking/strategies.js';
import type { EvaluationOutput } from '../evaluation-output.js';
import { agreementByDay, type Evaluation, evaluate, type Gain, gainOver } from './evaluate.js';
import { evaluationTable } from './evaluation-table.js';
import { fileLines } from './file-lines.js';
import { type JudgedDays, judgeableDays } from './judged-days.js';
import { type BadRow, readObservations } from './observation-csv.js';
import { gatherDays } from './observed-days.js';

export interface EvaluateRankingOptions {
  readonly observations: string;
  /** All of them where none is named. */
  readonly strategy?: readonly string[];
  readonly from?: CalendarDate;
  readonly until?: CalendarDate;
  readonly json?: boolean;
}

/** More bad rows than these are only counted. */
const BAD_ROWS_TOLD = 20;
/** What the others are compared with. */
const BASE = 'upvotes';

/**
 * `npm run evaluate -- ranking`: how well each strategy foresees, from the first look at a list, what its
 * papers end with. Reads nothing but the file: no database, no configuration.
 */
export async function evaluateRanking(
  output: EvaluationOutput,
  options: EvaluateRankingOptions,
): Promise<void> {
  const names = [...new Set(options.strategy ?? Object.keys(strategies))];
  for (const name of names) strategyNamed(name);
  const { days, skipped } = await readDays(output, options);
  const base = agreementByDay(days, strategyNamed(BASE));
  const results = names.map((name): { evaluation: Evaluation; gain: Gain | null } => {
    const byDay = agreementByDay(days, strategyNamed(name));
    return { evaluation: evaluate(name, byDay), gain: name === BASE ? null : gainOver(base, byDay) };
  });
  if (options.json === true) {
    output.out(`${JSON.stringify(results.map(({ evaluation }) => evaluation))}\n`);
  } else {
    output.out(evaluationTable({ days, skipped }, results, BASE));
  }
}

async function readDays(output: EvaluationOutput, options: EvaluateRankingOptions): Promise<JudgedDays> {
  const { observations, from, until } = options;
  let badRows = 0;
  const onBadRow = ({ line, reason }: BadRow): void => {
    badRows += 1;
    if (badRows <= BAD_ROWS_TOLD) output.err(`line ${line}: ${reason}\n`);
  };
  const isWanted = (date: CalendarDate): boolean =>
    (from === undefined || date >= from) && (until === undefined || date <= until);
  const rows = readObservations(fileLines(observations), onBadRow);
  const days = judgeableDays(await gatherDays(rows, isWanted));
  if (badRows > 0) output.err(`${badRows} ${badRows === 1 ? 'row' : 'rows'} left out\n`);
  return days;
}
