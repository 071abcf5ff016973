import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { consentBases, importAims } from '../model/import.js';
import { languages } from '../model/language.js';
import { calendarDate, type Run } from './command-run.js';
import type { ImportListOptions } from './commands/import-list.js';
import type { SubscribersOptions } from './commands/subscribers.js';
import { filterOptions } from './readers-commands.js';

type SubscribersAction = 'import' | 'export' | 'list' | 'stats';

/** The commands about readers. */
export function describeSubscribers(program: Command, run: Run): void {
  const command = program
    .command('subscribers')
    .description('import a list of people from a file, export readers as one, list or count them')
    .addArgument(new Argument('<what>').choices(['import', 'export', 'list', 'stats']))
    .argument('[file]', 'import: CSV, JSON lines or a JSON array, also as another service exports it')
    .option('--dry-run', 'import: say what would become of each line, and change nothing')
    .addOption(new Option('--aim <aim>', 'import: what the list is for (default: add)').choices(importAims))
    .addOption(new Option('--basis <basis>', 'import: how they agreed').choices(consentBases))
    .option('--consent <statement>', 'import: what they were told when they agreed, word for word')
    .option('--where <where>', 'import: the page, the form or the occasion at which they agreed')
    .option('--since <date>', 'import: the day on which the first of them agreed', calendarDate)
    .option('--map <columns>', 'import: what columns are, as address=Mail,state=Status; the rest is guessed')
    .addOption(
      new Option(
        '--language <language>',
        'import: of their mails (default: en); list, export: whose are in it',
      ).choices(languages),
    )
    .option('--invites <n>', 'import: invitations an hour', wholeNumber, 500)
    .option('--problems <file>', 'import: where to write the lines that cannot be used');
  filterOptions(command, 'query', { of: 'list, export: ', hasLanguage: true })
    .option('--json', 'list, export, stats: one JSON object a line')
    .action(
      (
        what: SubscribersAction,
        file: string | undefined,
        options: Omit<ImportListOptions, 'file'> & Omit<SubscribersOptions, 'what'>,
      ) =>
        what === 'import'
          ? run(async () => (await import('./commands/import-list.js')).importListCommand)({
              ...options,
              file,
            })
          : run(async () => (await import('./commands/subscribers.js')).subscribersCommand)({
              ...options,
              what,
            }),
    );
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 to 10000.');
  return Number(text);
}
