import { fanOut } from '../../src/delivery/due/fan-out.js';
import { type ChosenRow, type OpenRows, openRows } from '../../src/delivery/ledger/open-rows.js';
import { DAY_MS } from '../../src/durations.js';
import type { Database } from '../../src/store/database.js';
import { recordEntries, type SettledRow } from '../../src/store/deliveries/delivery-ledger.js';
import { leaseSlice, releaseSlice } from '../../src/store/deliveries/slices.js';
import type { BenchContext } from '../bench-context.js';
import { inventPapers } from '../digest/invented-papers.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { copyReaders } from '../product/readers.js';
import { measureFolding } from './measure-folding.js';
import { readSizes } from './sizes.js';

const benchName = 'history';
const READERS = 100_000;
const DIGESTS = 30;
/** Rows of one commit, as many connections make them. */
const BATCH = 100;
const FOLDED = 3;

export function wantsHistory(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variantName(READERS));
}

const variantName = (readers: number) => `${DIGESTS}-digests ${readers}-readers postgres`;

/**
 * What a month of digests leaves in `deliveries`, and what folding one of them after its hundred days costs. Rows go
 * the way that a worker's go, through the ledger's own statements; nothing is sent.
 */
export async function benchHistory(context: BenchContext): Promise<ResultRow[]> {
  const readers = context.options.readers ?? READERS;
  return withOwnDatabase(context.folder, async (database) => {
    const extra = await measure(database, readers, context);
    return [rowOfFigures(benchName, variantName(readers), extra)];
  });
}

async function measure(
  database: Database,
  readers: number,
  { folder, signal, progress }: BenchContext,
): Promise<Record<string, Extra>> {
  const first = new Date(Date.now() - DIGESTS * DAY_MS);
  const before = new Date(first.getTime() - DAY_MS);
  await copyReaders(database, folder, {
    ...{ count: readers, earlyCount: 0, early: before, late: before, ruleSetIds: [] },
  });
  await database.query('VACUUM ANALYZE subscribers');
  for (let day = 0; day < DIGESTS; day += 1) {
    await sendDigest(database, new Date(first.getTime() + day * DAY_MS), signal);
    progress(`${benchName}: digest ${day + 1} of ${DIGESTS}`);
  }
  const sizes = await readSizes(database);
  progress(`${benchName}: ${JSON.stringify(sizes)}`);
  const folded = await measureFolding(database, FOLDED, (text) => progress(`${benchName}: ${text}`));
  return { ...sizes, ...folded };
}

async function sendDigest(database: Database, releasedAt: Date, signal: AbortSignal): Promise<void> {
  const [invented] = inventPapers(1);
  const { rows } = await database.query<{ id: number }>(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       VALUES ('daily', $1::timestamptz::date, $1::timestamptz::date, 'upvotes', $1, $1) RETURNING id
     ), paper AS (
       INSERT INTO papers (id, title, abstract) SELECT 'paper-' || id, 'invented', 'invented' FROM new RETURNING id
     ), held AS (
       INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       SELECT new.id, 'daily', 1, paper.id, 1, '{}', 1, 0, $2 FROM new, paper
     )
     SELECT id FROM new`,
    [releasedAt, JSON.stringify(invented?.paper)],
  );
  for (const sliceId of await fanOut(database, rows[0]?.id ?? 0)) {
    signal.throwIfAborted();
    await sendSlice(database, rows[0]?.id ?? 0, sliceId);
  }
}

async function sendSlice(database: Database, digestId: number, sliceId: number): Promise<void> {
  const lease = `bench-${sliceId}`;
  await leaseSlice(database, { sliceId, lease, abandoned: 'uncertain', now: new Date() });
  const rows = openRows({
    ...{ database, sliceId, connections: () => 1 },
    editions: { choose: async (open) => open.map((row) => ({ ...row }) as never) },
  });
  let settled: SettledRow[] = [];
  for (let isMore = true; isMore; ) {
    const batch = await nextRows(rows);
    const marked = await recordEntries(database, {
      ...{ settled, unsent: [], repeated: false, now: new Date() },
      marks: batch.map(({ subscriberId, fence }) => ({ digestId, subscriberId, fence, sliceId, lease })),
    });
    settled = marked.map(({ subscriberId, fence }) => sentRow(digestId, subscriberId, fence));
    isMore = settled.length > 0;
  }
  await releaseSlice(database, sliceId, lease);
}

async function nextRows(rows: OpenRows): Promise<ChosenRow[]> {
  const batch: ChosenRow[] = [];
  while (batch.length < BATCH) {
    const row = await rows.next(null);
    if (row === null) break;
    batch.push(row);
  }
  return batch;
}

function sentRow(digestId: number, subscriberId: number, fence: number): SettledRow {
  const outcome = {
    class: 'delivered',
    replyCode: 250,
    replyStatus: '2.0.0',
    replyText: '2.0.0 Ok',
  } as const;
  return {
    ...{ digestId, subscriberId, fence, outcome, state: 'sent', spent: true, nextAttemptAt: null },
    ...{ reason: null, dead: false, relay: 'relay' },
  };
}
