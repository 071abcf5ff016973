import { type Command, Option } from 'commander';
import { settleDecisions } from '../model/sending-control.js';
import { digestDays, kindOption, type Run, subscriberId } from './command-run.js';

const OF_DIGEST = 'a day of the digest (default: the newest that is due)';

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
    .option('--all', 'all mail; what was due before the restore stays uncertain')
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

function subscriberIds(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, subscriberId(text)];
}
