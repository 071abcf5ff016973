import { describe, expect, it } from 'vitest';
import { createRecorder } from '../../../src/delivery/ledger/ledger-recorder.js';
import type {
  LedgerEntries,
  MarkedRow,
  MarkRequest,
  SettledRow,
} from '../../../src/store/deliveries/delivery-ledger.js';
import { waitFor } from '../../support/wait-for.js';

const now = new Date('2026-03-24T08:00:00Z');
const mark = (subscriberId: number): MarkRequest => ({
  digestId: 1,
  subscriberId,
  fence: 0,
  sliceId: 1,
  lease: 'a',
});
const settled = (subscriberId: number): SettledRow => ({
  digestId: 1,
  subscriberId,
  fence: 1,
  state: 'sent',
  spent: true,
  nextAttemptAt: null,
  reason: null,
  dead: false,
  relay: 'relay',
  outcome: { class: 'delivered', replyCode: 250, replyStatus: null, replyText: null },
});
const markedRow = ({ subscriberId }: MarkRequest): MarkedRow => ({
  digestId: 1,
  subscriberId,
  state: 'sending',
  address: 'reader@example.net',
  addressVersion: 0,
  attempts: 1,
  fence: 1,
  sendableSince: now,
});

/** A ledger that writes when it is told to. */
function slowLedger() {
  const batches: LedgerEntries[] = [];
  const finish: ((how?: Error) => void)[] = [];
  const recorder = createRecorder({
    clock: () => now,
    retryForMs: 10_000,
    write: (entries) =>
      new Promise((resolve, reject) => {
        batches.push(entries);
        finish.push((fault) => (fault ? reject(fault) : resolve(entries.marks.map(markedRow))));
      }),
  });
  return { batches, finish, recorder };
}

/** So many commits are under way at once. */
const AT_ONCE = 3;

