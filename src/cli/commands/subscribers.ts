import {
  type AskedReaders,
  askedNames,
  type ReaderFilter,
  subscriberStates,
} from '../../model/reader-filter.js';
import { countReadersByState } from '../../store/subscribers/subscribers.js';
import { exportReaders, exportText } from '../../subscribers/export-readers.js';
import { listReaders } from '../../subscribers/operators.js';
import { readerFilter } from '../../subscribers/reader-filter.js';
import { askedBy } from '../../subscribers/reader-searches.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SubscribersOptions extends Omit<AskedReaders, 'find'> {
  readonly what: 'export' | 'list' | 'stats';
  /** A kept search, by its name or its id. */
  readonly search?: string;
  /** A part of the address. */
  readonly query?: string;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/** `broadsheet subscribers list`, `export` and `stats`: who reads, as a list and as a file, and how many. */
export function subscribersCommand(terminal: Terminal, options: SubscribersOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { digestTimezone } = app.config;
    const said = Object.fromEntries(askedNames.map((name) => [name, options[name as keyof typeof options]]));
    const typed = { ...said, find: options.query };
    // What cannot be meant is said before a database is opened.
    readerFilter(typed, digestTimezone);
    const stores = await openStores(app);
    const asked = await askedBy(stores, { search: options.search, asked: typed });
    const filter = readerFilter(asked, digestTimezone);
    if (options.what === 'stats') await count(terminal, stores, options);
    else if (options.what === 'export') await exportAll(terminal, stores, { filter, json: options.json });
    else await list(terminal, stores, { filter, json: options.json });
    return 0;
  });
}

async function count(terminal: Terminal, { database }: Stores, { json }: SubscribersOptions): Promise<void> {
  const counts = await countReadersByState(database);
  const rows = subscriberStates.map((state) => [state, String(counts[state] ?? 0)]);
  if (json === true)
    terminal.out(`${JSON.stringify(Object.fromEntries(rows.map(([state, n]) => [state, Number(n)])))}\n`);
  else terminal.out(`${inColumns(rows).join('\n')}\n`);
}

/** To standard output, for a file: it holds addresses. */
async function exportAll(terminal: Terminal, stores: Stores, { filter, json }: Listing): Promise<void> {
  const batches = await exportReaders(stores, cliActor(), filter);
  for await (const text of exportText(batches, json === true ? 'jsonl' : 'csv')) {
    // As octets, since what is text has its controls shown.
    terminal.out(Buffer.from(text));
    if (terminal.isStopping()) return;
  }
}

interface Listing {
  readonly filter: ReaderFilter;
  readonly json: boolean | undefined;
}

/** Page after page, so that a million readers are no more than a page in memory. */
async function list(terminal: Terminal, { database }: Stores, { filter, json }: Listing): Promise<void> {
  for (let after: number | null = 0; after !== null; ) {
    const page = await listReaders(database, filter, { after, limit: PAGE });
    for (const { id, address, state: is, createdAt } of page.subscribers) {
      const line =
        json === true ? JSON.stringify({ id, address, state: is, createdAt }) : `${id}\t${is}\t${address}`;
      terminal.out(`${line}\n`);
    }
    after = terminal.isStopping() ? null : page.next;
  }
}
