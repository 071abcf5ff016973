import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { BroadsheetError } from '../errors.js';
import { defaultLanguage, languages } from '../model/language.js';
import { versionOfPackage } from '../package-folder.js';
import { describeBackup } from './backup-commands.js';
import { calendarDate, kindOption, type Run } from './command-run.js';
import { describeCuration } from './curation-commands.js';
import { diskFullBehind } from './disk-full.js';
import { exitCodeFor, exitCodeHelp } from './exit-codes.js';
import { describeFeedback } from './feedback-commands.js';
import { describeOperators } from './operators-commands.js';
import { describeOutbound } from './outbound-commands.js';
import { describeReaders } from './readers-commands.js';
import { refuseAlone, refuseMisused, refuseUnknown } from './refuse-wrong-call.js';
import { safeTerminal } from './safe-terminal.js';
import { describeDesk, describeSteering } from './steering-commands.js';
import { describeSubscribers } from './subscribers-commands.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command line (`argv` as of `process.argv`).
 * @returns the exit code; see {@link exitCodeHelp}
 */
export async function runCli(argv: readonly string[], own: Terminal): Promise<number> {
  const terminal = safeTerminal(own);
  let exitCode = 0;
  const run: Run = (load) => async (options) => {
    const command = await load();
    exitCode = await command(withConfigOption(terminal, program.opts()), options);
  };
  // Set before the commands are made: they inherit it.
  const program = new Command('broadsheet').exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => terminal.err(text),
  });
  describeCommands(program, run);
  program.hook('preAction', (_, command) => {
    refuseMisused(command);
    refuseAlone(command);
  });
  try {
    refuseUnknown(program, argv.slice(2));
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const told = diskFullBehind(error) ?? error;
    if (told instanceof BroadsheetError) {
      terminal.err(`${told.code}: ${told.message}\n`);
      return exitCodeFor(told.code);
    }
    terminal.err(`INTERNAL: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

function withConfigOption(terminal: Terminal, { config: file }: { readonly config?: string }): Terminal {
  if (file === undefined) return terminal;
  // Standard input is opened when it is read, hence not by a copy.
  return Object.create(terminal, { settings: { value: { ...terminal.settings, file } } });
}

/** Gives the program its commands, each with its options; `run` carries one out. */
export function describeCommands(program: Command, run: Run): void {
  program
    .description('The day’s trending papers, in the inbox, at breakfast, once.')
    .version(versionOfPackage(), '-V, --version', 'print the version')
    .option('--config <file>', 'the settings file (default: what CONFIG names, else broadsheet.toml)')
    .showHelpAfterError('(broadsheet --help lists the commands)')
    .addHelpText('after', exitCodeHelp);
  describeStages(program, run);
  describeCuration(program, run);
  describeDesk(program, run);
  describeSteering(program, run);
  describeFeedback(program, run);
  describeSubscribers(program, run);
  describeReaders(program, run);
  describeOperators(program, run);
  describeOutbound(program, run);
  describeBackup(program, run);
  describeLooks(program, run);
}

/** The commands that run the service, or one of its stages. */
function describeStages(program: Command, run: Run): void {
  program
    .command('start')
    .description('run the service: web, worker and schedules, or the part that ROLE names')
    .action(run(async () => (await import('./commands/start.js')).startCommand));
  program
    .command('migrate')
    .description('bring the database up to date')
    .action(run(async () => (await import('./commands/migrate.js')).migrateCommand));
  program
    .command('ingest')
    .description('fetch the list of a day from every source and save it')
    .option('--date <date>', 'the list date, YYYY-MM-DD (default: today, UTC)', calendarDate)
    .option('--days <n>', 'that day and the ones before it, n in all', countOfDays, 1)
    .action(run(async () => (await import('./commands/ingest.js')).ingestCommand));
  program
    .command('assemble')
    .description('freeze the digest of a day, a week or a month; doing it again changes nothing')
    .option('--date <date>', 'a day of the digest (default: the newest that is due)', calendarDate)
    .addOption(kindOption())
    .action(run(async () => (await import('./commands/assemble.js')).assembleCommand));
  program
    .command('send')
    .description('mail a frozen digest to everyone who has not got it, or to one reader')
    .option('--date <date>', 'a day of the digest (default: the newest that is due)', calendarDate)
    .addOption(kindOption())
    .option('--to <address>', 'only this subscriber')
    .addOption(
      new Option(
        '--test <address>',
        'a copy for this operator, marked as a test and counted nowhere',
      ).conflicts('to'),
    )
    .addOption(
      new Option('--language <language>', 'with --test: of the test (default: the operator’s)').choices(
        languages,
      ),
    )
    .action(run(async () => (await import('./commands/send.js')).sendCommand));
  program
    .command('sources')
    .description('say how each source of papers is: last read, lag, error')
    .option('--json', 'as JSON')
    .action(run(async () => (await import('./commands/sources.js')).sourcesCommand));
}

/** The commands that look at something and change nothing. */
function describeLooks(program: Command, run: Run): void {
  program
    .command('render')
    .description('write the exact message of a digest to standard output, without sending it')
    .option('--date <date>', 'a day of the digest (default: the newest that is due)', calendarDate)
    .addOption(kindOption())
    .addOption(new Option('--sample', 'the bundled sample day in its place').conflicts(['date', 'to']))
    .option(
      '--draft',
      'of a digest that is not frozen, as it would be now (default: the one that freezes next)',
    )
    .option('--to <address>', 'as this subscriber gets it (default: an example reader)')
    .addOption(
      new Option('--language <language>', 'with --draft: in which it is')
        .choices(languages)
        .default(defaultLanguage),
    )
    .action(run(async () => (await import('./commands/render.js')).renderCommand));
  program
    .command('classify-mail')
    .description('say what returned mail means: bounces, complaints, answers; needs no database')
    .argument('[files...]', 'messages, one a file (default: one on standard input)')
    .option('--json', 'one JSON object a line, one for each file')
    .action((files: readonly string[], options: { readonly json?: boolean }) =>
      run(async () => (await import('./commands/classify-mail.js')).classifyMailCommand)({
        ...options,
        files,
      }),
    );
  describeSetup(program, run);
}

/** Those that look at how it is set up. */
function describeSetup(program: Command, run: Run): void {
  program
    .command('config')
    .description('show every setting that is in force and where it comes from; secrets are hidden')
    .option('--json', 'as JSON')
    .action(run(async () => (await import('./commands/config.js')).configCommand));
  program
    .command('brand')
    .description('show name, logo, links and colours with their contrast; --preview writes them as a page')
    .option(
      '--preview [file]',
      'write head, form, foot and a mail in both themes (default: brand-preview.html)',
    )
    .addOption(
      new Option('--language <language>', 'with --preview: in which it is')
        .choices(languages)
        .default(defaultLanguage),
    )
    .action(run(async () => (await import('./commands/brand.js')).brandCommand));
  program
    .command('dns')
    .description('write the DNS records that the settings ask for, as a zone file')
    .option('--json', 'as JSON')
    .action(run(async () => (await import('./commands/dns.js')).dnsCommand));
  program
    .command('doctor')
    .description('check configuration, database, queue, mail, DNS, the site and its proxy, keys and sources')
    .option('--json', 'as JSON')
    .action(run(async () => (await import('./commands/doctor.js')).doctorCommand));
}

function countOfDays(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 99.');
  return Number(text);
}
