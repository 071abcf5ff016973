import { BroadsheetError } from '../../errors.js';
import { subscriberStates } from '../../model/reader-filter.js';
import type { SubscriberState } from '../../model/subscriber.js';
import { countReadersByState } from '../../store/subscribers/subscribers.js';
import { exportReaders, exportText } from '../../subscribers/export-readers.js';
import { listSubscribers } from '../../subscribers/operators.js';
import { readerFilter } from '../../subscribers/reader-filter.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SubscribersOptions {
  readonly what: 'export' | 'list' | 'stats';
  readonly state?: string;
  /** A part of the address. */
  readonly query?: string;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/** `broadsheet subscribers list`, `export` and `stats`: who reads, as a list and as a file, and how many. */
export function subscribersCommand(terminal: Terminal, options: SubscribersOptions): Promise<number> {
  const state = stateOf(options.state);
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    if (options.what === 'stats') await count(terminal, stores, options);
    else if (options.what === 'export') await exportAll(terminal, stores, options);
    else await list(terminal, stores, { ...options, state });
    return 0;
  });
}

function stateOf(text: string | undefined): SubscriberState | undefined {
  if (text === undefined) return undefined;
  const state = subscriberStates.find((known) => known === text);
  if (state !== undefined) return state;
  throw new BroadsheetError('INPUT_INVALID', `--state is one of ${subscriberStates.join(', ')}.`);
}

async function count(terminal: Terminal, { database }: Stores, { json }: SubscribersOptions): Promise<void> {
  const counts = await countReadersByState(database);
  const rows = subscriberStates.map((state) => [state, String(counts[state] ?? 0)]);
  if (json === true)
    terminal.out(`${JSON.stringify(Object.fromEntries(rows.map(([state, n]) => [state, Number(n)])))}\n`);
  else terminal.out(`${inColumns(rows).join('\n')}\n`);
}

/** To standard output, for a file: it holds addresses. */
async function exportAll(
  terminal: Terminal,
  stores: Stores,
  { state, query: find, json }: SubscribersOptions,
): Promise<void> {
  const filter = readerFilter({ state, find }, stores.config.digestTimezone);
  const batches = await exportReaders(stores, cliActor(), filter);
  for await (const text of exportText(batches, json === true ? 'jsonl' : 'csv')) {
    // As octets, since what is text has its controls shown.
    terminal.out(Buffer.from(text));
    if (terminal.isStopping()) return;
  }
}

interface Listing extends Omit<SubscribersOptions, 'state'> {
  readonly state: SubscriberState | undefined;
}

/** Page after page, so that a million readers are no more than a page in memory. */
async function list(
  terminal: Terminal,
  { database }: Stores,
  { state, query, json }: Listing,
): Promise<void> {
  for (let after: number | null = 0; after !== null; ) {
    const page = await listSubscribers(database, {
      ...{ after, limit: PAGE },
      ...(state === undefined ? {} : { state }),
      ...(query === undefined ? {} : { query }),
    });
    for (const { id, address, state: is, createdAt } of page.subscribers) {
      const line =
        json === true ? JSON.stringify({ id, address, state: is, createdAt }) : `${id}\t${is}\t${address}`;
      terminal.out(`${line}\n`);
    }
    after = terminal.isStopping() ? null : page.next;
  }
}
