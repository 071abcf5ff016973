import type { Command } from 'commander';
import type { Run } from './command-run.js';

/** The commands that take everything along and bring it back. */
export function describeBackup(program: Command, run: Run): void {
  program
    .command('backup')
    .description('write everything that the database holds to a file, while the service runs')
    .argument('<file>', 'it holds addresses: keep it as you keep the database')
    .action((file: string) =>
      run(async () => (await import('./commands/backup.js')).backupCommand)({ file }),
    );
  program
    .command('restore')
    .description('fill an empty database from such a file; mail is held until broadsheet resume --all')
    .argument('<file>', 'what broadsheet backup wrote')
    .option(
      '--departures <file>',
      'another file of those that left since, of another node; may be given again',
      (file: string, files: readonly string[]) => [...files, file],
      [] as readonly string[],
    )
    .action((file: string, options: { readonly departures: readonly string[] }) =>
      run(async () => (await import('./commands/restore.js')).restoreCommand)({ ...options, file }),
    );
}
