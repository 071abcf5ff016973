import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { DAY_MS } from '../durations.js';
import { isCalendarDate } from '../model/calendar-date.js';
import { roles } from '../model/role.js';
import type { Run } from './command-run.js';
import type { KeysAction, KeysOptions } from './commands/keys.js';

/** The commands about who may do what. */
export function describeOperators(program: Command, run: Run): void {
  program
    .command('keys')
    .description('make a key of the API, which is shown once, list the keys there are, or revoke one')
    .addArgument(new Argument('<what>').choices(['list', 'make', 'revoke']))
    .argument('[name]', 'of the key to make; of the one to revoke its number or beginning')
    .option('--scopes <scopes>', 'make: what it may do, separated by commas, as digests:read', listOf, [])
    .addOption(new Option('--role <role>', 'make: all that operators of this role may do').choices(roles))
    .option('--expires <when>', 'make: until the end of a day (2027-03-24, UTC), or for so long (90d)', endOf)
    .option('--json', 'list: one JSON object a line')
    .action((what: KeysAction, name: string | undefined, options: Omit<KeysOptions, 'what' | 'name'>) =>
      run(async () => (await import('./commands/keys.js')).keysCommand)({
        ...{ what, ...options },
        ...(name === undefined ? {} : { name }),
      }),
    );
}

function listOf(text: string, before: readonly string[]): readonly string[] {
  const named = text.split(',').map((scope) => scope.trim());
  return [...before, ...named.filter((scope) => scope !== '')];
}

/** The moment at which something ends. */
function endOf(text: string): Date {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  if (days !== undefined) return new Date(Date.now() + Number(days) * DAY_MS);
  if (isCalendarDate(text)) return new Date(Date.parse(`${text}T00:00:00Z`) + DAY_MS);
  throw new InvalidArgumentError('Give a day as 2027-03-24, or a length as 90d.');
}
