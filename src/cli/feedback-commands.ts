import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type DailyMeasure, dailyMeasures } from '../model/daily-numbers.js';
import { feedbackClasses } from '../model/feedback.js';
import { numberFrom1, type Run, subscriberId } from './command-run.js';
import type { InboundAction } from './commands/inbound.js';
import type { LiftOptions } from './commands/lift.js';
import type { NumbersOptions } from './commands/numbers.js';

/** Of addresses that are suppressed; with a name, of the hold of a digest. */
function describeLift(program: Command, run: Run): void {
  program
    .command('lift')
    .description(
      'let a suppressed address be mailed again, or all whose bounces fit, or a digest go out that is held',
    )
    .argument('[digest]', 'lift the hold of this digest: 2026-03-24, 2026-W13 or 2026-03')
    .option('--subscriber <id>', 'of this subscriber', subscriberId)
    .option('--address <address>', 'this address, also where it has no subscriber')
    .option('--since <moment>', 'many: who was suppressed since then (2026-03-24, 2026-03-24T08:00Z, 6h, 3d)')
    .option('--until <moment>', 'many: before then')
    .option('--reply <text>', 'many: whose reply or report has these words or codes')
    .option('--cause <cause>', 'many: for this cause, as unknown-mailbox, or dead-address for all of them')
    .option('--relay <name>', 'many: whose message went by this relay')
    .option('--reason <text>', 'why; kept with each address')
    .option('--yes', 'many: do it; without it they are only counted')
    .option(
      '--undo [batch]',
      'take the last lifting of many back, within 24 hours',
      numberFrom1('Give the number of a batch.'),
    )
    .action((digest: string | undefined, options: LiftOptions) =>
      digest === undefined
        ? run(async () => (await import('./commands/lift.js')).liftCommand)(options)
        : run(async () => (await import('./commands/release.js')).liftHoldCommand)({
            ...options,
            name: digest,
          }),
    );
}

/** The commands about what comes back, and what it did. */
export function describeFeedback(program: Command, run: Run): void {
  program
    .command('history')
    .description('show what happened around an address: consent, mail, what came back, suppressions')
    .option('--subscriber <id>', 'of this subscriber', subscriberId)
    .option('--address <address>', 'of this address, also where it has no subscriber')
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/history.js')).historyCommand));
  describeLift(program, run);
  program
    .command('feedback')
    .description('list what came back, the newest first, and what it did, without addresses')
    .addOption(new Option('--class <class>', 'of this class').choices(feedbackClasses))
    .option('--reason <reason>', 'for this reason, as unknown-mailbox')
    .option('--relay <name>', 'of mail by this relay')
    .option('--domain <domain>', 'of mail to this domain')
    .option('--digest <name>', 'of this digest: 2026-03-24, 2026-W13 or 2026-03')
    .option('--csv', 'as CSV')
    .addOption(new Option('--json', 'one JSON object a line').conflicts('csv'))
    .action(run(async () => (await import('./commands/feedback.js')).feedbackCommand));
  describeCounts(program, run);
  describeInbound(program, run);
}

function describeCounts(program: Command, run: Run): void {
  program
    .command('rates')
    .description('show what was sent, what of it came back, and the alarms that wait for an answer')
    .addOption(
      new Option('--by <grouping>', 'counted by').choices(['digest', 'domain', 'relay']).default('digest'),
    )
    .addOption(
      new Option(
        '--dmarc',
        'in its place what receivers report of mail in our name, by domain and sending address',
      ).conflicts('by'),
    )
    .addOption(
      new Option(
        '--watch',
        'in its place the readers whose addresses are likely dead, and who are mailed as before',
      ).conflicts(['dmarc', 'by', 'days']),
    )
    .option('--days <n>', 'of so many days (default: 7, with --dmarc 30)', countOfDays)
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/rates.js')).ratesCommand));
  program
    .command('numbers')
    .description('count the last days and show the numbers of each day: readers, sign-ups, mail, votes')
    .addArgument(
      new Argument('[measure]', 'of one measure by its labels').choices(Object.keys(dailyMeasures)),
    )
    .option('--by <dimension>', 'counted by, as via, origin, digest, domain, relay')
    .option('--days <n>', 'of so many days (default: 14)', countOfDays)
    .option('--json', 'one JSON object a line')
    .action((measure: DailyMeasure | undefined, options: Omit<NumbersOptions, 'measure'>) =>
      run(async () => (await import('./commands/numbers.js')).numbersCommand)({ ...options, measure }),
    );
}

function describeInbound(program: Command, run: Run): void {
  program
    .command('inbound')
    .description('list the incoming messages that could not be read or kept, or show, retry or remove some')
    .addArgument(new Argument('<what>').choices(['failed', 'show', 'retry', 'remove']))
    .argument(
      '[ids...]',
      'show, retry, remove: of messages, as broadsheet inbound failed lists them',
      idsOfMails,
    )
    .option('--json', 'failed: one JSON object a line')
    .action((what: InboundAction, ids: readonly number[], options: { readonly json?: boolean }) =>
      run(async () => (await import('./commands/inbound.js')).inboundCommand)({ what, ids, ...options }),
    );
}

const idOfMail = numberFrom1('Give ids of messages.');

function idsOfMails(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, idOfMail(text)];
}

function countOfDays(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 999.');
  return Number(text);
}
