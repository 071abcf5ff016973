import type { Command } from 'commander';
import { type Run, subscriberId } from './command-run.js';

/** The commands about what comes back, and what it did. */
export function describeFeedback(program: Command, run: Run): void {
  program
    .command('history')
    .description('show what happened around an address: consent, mail, what came back, suppressions')
    .option('--subscriber <id>', 'of this subscriber', subscriberId)
    .option('--address <address>', 'of this address, also where it has no subscriber')
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/history.js')).historyCommand));
  program
    .command('lift')
    .description('let a suppressed address be mailed again')
    .option('--subscriber <id>', 'of this subscriber', subscriberId)
    .option('--address <address>', 'this address, also where it has no subscriber')
    .requiredOption('--reason <text>', 'why; kept with the address')
    .action(run(async () => (await import('./commands/history.js')).liftCommand));
}
