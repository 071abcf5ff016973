import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../src/model/delivery.js';
import type { Database } from '../../src/store/database.js';
import {
  digestProgress,
  gatherDue,
  openSlices,
  writeDeliveries,
} from '../../src/store/deliveries/deliveries.js';
import { type LedgerEntries, recordEntries } from '../../src/store/deliveries/delivery-ledger.js';
import { type DeferredRow, deferRows, readOpenRows } from '../../src/store/deliveries/open-rows.js';
import {
  endExpiredLeases,
  findUnheldSlices,
  leaseSlice,
  releaseSlice,
  renewSlice,
  settleSlices,
} from '../../src/store/deliveries/slices.js';
import { explainedDatabase, type SequentialScan } from './explained-database.js';

/** Where in the send the statements are looked at. */
export interface Place {
  readonly digestId: number;
  /** One that waits to be sent. */
  readonly sliceId: number;
  readonly subscriberIds: readonly number[];
}

interface Statement {
  readonly name: string;
  /** Runs for each batch or every few seconds; others once for each digest, or when somebody asks. */
  readonly hot: boolean;
  readonly run: (database: Database, place: Place) => Promise<unknown>;
}

const lease = `bench/${randomUUID()}`;
const delivered: Outcome = { class: 'delivered', replyCode: 250, replyStatus: '2.0.0', replyText: 'Ok' };

const statements: readonly Statement[] = [
  { name: 'record', hot: true, run: (database, place) => recordEntries(database, entriesAt(place)) },
  { name: 'read rows', hot: true, run: (database, { sliceId }) => readOpenRows(database, sliceId, 0, 500) },
  {
    name: 'defer rows',
    hot: true,
    run: (database, place) => deferRows(database, { ...place, lease }, laterAt(place)),
  },
  {
    name: 'lease slice',
    hot: true,
    run: (database, { sliceId }) =>
      leaseSlice(database, { sliceId, lease, abandoned: 'uncertain', now: new Date() }),
  },
  { name: 'renew slice', hot: true, run: (database, { sliceId }) => renewSlice(database, sliceId, lease) },
  {
    name: 'release slice',
    hot: true,
    run: (database, { sliceId }) => releaseSlice(database, sliceId, lease),
  },
  {
    name: 'end leases',
    hot: true,
    run: (database) => endExpiredLeases(database, { abandoned: 'uncertain', now: new Date() }),
  },
  { name: 'gather due', hot: true, run: (database) => gatherDue(database, new Date()) },
  { name: 'unheld slices', hot: true, run: (database) => findUnheldSlices(database) },
  { name: 'settle slices', hot: true, run: (database) => settleSlices(database) },
  { name: 'fan out', hot: false, run: (database, { digestId }) => writeDeliveries(database, digestId) },
  { name: 'open slices', hot: false, run: (database, { digestId }) => openSlices(database, digestId) },
  { name: 'progress', hot: false, run: (database, { digestId }) => digestProgress(database, digestId) },
];

/** The tables that grow with the readers. */
const large = new Set(['deliveries', 'subscribers']);

export interface Scans {
  readonly hot: readonly SequentialScan[];
  readonly other: readonly SequentialScan[];
}

/** Which statements would read a large table from end to end, as the planner sees it at this moment. */
export async function findSequentialScans(database: Database, digestId: number): Promise<Scans> {
  const place = await placeIn(database, digestId);
  const row = { id: place.sliceId, digest_id: digestId, released_at: new Date(), former: 'a', epoch: '' };
  const explained = explainedDatabase(database, row);
  const found: (SequentialScan & { hot: boolean })[] = [];
  for (const { name, hot, run } of statements) {
    await run(explained.database, place);
    const tables = explained.takeTables().filter((table) => large.has(table));
    found.push(...tables.map((table) => ({ statement: name, table, hot })));
  }
  return { hot: found.filter(({ hot }) => hot), other: found.filter(({ hot }) => !hot) };
}

async function placeIn(database: Database, digestId: number): Promise<Place> {
  const { rows } = await database.query<{ slice_id: number; subscriber_id: number }>(
    `SELECT slice_id, subscriber_id FROM deliveries
      WHERE slice_id = (SELECT max(id) FROM slices WHERE digest_id = $1)
      ORDER BY subscriber_id LIMIT 10`,
    [digestId],
  );
  return {
    digestId,
    sliceId: rows[0]?.slice_id ?? 0,
    subscriberIds: rows.map((row) => row.subscriber_id),
  };
}

function laterAt({ subscriberIds }: Place): DeferredRow[] {
  return subscriberIds.map((subscriberId) => ({ subscriberId, fence: 0, until: new Date() }));
}

function entriesAt({ digestId, sliceId, subscriberIds }: Place): LedgerEntries {
  const fate = { state: 'sent', spent: true, nextAttemptAt: null, reason: null, dead: false } as const;
  return {
    marks: subscriberIds.map((subscriberId) => ({ digestId, sliceId, lease, subscriberId, fence: 0 })),
    settled: subscriberIds.map((subscriberId) => {
      return { digestId, subscriberId, fence: 1, ...fate, outcome: delivered, relay: 'relay' };
    }),
    unsent: subscriberIds.map((subscriberId) => ({ digestId, subscriberId, fence: 1 })),
    repeated: false,
    now: new Date(),
  };
}
