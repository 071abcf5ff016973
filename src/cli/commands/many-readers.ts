import { type AskedReaders, askedNames } from '../../model/reader-filter.js';
import type { BulkAct, BulkGroup } from '../../store/subscribers/bulk-readers.js';
import {
  type BulkContext,
  type BulkRun,
  previewBulk,
  runBulk,
  shownReaders,
} from '../../subscribers/bulk.js';
import { eraseReader } from '../../subscribers/erase-reader.js';
import { saidReaders } from '../../subscribers/reader-searches.js';
import { openMailbox, openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface ManyReadersOptions extends AskedReaders {
  readonly subscriber?: readonly number[];
  readonly everybody?: boolean;
  /** A kept search, by its name or its id. */
  readonly search?: string;
  /** Carries out what is previewed without it. */
  readonly yes?: boolean;
}

/** A part at a time, so that Ctrl-C ends it between two. */
const A_PART_MS = 1_000;

const done: Readonly<Record<BulkAct, string>> = {
  unsubscribe: 'unsubscribed',
  resend: 'asked to confirm once more',
  erase: 'erased',
};

/** `broadsheet unsubscribe`, `confirm-again` and `erase`: with one reader or many, previewed unless `--yes` is given. */
export function manyReadersCommand(
  act: BulkAct,
): (terminal: Terminal, options: ManyReadersOptions) => Promise<number> {
  return (terminal, options) => {
    const asked = Object.fromEntries(askedNames.map((name) => [name, options[name]])) as AskedReaders;
    return withAppContext(terminal, async (app) => {
      const { subscriber: ids, everybody, search } = options;
      const stores = await openStores(app);
      const said = { ids, everybody, search, asked };
      const selection = await saidReaders(stores, said, app.config.digestTimezone);
      const context = await bulkContext(stores, act);
      const { groups, through } = await previewBulk(context, cliActor(), { act, selection });
      terminal.out(groups.flatMap((group) => linesOf(act, group)).join(''));
      const wanted = shownReaders(groups);
      if (wanted === 0) terminal.out('There is nobody with whom this could be done.\n');
      else if (options.yes !== true) terminal.out('Nothing was changed; the same with --yes does it.\n');
      else return carryOut(terminal, context, act, { selection, atMost: wanted, through });
      return 0;
    });
  };
}

type Context = BulkContext & { readonly sendNotices: () => Promise<void> };

/** The mailbox is opened for an erasure alone, the queue where there is a worker to be told. */
async function bulkContext(stores: Stores, act: BulkAct): Promise<Context> {
  const sendNotices = async () => {
    const { openJobQueues } = await import('../../wiring/wiring-jobs.js');
    await (await openJobQueues(stores)).queues.sendNotices();
  };
  const mailbox = act === 'erase' ? await openMailbox(stores) : null;
  const erasing = { ...stores, mailbox, queues: { sendNotices } };
  return { ...stores, sendNotices, erase: (by, id) => eraseReader(erasing, id, { by }) };
}

const MOST_NAMED = 5;

function linesOf(act: BulkAct, { skipped, readers, examples }: BulkGroup): string[] {
  const what = skipped === null ? `to be ${done[act]}` : `left out: ${skipped}`;
  const named = examples.slice(0, MOST_NAMED).map(({ id, address }) => `  ${id}\t${address}\n`);
  const more = readers - named.length;
  return [`${readers}\t${what}\n`, ...named, ...(more > 0 ? [`  … and ${more} more\n`] : [])];
}

async function carryOut(
  terminal: Terminal,
  context: Context,
  act: BulkAct,
  { atMost, ...run }: Omit<BulkRun, 'until'>,
): Promise<number> {
  let total = 0;
  for (let more = true; more && !terminal.isStopping(); ) {
    const until = new Date(context.clock().getTime() + A_PART_MS);
    const result = await runBulk(context, cliActor(), act, { ...run, atMost: atMost - total, until });
    total += result.done;
    more = result.more;
  }
  if (act === 'resend' && total > 0) await context.sendNotices().catch(() => undefined);
  terminal.out(`${total} ${total === 1 ? 'reader' : 'readers'} ${done[act]}.\n`);
  return terminal.isStopping() ? 75 : 0;
}
