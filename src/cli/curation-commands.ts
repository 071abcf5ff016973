import { type Command, Option } from 'commander';
import type { CurationAction } from '../model/curation.js';
import { defaultLanguage, languages } from '../model/language.js';
import { calendarDate, kindOption, numberFrom1, type Run } from './command-run.js';

const OF_DIGEST = 'a day of the digest (default: the one that freezes next)';
const NOTE = 'a word for readers, shown with it';
const curationId = numberFrom1('Give a number out of the list.');

/** The commands by which operators have their say before a digest freezes. */
export function describeCuration(program: Command, run: Run): void {
  describeDecisions(program, run);
  program
    .command('curations')
    .description('list what is pinned, added and hidden, or change one of them')
    .option('--all', 'also what was taken back or did what it was for')
    .option('--undo <number>', 'take back this one; the number stands in the first column', curationId)
    .addOption(oneChange('--up <number>', 'put this pin before the one above it', ['undo']))
    .addOption(oneChange('--down <number>', 'put this pin behind the one below it', ['undo', 'up']))
    .addOption(
      oneChange('--note-of <number>', 'change the note of this one to that of --note', [
        'undo',
        'up',
        'down',
      ]),
    )
    .option('--note <text>', 'with --note-of: the new note; without it the note is taken away')
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/curate.js')).curationsCommand));
  describeWords(program, run);
}

function describeDecisions(program: Command, run: Run): void {
  const curate = (action: CurationAction) => (paper: string, options: object) =>
    run(async () => (await import('./commands/curate.js')).curateCommand(action))({ paper, ...options });
  program
    .command('pin')
    .description('put a paper on top of a digest that is not frozen yet')
    .argument('<paper>', 'its arXiv id, its DOI or the address of its page')
    .option('--date <date>', OF_DIGEST, calendarDate)
    .addOption(kindOption())
    .option('--note <text>', NOTE)
    .action(curate('pin'));
  program
    .command('add')
    .description('take a paper that is stored, or that arXiv knows, into a digest that is not frozen yet')
    .argument('<paper>', 'its arXiv id, its DOI or the address of its page')
    .option('--date <date>', OF_DIGEST, calendarDate)
    .addOption(kindOption())
    .option('--note <text>', NOTE)
    .action(curate('add'));
  program
    .command('hide')
    .description('keep a paper out of every digest from a day on')
    .argument('<paper>', 'its arXiv id, its DOI or the address of its page')
    .option(
      '--date <date>',
      'from this day on (default: that of the daily digest that freezes next)',
      calendarDate,
    )
    .option('--note <text>', 'kept with it, for operators')
    .action(curate('hide'));
}

function describeWords(program: Command, run: Run): void {
  program
    .command('words')
    .description('show or draft the intro and the subject of a digest that is not frozen yet')
    .option('--date <date>', OF_DIGEST, calendarDate)
    .addOption(kindOption())
    .addOption(
      new Option('--language <language>', 'in which they are').choices(languages).default(defaultLanguage),
    )
    .option('--intro <text>', 'plain text before the papers; empty takes it away')
    .addOption(
      new Option('--intro-file <file>', 'the same out of a file: empty lines make paragraphs').conflicts(
        'intro',
      ),
    )
    .option('--subject <text>', 'the subject line; {title}, {count}, {more}, {date} and {site} are filled')
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/words.js')).wordsCommand));
}

/** One of the changes to a decision, of which a call makes one. */
function oneChange(flags: string, description: string, others: string[]): Option {
  return new Option(flags, description).argParser(curationId).conflicts(others);
}
