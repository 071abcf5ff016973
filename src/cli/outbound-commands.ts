import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { isCalendarDate } from '../model/calendar-date.js';
import { listOf, type Run } from './command-run.js';
import type { WebhooksAction, WebhooksOptions } from './commands/webhooks.js';

const actions: readonly WebhooksAction[] = [
  ...(['list', 'add', 'change', 'test', 'deliveries', 'again'] as const),
  ...(['pause', 'resume', 'secret', 'remove'] as const),
];

/** The commands about events that leave. */
export function describeOutbound(program: Command, run: Run): void {
  program
    .command('webhooks')
    .description(
      'list, make, change, test, pause and remove endpoints that events are sent to; send events again',
    )
    .addArgument(new Argument('<what>').choices(actions))
    .argument(
      '[target]',
      'add: the URL; change, test, deliveries, again, pause, resume, secret, remove: the number of an endpoint',
    )
    .option('--name <name>', 'add, change: what it is called; add: the host of the URL where absent')
    .option('--url <url>', 'change: where it is')
    .option(
      '--events <events>',
      'add, change: which, separated by commas; add: all where absent',
      listOf('Name at least one event.'),
      [],
    )
    .option('--with-addresses', 'add, change: events about a reader bring the address')
    .addOption(new Option('--without-addresses', 'change: they do not').conflicts('withAddresses'))
    .addOption(new Option('--delivery <id>', 'again: this one').conflicts(['from', 'until']))
    .option('--from <when>', 'again: what happened from this day or moment on (UTC)', momentOf)
    .option('--until <when>', 'again: what happened before it', momentOf)
    .option('--all', 'again: also what was delivered')
    .option('--json', 'list, deliveries: one JSON object a line')
    .action(
      (what: WebhooksAction, target: string | undefined, options: Omit<WebhooksOptions, 'what' | 'target'>) =>
        run(async () => (await import('./commands/webhooks.js')).webhooksCommand)({
          ...{ what, ...options },
          ...(target === undefined ? {} : { target }),
        }),
    );
}

function momentOf(text: string): Date {
  // Of a day that there is not JavaScript makes the next one.
  const isMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) && isCalendarDate(text.slice(0, 10));
  const at = new Date(isMoment ? text : Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give a day as 2026-03-24, or a moment as 2026-03-24T08:00Z.');
  return at;
}
