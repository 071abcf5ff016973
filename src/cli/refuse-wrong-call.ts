import type { Command } from 'commander';
import { nearestName } from '../config/nearest-name.js';

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

/**
 * Refuses what is given to an action of a command that would pass over it without a word: an export that is to be narrowed
 * would be of everybody. The descriptions say what each is of.
 */
export function refuseMisused(command: Command): void {
  const [action, ...others] = command.registeredArguments;
  if (action?.argChoices === undefined || action.name() !== 'what') return;
  const { argChoices: actions } = action;
  const asked = command.args[0] ?? '';
  const given = [
    ...others.filter((_, index) => command.args[index + 1] !== undefined),
    ...command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli'),
  ];
  for (const part of given) {
    const of = [...part.description.matchAll(ACTIONS)]
      .flatMap(([, named = '']) => named.split(', '))
      .filter((name) => actions.includes(name));
    if (of.length === 0 || of.includes(asked)) continue;
    const what = 'flags' in part ? `option '${part.flags}'` : `argument '${part.name()}'`;
    const name = command.name();
    command.error(`error: ${what} is of ${name} ${of.join(', ')}, and ${name} ${asked} would not look at it`);
  }
}
