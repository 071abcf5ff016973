import { type Command, InvalidArgumentError } from 'commander';
import { calendarDate, type Run } from './command-run.js';

/** The commands that watch and steer a mailing. */
export function describeSteering(program: Command, run: Run): void {
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--date <date>', 'the digest’s day (default: the newest that is due)', calendarDate);

  command('progress', 'show how far the mailing of a digest is')
    .option('--json', 'one JSON object a line')
    .option('--watch', 'look once a second until it is over')
    .action(run(async () => (await import('./commands/progress.js')).progressCommand));
  command('pause', 'pause the mailing of a digest in every worker')
    .option('--reason <text>', 'kept with the digest, for whoever resumes it')
    .action(run(async () => (await import('./commands/steer.js')).pauseCommand));
  command('resume', 'let a paused mailing go on').action(
    run(async () => (await import('./commands/steer.js')).resumeCommand),
  );
  command('cancel', 'end the mailing of a digest for good; what was not sent is skipped')
    .option('--yes', 'without it nothing is done')
    .action(run(async () => (await import('./commands/steer.js')).cancelCommand));
  command('uncertain', 'list deliveries of which nobody knows whether they were sent')
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/uncertain.js')).uncertainCommand));
  command('settle', 'say what became of uncertain deliveries')
    .option('--resend', 'mail them again, at the risk of a second copy')
    .option('--sent', 'they arrived')
    .option('--failed', 'they did not, and are left so')
    .option('--subscriber <id>', 'only this one', subscriberId)
    .action(run(async () => (await import('./commands/uncertain.js')).settleCommand));
}

function subscriberId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give the id of a subscriber.');
  return Number(text);
}
