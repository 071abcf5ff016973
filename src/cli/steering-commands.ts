import { type Command, Option } from 'commander';
import { settleDecisions } from '../model/sending-control.js';
import { digestDays, kindOption, type Run, subscriberIds } from './command-run.js';
import type { HoldOptions } from './commands/release.js';
import type { Terminal } from './terminal.js';

const OF_DIGEST = 'a day of the digest (default: the newest that is due)';

const NAME = 'of the digest: 2026-03-24, 2026-W13 or 2026-03';

type Pick = (
  all: typeof import('./commands/release.js'),
) => (terminal: Terminal, options: HoldOptions) => Promise<number>;

/** The commands for the time between freezing and mailing; `lift` stands beside the one of suppressions. */
export function describeDesk(program: Command, run: Run): void {
  const act = (pick: Pick) => (name: string, options: Omit<HoldOptions, 'name'>) =>
    run(async () => pick(await import('./commands/release.js')))({ ...options, name });
  program
    .command('hold')
    .description('keep a digest from going out, also before it is frozen')
    .argument('<name>', NAME)
    .option('--reason <text>', 'kept with the hold, for whoever lifts it')
    .action(act((all) => all.holdCommand));
  program
    .command('approve')
    .description('approve a frozen digest')
    .argument('<name>', NAME)
    .action(act((all) => all.approveCommand));
  program
    .command('freeze-again')
    .description('freeze a digest that is not released once more')
    .argument('<name>', NAME)
    .action(act((all) => all.freezeAgainCommand));
  program
    .command('release')
    .description('release a frozen digest before its time')
    .argument('<name>', NAME)
    .action(act((all) => all.releaseCommand));
}

/** The commands that watch and steer a mailing. */
export function describeSteering(program: Command, run: Run): void {
  program
    .command('progress')
    .description('show how far the mailing of a digest is')
    .option('--date <date>', OF_DIGEST, digestDays)
    .addOption(kindOption())
    .option('--json', 'one JSON object a line')
    .option('--watch', 'look once a second until it is over')
    .action(run(async () => (await import('./commands/progress.js')).progressCommand));
  program
    .command('pause')
    .description('pause the mailing of a digest in every worker')
    .option('--date <date>', OF_DIGEST, digestDays)
    .addOption(kindOption())
    .option('--reason <text>', 'kept with the digest, for whoever resumes it')
    .action(run(async () => (await import('./commands/steer.js')).pauseCommand));
  program
    .command('resume')
    .description('let a paused mailing go on, or with --all all mail that is held after a restore')
    .option('--date <date>', OF_DIGEST, digestDays)
    .addOption(kindOption())
    .addOption(
      new Option('--all', 'all mail; what was due before the restore stays uncertain').conflicts('date'),
    )
    .option(
      '--nothing-lost',
      'with --all: nothing was mailed since the copy was made, so what was due is sent',
    )
    .action(run(async () => (await import('./commands/steer.js')).resumeCommand));
  program
    .command('cancel')
    .description('end the mailing of a digest for good; what was not sent is skipped')
    .option('--date <date>', OF_DIGEST, digestDays)
    .addOption(kindOption())
    .option('--yes', 'without it nothing is done')
    .action(run(async () => (await import('./commands/steer.js')).cancelCommand));
  describeUncertain(program, run);
}

function describeUncertain(program: Command, run: Run): void {
  program
    .command('uncertain')
    .description('list deliveries of which nobody knows whether they were sent, or say what became of them')
    .option('--date <date>', OF_DIGEST, digestDays)
    .addOption(kindOption())
    .addOption(
      new Option(
        '--as <outcome>',
        'they arrived, they did not, or mail them again at the risk of a second copy',
      ).choices(settleDecisions),
    )
    .option('--subscriber <id>', 'with --as: only this one; may be repeated', subscriberIds)
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/uncertain.js')).uncertainCommand));
}
