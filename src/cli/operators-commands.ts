import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { DAY_MS } from '../durations.js';
import { isCalendarDate } from '../model/calendar-date.js';
import { roles } from '../model/role.js';
import { listOf, numberFrom1, type Run } from './command-run.js';
import type { KeysAction, KeysOptions } from './commands/keys.js';
import type { OperatorsAction, OperatorsOptions } from './commands/operators.js';

/** The commands about who may do what. */
export function describeOperators(program: Command, run: Run): void {
  program
    .command('operators')
    .description('list who may sign in, make links that let them in, end their sessions or their accounts')
    .addArgument(new Argument('<what>').choices(['list', 'invite', 'reset', 'disable', 'enable', 'sessions']))
    .option('--address <address>', 'reset, disable, enable, sessions: whose')
    .addOption(new Option('--role <role>', 'invite: what they may do').choices(roles))
    .option('--owner', 'invite: with the role owner, as the first one has to be')
    .option('--drop-factors', 'reset: passkeys, authenticator and recovery codes go as well')
    .option('--end-all', 'sessions: sign everybody out, or with --address one of them')
    .option('--json', 'list, sessions: one JSON object a line')
    .action((what: OperatorsAction, options: Omit<OperatorsOptions, 'what'>) =>
      run(async () => (await import('./commands/operators.js')).operatorsCommand)({ what, ...options }),
    );
  program
    .command('keys')
    .description('make a key of the API, which is shown once, list the keys there are, or revoke one')
    .addArgument(new Argument('<what>').choices(['list', 'make', 'revoke']))
    .argument('[name]', 'make: of the key; revoke: its name, its number or its beginning')
    .option(
      '--scopes <scopes>',
      'make: what it may do, separated by commas, as digests:read',
      listOf('Name at least one scope.'),
      [],
    )
    .addOption(
      new Option('--role <role>', 'make: all that operators of this role may do')
        .choices(roles)
        .conflicts('scopes'),
    )
    .option('--expires <when>', 'make: until the end of a day (2027-03-24, UTC), or for so long (90d)', endOf)
    .option('--json', 'list: one JSON object a line')
    .action((what: KeysAction, name: string | undefined, options: Omit<KeysOptions, 'what' | 'name'>) =>
      run(async () => (await import('./commands/keys.js')).keysCommand)({
        ...{ what, ...options },
        ...(name === undefined ? {} : { name }),
      }),
    );
  program
    .command('audit')
    .description('show who did what: the newest first, or all that came after an event')
    .option('--action <action>', 'as digest.pause, or digest for all that was done to digests')
    .option('--actor <name>', 'an operator, a key or a user of the command line, as it was called then')
    .option('--object <object>', 'as digest:2026-03-24 or subscriber:17', objectOf)
    .addOption(
      new Option('--after <id>', 'all that came after this event, the oldest first')
        .argParser(wholeNumber)
        .conflicts('limit'),
    )
    .option(
      '--limit <n>',
      'so many at most, without --after',
      numberFrom1('Give a number of 1 or more.'),
      100,
    )
    .option('--json', 'one JSON object a line')
    .action(run(async () => (await import('./commands/audit.js')).auditCommand));
}

/** `digest` or `digest:2026-03-24`. */
function objectOf(text: string): { kind: string; id?: string } {
  const [, kind = '', id] = /^([a-z-]+)(?::(.+))?$/.exec(text) ?? [];
  if (kind === '')
    throw new InvalidArgumentError('Give a kind, as digest, or one of it, as digest:2026-03-24.');
  return id === undefined ? { kind } : { kind, id };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** The moment at which something ends. */
function endOf(text: string): Date {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  if (days !== undefined) return new Date(Date.now() + Number(days) * DAY_MS);
  if (isCalendarDate(text)) return new Date(Date.parse(`${text}T00:00:00Z`) + DAY_MS);
  throw new InvalidArgumentError('Give a day as 2027-03-24, or a length as 90d.');
}
