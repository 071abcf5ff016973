import { BroadsheetError } from '../../errors.js';
import { subscriberStates } from '../../model/reader-filter.js';
import type { SubscriberState } from '../../model/subscriber.js';
import { countReadersByState } from '../../store/subscribers/subscribers.js';
import { listSubscribers } from '../../subscribers/operators.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SubscribersOptions {
  readonly what: 'list' | 'stats';
  readonly state?: string;
  /** A part of the address. */
  readonly query?: string;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/** `broadsheet subscribers list` and `stats`: who reads, and how many. */
export function subscribersCommand(terminal: Terminal, options: SubscribersOptions): Promise<number> {
  const state = stateOf(options.state);
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    if (options.what === 'stats') await count(terminal, stores, options);
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
