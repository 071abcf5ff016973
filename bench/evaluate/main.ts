import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { calendarDate } from '../../src/cli/command-run.js';
import { exitCodeFor } from '../../src/cli/exit-codes.js';
import { BroadsheetError } from '../../src/errors.js';
import type { EvaluationOutput } from './evaluation-output.js';
import { type PrintPersonalOptions, printPersonal } from './personal/print-personal.js';
import { type EvaluateRankingOptions, evaluateRanking } from './ranking/evaluate-ranking.js';
import { type PrintTopicsOptions, printTopics } from './topics/print-topics.js';
import { type PrintVerdictsOptions, printVerdicts } from './verdicts/print-verdicts.js';

/**
 * Judges the ways to rank by recorded observations, the personal order by simulated readers, topics by labels, or verdicts on
 * refusals by simulated servers. None needs a configuration; verdicts start a database of their own.
 * @param args what follows on `npm run evaluate --`
 * @returns the exit code, the same as that of `broadsheet` for the same error
 */
export async function runEvaluation(args: readonly string[], output: EvaluationOutput): Promise<number> {
  const program = new Command('npm run evaluate --').exitOverride().configureOutput({
    writeOut: (text) => output.out(text),
    writeErr: (text) => output.err(text),
  });
  describeRanking(program, output);
  describePersonal(program, output);
  describeTopics(program, output);
  describeVerdicts(program, output);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof BroadsheetError)) throw error;
    output.err(`${error.code}: ${error.message}\n`);
    return exitCodeFor(error.code);
  }
}

function describeRanking(program: Command, output: EvaluationOutput): void {
  program
    .command('ranking')
    .description('judge the ways to rank by recorded observations')
    .requiredOption('--observations <file>', 'CSV of upvotes over time')
    .option('--strategy <names...>', 'only these (default: every one)')
    .option('--from <date>', 'lists from this day on, YYYY-MM-DD', calendarDate)
    .option('--until <date>', 'lists up to this day, YYYY-MM-DD', calendarDate)
    .option('--json', 'as JSON')
    .action((options: EvaluateRankingOptions) => evaluateRanking(output, options));
}

function describeVerdicts(program: Command, output: EvaluationOutput): void {
  program
    .command('verdicts')
    .description('simulate servers, vacations and outages: who is silenced, and when the dead are')
    .option('--readers <count>', 'how many readers', wholeNumber, 10_000)
    .option('--days <count>', 'how many days, with a digest on each', wholeNumber, 60)
    .option('--seed <number>', 'other readers and other days', wholeNumber, 1)
    .action((options: PrintVerdictsOptions) => printVerdicts(output, options));
}

function describePersonal(program: Command, output: EvaluationOutput): void {
  program
    .command('personal')
    .description('judge the personal order by simulated readers with planted tastes')
    .argument('[files...]', 'lists as Daily Papers answers them, one a file (default: invented ones)')
    .option('--readers <count>', 'how many readers', countOfReaders, 100)
    .option('--seed <number>', 'other readers, and other invented papers', wholeNumber, 1)
    .option('--json', 'as JSON')
    .action((files: readonly string[], options: Omit<PrintPersonalOptions, 'files'>) =>
      printPersonal(output, { ...options, files }),
    );
}

function describeTopics(program: Command, output: EvaluationOutput): void {
  program
    .command('topics')
    .description('judge what papers are said to be about by the labels of people')
    .requiredOption('--papers <folder>', 'lists as Daily Papers answers them, one a file')
    .requiredOption('--labels <files...>', 'lines of an id, a tab and topics separated by commas')
    .option('--topics <file>', 'an installation’s own topics, as TOPICS names them')
    .option('--without-summary', 'as from a source that gives neither summary nor keywords')
    .option('--json', 'as JSON')
    .action((options: PrintTopicsOptions) => printTopics(output, options));
}

function countOfReaders(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 9,999.');
  return Number(text);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}
