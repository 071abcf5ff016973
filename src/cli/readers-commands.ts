import { Argument, type Command, Option } from 'commander';
import { suppressionReasons } from '../model/subscriber.js';
import type { BulkAct } from '../store/subscribers/bulk-readers.js';
import { calendarDate, numberFrom1, type Run, subscriberIds } from './command-run.js';
import type { ImportsAction, ImportsOptions } from './commands/imports.js';
import type { SearchesAction, SearchesOptions } from './commands/searches.js';

/** What is done with readers, with addresses that may have none, and with imports that are under way. */
export function describeReaders(program: Command, run: Run): void {
  const many = (command: Command, act: BulkAct, description: string) => {
    command
      .description(description)
      .option('--subscriber <id>', 'this one; may be given again', subscriberIds)
      .option('--everybody', 'all readers, whoever they are');
    filterOptions(command, 'find')
      .option('--yes', 'do it; without it they are only counted')
      .action(run(async () => (await import('./commands/many-readers.js')).manyReadersCommand(act)));
  };
  many(program.command('unsubscribe'), 'unsubscribe', 'unsubscribe a reader, or all who fit what is given');
  many(
    program.command('confirm-again'),
    'resend',
    'send the mail that asks to confirm once more, to one or all who fit',
  );
  many(program.command('erase'), 'erase', 'erase all that is held about a reader, or about all who fit');
  program
    .command('suppress')
    .description('keep an address from being mailed until it is lifted, also where it has no subscriber')
    .requiredOption('--address <address>', 'which')
    .option('--note <text>', 'why; kept, without addresses')
    .action(run(async () => (await import('./commands/suppressions.js')).suppressCommand));
  program
    .command('suppressions')
    .description('list the addresses that get no mail, the newest first')
    .addOption(new Option('--reason <reason>', 'for this one').choices(suppressionReasons))
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/suppressions.js')).suppressionsCommand));
  const searches = program
    .command('searches')
    .description('list the searches for readers that are kept, keep one by a name, or forget it')
    .addArgument(new Argument('<what>').choices(['list', 'keep', 'forget'] as const))
    .argument('[name]', 'keep, forget: of the search');
  filterOptions(searches, 'find', { of: 'keep: ', isKeeping: true }).action(
    (what: SearchesAction, name: string | undefined, options: Omit<SearchesOptions, 'what' | 'name'>) =>
      run(async () => (await import('./commands/searches.js')).searchesCommand)({ ...options, what, name }),
  );
  describeImports(program, run);
}

/**
 * Which readers: all that is given has to fit.
 * @param part what the option for a part of the address is called
 * @param of what each description begins with, where only some actions of the command have them
 * @param hasLanguage the command has the option already
 * @param isKeeping a search is made, which is not of another one
 */
export function filterOptions(
  command: Command,
  part: 'find' | 'query',
  {
    of = '',
    hasLanguage = false,
    isKeeping = false,
  }: { readonly of?: string; readonly hasLanguage?: boolean; readonly isKeeping?: boolean } = {},
): Command {
  const described = command
    .option(`--${part} <part>`, `${of}whose address has this part`)
    .option('--state <state>', `${of}in this state, as pending or active`)
    .option('--frequency <kind>', `${of}who get it daily, weekly or monthly`);
  if (!hasLanguage) described.option('--language <language>', `${of}whose mails are in it`);
  described
    .addOption(yesOrNo('rules', 'who have rules of their own', of))
    .option('--via <way>', `${of}who came by form, api, operator or import`)
    .option('--origin <origin>', `${of}who came from there, as embed:lab.example`)
    .option('--confirmed-from <date>', `${of}who confirmed on that day or later`, calendarDate)
    .option('--confirmed-until <date>', `${of}who confirmed on that day or before`, calendarDate)
    .addOption(yesOrNo('bounced', 'from whose address anything came back', of))
    .addOption(yesOrNo('own-order', 'whose papers come in an order of their own', of))
    .addOption(yesOrNo('mailed', 'to whom a digest was ever mailed', of))
    .option('--mailed-from <date>', `${of}to whom the last one was mailed on that day or later`, calendarDate)
    .option(
      '--mailed-until <date>',
      `${of}to whom the last one was mailed on that day or before`,
      calendarDate,
    );
  return isKeeping
    ? described
    : described.option('--search <name>', `${of}whom this kept search finds, in place of all that`);
}

function yesOrNo(name: string, who: string, of: string): Option {
  return new Option(`--${name} <answer>`, `${of}yes or no: ${who}`).choices(['yes', 'no']);
}

function describeImports(program: Command, run: Run): void {
  program
    .command('imports')
    .description(
      'list the lists that were brought, pause, resume or end one, or write its lines to be mended',
    )
    .addArgument(
      new Argument('<what>').choices(['list', 'show', 'pause', 'resume', 'cancel', 'problems'] as const),
    )
    .argument(
      '[import]',
      'show, pause, resume, cancel, problems: its number, as broadsheet imports list shows it',
      numberFrom1('Give the number of an import.'),
    )
    .option('--json', 'list, show: one JSON object a line')
    .action((what: ImportsAction, id: number | undefined, options: Pick<ImportsOptions, 'json'>) =>
      run(async () => (await import('./commands/imports.js')).importsCommand)({ ...options, what, id }),
    );
}