/** Has as many commits under way as may be, each of which marks one row. */
async function keepBusy({
  batches,
  recorder,
}: ReturnType<typeof slowLedger>): Promise<Promise<MarkedRow[]>[]> {
  const begun: Promise<MarkedRow[]>[] = [];
  for (let id = 1; id <= AT_ONCE; id += 1) {
    begun.push(recorder.record({ settled: [], marks: [mark(id)], unsent: [] }));
    await waitFor(`commit ${id} to begin`, () => batches.length === id);
  }
  return begun;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the recorder', () => {
  it('records together what came while as many commits were under way as may be', async () => {
    const ledger = slowLedger();
    const { batches, finish, recorder } = ledger;
    const [first, ...rest] = await keepBusy(ledger);
    const others = [4, 5, 6].map((id) =>
      recorder.record({ settled: [settled(id - 1)], marks: [mark(id)], unsent: [] }),
    );
    await turn();
    expect(batches).toHaveLength(3);
    finish[0]?.();
    expect(await first).toMatchObject([{ subscriberId: 1, state: 'sending' }]);
    await waitFor('the next commit', () => batches.length === 4);
    expect(batches[3]?.marks.map(({ subscriberId }) => subscriberId)).toEqual([4, 5, 6]);
    expect(batches[3]?.settled.map(({ subscriberId }) => subscriberId)).toEqual([3, 4, 5]);
    for (const end of finish.slice(1)) end();
    expect((await Promise.all(others)).flat().map((row) => row.subscriberId)).toEqual([4, 5, 6]);
    expect((await Promise.all(rest)).flat()).toHaveLength(2);
  });

  it('joins what ends in the same turn', async () => {
    const { batches, finish, recorder } = slowLedger();
    const both = [
      recorder.record({ settled: [settled(1)], marks: [], unsent: [] }),
      recorder.record({ settled: [settled(2)], marks: [], unsent: [] }),
    ];
    await turn();
    expect(batches).toHaveLength(1);
    expect(batches[0]?.settled).toHaveLength(2);
    finish[0]?.();
    expect(await Promise.all(both)).toEqual([[], []]);
  });

  it('lets others join a commit that nobody waits for', async () => {
    const { batches, finish, recorder } = slowLedger();
    const patient = [1, 2].map((id) =>
      recorder.record({ settled: [], marks: [mark(id)], unsent: [], neededInMs: 10_000 }),
    );
    await turn();
    expect(batches).toEqual([]);
    const others = [recorder.record({ settled: [settled(3)], marks: [], unsent: [] })];
    await turn();
    expect(batches).toHaveLength(1);
    finish[0]?.();
    expect((await Promise.all([...patient, ...others])).map((rows) => rows.length)).toEqual([1, 1, 0]);
  });

  it.each([
    ['once it is full', 250, () => undefined],
    ['soon, in any case', 1, () => new Promise((resolve) => setTimeout(resolve, 40))],
  ])('writes such a commit %s', async (_name, rows, cause) => {
    const { batches, finish, recorder } = slowLedger();
    const marks = Array.from({ length: rows }, (_, id) => mark(id));
    const done = recorder.record({ settled: [], marks, unsent: [], neededInMs: 10_000 });
    await cause();
    await turn();
    expect(batches.map((batch) => batch.marks.length)).toEqual([rows]);
    recorder.hurry();
    finish[0]?.();
    expect(await done).toHaveLength(rows);
    await turn();
    expect(batches).toHaveLength(1);
  });

  it('lets others join for a moment also where somebody waits for it', async () => {
    const { batches, finish, recorder } = slowLedger();
    const beganAt = performance.now();
    const done = recorder.record({ settled: [], marks: [mark(1)], unsent: [], neededInMs: 10_000 });
    recorder.hurry();
    while (batches.length === 0) await turn();
    const gathered = performance.now() - beganAt;
    expect(gathered).toBeGreaterThanOrEqual(4);
    finish[0]?.();
    expect(await done).toHaveLength(1);
  });

  it('begins another where the first waits for the disk, and no more than it may', async () => {
    const ledger = slowLedger();
    const { batches, finish, recorder } = ledger;
    const all = await keepBusy(ledger);
    for (const id of [4, 5]) {
      all.push(recorder.record({ settled: [], marks: [mark(id)], unsent: [] }));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(batches.map((batch) => batch.marks.map((row) => row.subscriberId))).toEqual([[1], [2], [3]]);
    finish[1]?.();
    expect(await all[1]).toMatchObject([{ subscriberId: 2 }]);
    await waitFor('the next commit', () => batches.length === 4);
    expect(batches[3]?.marks.map((row) => row.subscriberId)).toEqual([4, 5]);
    for (const at of [0, 2, 3]) finish[at]?.();
    expect((await Promise.all(all)).flat()).toHaveLength(5);
  });

  it('tells who gets no row', async () => {
    const recorder = createRecorder({ clock: () => now, retryForMs: 0, write: async () => [] });
    expect(await recorder.record({ settled: [], marks: [mark(1)], unsent: [] })).toEqual([]);
  });

  it('repeats a commit whose answer was lost, and says so', async () => {
    const { batches, finish, recorder } = slowLedger();
    const row = recorder.record({ settled: [settled(9)], marks: [mark(1)], unsent: [] });
    await turn();
    finish[0]?.(new Error('Connection terminated unexpectedly'));
    while (batches.length < 2) await turn();
    expect(batches.map(({ repeated }) => repeated)).toEqual([false, true]);
    expect(batches[1]).toEqual({ ...batches[0], repeated: true });
    finish[1]?.();
    expect(await row).toMatchObject([{ subscriberId: 1 }]);
  });

  it('does not repeat what would fail again, and goes on with the next', async () => {
    const { batches, finish, recorder } = slowLedger();
    const row = recorder.record({ settled: [], marks: [mark(1)], unsent: [] });
    const fault = Object.assign(new Error('no such column'), { code: '42703' });
    await turn();
    finish[0]?.(fault);
    await expect(row).rejects.toBe(fault);
    const next = recorder.record({ settled: [], marks: [mark(2)], unsent: [] });
    await turn();
    expect(batches).toHaveLength(2);
    finish[1]?.();
    expect(await next).toMatchObject([{ subscriberId: 2 }]);
  });

  it('gives up when its time is over', async () => {
    const fault = Object.assign(new Error('the database is shutting down'), { code: '57P01' });
    const recorder = createRecorder({
      clock: () => now,
      retryForMs: 0,
      write: async () => {
        throw fault;
      },
    });
    await expect(recorder.record({ settled: [settled(1)], marks: [], unsent: [] })).rejects.toBe(fault);
  });
});
