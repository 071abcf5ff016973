import type { CalendarDate } from '../../model/calendar-date.js';
import {
  agreementByDay,
  type Evaluation,
  evaluate,
  type Gain,
  gainOver,
} from '../../ranking/evaluation/evaluate.js';
import { type JudgedDays, judgeableDays } from '../../ranking/evaluation/judged-days.js';
import { type BadRow, readObservations } from '../../ranking/evaluation/observation-csv.js';
import { gatherDays } from '../../ranking/evaluation/observed-days.js';
import { strategies, strategyNamed } from '../../ranking/strategies.js';
import { evaluationTable } from '../evaluation-table.js';
import { fileLines } from '../file-lines.js';
import type { Terminal } from '../terminal.js';

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
 * `broadsheet evaluate-ranking`: how well each strategy foresees, from the first look at a list, what its
 * papers end with. Reads nothing but the file: no database, no configuration.
 */
export async function evaluateRankingCommand(
  terminal: Terminal,
  options: EvaluateRankingOptions,
): Promise<number> {
  const names = [...new Set(options.strategy ?? Object.keys(strategies))];
  for (const name of names) strategyNamed(name);
  const { days, skipped } = await readDays(terminal, options);
  const base = agreementByDay(days, strategyNamed(BASE));
  const results = names.map((name): { evaluation: Evaluation; gain: Gain | null } => {
    const byDay = agreementByDay(days, strategyNamed(name));
    return { evaluation: evaluate(name, byDay), gain: name === BASE ? null : gainOver(base, byDay) };
  });
  if (options.json === true) {
    terminal.out(`${JSON.stringify(results.map(({ evaluation }) => evaluation))}\n`);
  } else {
    terminal.out(evaluationTable({ days, skipped }, results, BASE));
  }
  return 0;
}

async function readDays(terminal: Terminal, options: EvaluateRankingOptions): Promise<JudgedDays> {
  const { observations, from, until } = options;
  let badRows = 0;
  const onBadRow = ({ line, reason }: BadRow): void => {
    badRows += 1;
    if (badRows <= BAD_ROWS_TOLD) terminal.err(`line ${line}: ${reason}\n`);
  };
  const isWanted = (date: CalendarDate): boolean =>
    (from === undefined || date >= from) && (until === undefined || date <= until);
  const rows = readObservations(fileLines(observations), onBadRow);
  const days = judgeableDays(await gatherDays(rows, isWanted));
  if (badRows > 0) terminal.err(`${badRows} ${badRows === 1 ? 'row' : 'rows'} left out\n`);
  return days;
}
