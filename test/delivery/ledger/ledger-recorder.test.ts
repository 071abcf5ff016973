import { describe, expect, it } from 'vitest';
import { createRecorder } from '../../../src/delivery/ledger/ledger-recorder.js';
import type {
  LedgerEntries,
  MarkedRow,
  MarkRequest,
  SettledRow,
} from '../../../src/store/deliveries/delivery-ledger.js';

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

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the recorder', () => {
  it('records together what came while the last commit was under way', async () => {
    const { batches, finish, recorder } = slowLedger();
    const first = recorder.record({ settled: [], marks: [mark(1)], unsent: [] });
    await turn();
    const others = [2, 3, 4].map((id) =>
      recorder.record({ settled: [settled(id - 1)], marks: [mark(id)], unsent: [] }),
    );
    await turn();
    expect(batches).toHaveLength(1);
    finish[0]?.();
    expect(await first).toMatchObject([{ subscriberId: 1, state: 'sending' }]);
    await turn();
    expect(batches).toHaveLength(2);
    expect(batches[1]?.marks.map(({ subscriberId }) => subscriberId)).toEqual([2, 3, 4]);
    expect(batches[1]?.settled.map(({ subscriberId }) => subscriberId)).toEqual([1, 2, 3]);
    finish[1]?.();
    expect((await Promise.all(others)).flat().map((row) => row.subscriberId)).toEqual([2, 3, 4]);
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
