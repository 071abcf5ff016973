import type { Command, Option } from 'commander';
import { nearestName } from '../config/nearest-name.js';
import { BroadsheetError } from '../errors.js';

/**
 * Refuses a command that there is not, with the nearest one, also where its help is asked for: the help of all commands
 * would say nothing of the slip.
 */
export function refuseUnknown(program: Command, args: readonly string[]): void {
  const [first, second] = program.parseOptions([...args]).operands;
  const asked = first === 'help' ? second : first;
  const names = program.commands.map((command) => command.name());
  if (asked === undefined || asked === 'help' || names.includes(asked)) return;
  const nearest = asked === '' ? null : nearestName(asked, names);
  const hint = nearest === null ? '' : `\n(Did you mean ${nearest}?)`;
  program.error(`error: unknown command '${asked}'${hint}`);
}

/** `add, change: …; list: …`: of which actions of its command an option or an argument is. */
const ACTIONS = /(?:^|; )((?:[a-z-]+, )*[a-z-]+): /g;

/** `with --test: …`: an option that says more of another one. */
const OTHER = /^with --([a-z-]+): /;

function given(command: Command): readonly Option[] {
  return command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
}

/**
 * Refuses an option without the one that it says more of: it would change nothing of what the command does.
 * @throws BroadsheetError INPUT_INVALID
 */
export function refuseAlone(command: Command): void {
  const all = given(command);
  for (const { description, flags } of all) {
    const [, name] = OTHER.exec(description) ?? [];
    if (name === undefined || all.some(({ long }) => long === `--${name}`)) continue;
    const { argChoices = [] } = command.options.find(({ long }) => long === `--${name}`) ?? {};
    const other =
      argChoices.length === 0 ? `--${name}` : argChoices.map((one) => `--${name} ${one}`).join(', ');
    throw new BroadsheetError(
      'INPUT_INVALID',
      `${flags} goes with --${name}, and without that ${command.name()} would not look at it. Add ${other}, or leave it out.`,
    );
  }
}

/**
 * Refuses what is given to an action of a command that would pass over it without a word: an export that is to be narrowed
 * would be of everybody. The descriptions say what each is of.
 */
export function refuseMisused(command: Command): void {
  const [action, ...others] = command.registeredArguments;
  if (action?.argChoices === undefined || action.name() !== 'what') return;
  const { argChoices: actions } = action;
  const asked = command.args[0] ?? '';
  const parts = [...others.filter((_, index) => command.args[index + 1] !== undefined), ...given(command)];
  for (const part of parts) {
    const of = [...part.description.matchAll(ACTIONS)]
      .flatMap(([, named = '']) => named.split(', '))
      .filter((name) => actions.includes(name));
    if (of.length === 0 || of.includes(asked)) continue;
    const what = 'flags' in part ? `option '${part.flags}'` : `argument '${part.name()}'`;
    const name = command.name();
    command.error(`error: ${what} is of ${name} ${of.join(', ')}, and ${name} ${asked} would not look at it`);
  }
}
