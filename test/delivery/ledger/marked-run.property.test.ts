import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { type Flights, openFlights } from '../../../src/delivery/ledger/flights.js';
import { createRecorder } from '../../../src/delivery/ledger/ledger-recorder.js';
import type { RunRow } from '../../../src/delivery/ledger/marked-batch.js';
import { MarkedRun } from '../../../src/delivery/ledger/marked-run.js';
import { openRows } from '../../../src/delivery/ledger/open-rows.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { recordEntries, type SettledRow } from '../../../src/store/deliveries/delivery-ledger.js';
import { pauseDigest } from '../../../src/store/deliveries/sending-control.js';
import { leaseSlice, releaseSlice } from '../../../src/store/deliveries/slices.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  openDeliveryBed,
} from '../delivery-bed.js';
import { copyFlights, type FlightCopies, type FlightHarm, flightHarms, harmFlights } from './flight-harms.js';

const READERS = 24;
const ROWS = 6;

let bed: DeliveryBed;
let folder: string;
let flights: Flights;
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-flights-'));
  flights = openFlights({ folder, rows: ROWS, relays: ['relay'], log: quiet });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await bed.close();
});

const nothing = () => undefined;
const quiet = { info: nothing, warn: nothing, error: nothing };

type Answer = 'sent' | 'deferred' | 'failed';

type Step =
  | { readonly what: 'take' | 'mark' | 'rest' | 'stop' | 'overrun' }
  | { readonly what: 'send'; readonly times: number; readonly answer: Answer }
  | { readonly what: 'die'; readonly onTheWire: boolean; readonly harm: FlightHarm };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('take' as const) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('mark' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('send' as const),
      times: fc.integer({ min: 1, max: 4 }),
      answer: fc.constantFrom<Answer[]>('sent', 'sent', 'sent', 'deferred', 'failed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('rest' as const, 'stop' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('overrun' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('die' as const),
      onTheWire: fc.boolean(),
      harm: fc.constantFrom(...flightHarms),
    }),
  },
);

/** One connection of a worker that lives until it is told otherwise. */
interface Worker {
  readonly run: MarkedRun;
  readonly rows: ReturnType<typeof openRows>;
  readonly stop: AbortController;
  current: RunRow | null;
  isAlive: boolean;
  /** What it sent to the database before it died arrives. */
  writing: Promise<unknown>;
}

const rowsOf = (sliceId: number) =>
  openRows({
    ...{ database: bed.database, sliceId, connections: () => 1 },
    editions: { choose: async (found) => found.map((row) => ({ ...row }) as never) },
  });

const ofSix = () => ({
  ...{ length: { rows: ROWS }, mostRows: ROWS, mayFollow: () => true },
  ...{ onDropped: nothing, onDeferred: async () => undefined },
});

/** A digest on its way to its readers, through workers that die. */
class Life {
  private worker: Worker | null = null;
  /** Of each reader, what the server got and has not refused. */
  private readonly got = new Map<number, number>();
  private leases = 0;
  /** As the files were before the last rows were marked. */
  private earlier: FlightCopies = new Map();

  constructor(
    private readonly digestId: number,
    private readonly sliceId: number,
  ) {}

  async carryOut(step: Step): Promise<void> {
    switch (step.what) {
      case 'take':
        if (this.worker === null) this.worker = await this.take();
        return;
      case 'mark': {
        const { worker } = this;
        await worker?.run.refill();
        if (worker === null || worker.run.peek() !== null) return;
        this.earlier = copyFlights(folder);
        const row = await worker.rows.next(null);
        if (row !== null) await worker.run.mark(row, false);
        return;
      }
      case 'send':
        for (let time = 0; time < step.times; time += 1) await this.send(step.answer);
        return;
      case 'rest':
        await this.worker?.run.rest();
        return;
      case 'stop':
        return await this.stop();
      case 'overrun':
        return await this.overrun();
      case 'die':
        return await this.die(step.onTheWire, step.harm);
    }
  }

  async check(): Promise<void> {
    for (const [reader, copies] of this.got) expect(copies, `reader ${reader}`).toBeLessThanOrEqual(1);
    const { rows } = await this.rowsNow();
    for (const { subscriber_id: id, state, attempts } of rows) {
      expect(attempts).toBeGreaterThanOrEqual(0);
      if (state === 'sent') expect(this.got.get(id), `reader ${id}, who is sent`).toBe(1);
      const isOpen = state === 'pending' || state === 'deferred';
      if (isOpen) expect(this.got.get(id) ?? 0, `reader ${id}, who is ${state}`).toBe(0);
    }
  }

  /** Whoever is left to be sent is sent, and nobody is forgotten. */
  async end(): Promise<void> {
    await this.stop();
    await this.check();
    const { rows } = await this.rowsNow();
    expect(rows).toHaveLength(READERS);
    expect(rows.filter(({ state }) => state === 'sending')).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  }

  private async take(): Promise<Worker | null> {
    this.leases += 1;
    const lease = `worker/${this.digestId}-${this.leases}`;
    const { sliceId, digestId } = this;
    const terms = { sliceId, lease, abandoned: 'uncertain', now: bed.now, flights } as const;
    const taken = await leaseSlice(bed.database, terms);
    if (taken === null) return null;
    const file = flights.record(lease, taken.epoch);
    const rows = rowsOf(sliceId);
    const stop = new AbortController();
    const worker: Worker = {
      ...{ rows, stop, current: null, isAlive: true, run: undefined as never },
      writing: Promise.resolve(),
    };
    const recorder = createRecorder({
      // A process that is dead writes nothing more.
      write: (entries) => {
        if (!worker.isAlive) return new Promise(nothing);
        const writing = recordEntries(bed.database, entries);
        worker.writing = writing;
        return writing;
      },
      clock: () => bed.now,
      retryForMs: 0,
    });
    const held = { digestId, sliceId, lease, flights: file, isSafe: () => true };
    const run = new MarkedRun({ ...{ lease: held, rows, recorder, signal: stop.signal }, ...ofSix() });
    return Object.assign(worker, { run, close: () => file.close() });
  }

  private async send(answer: Answer): Promise<void> {
    const { worker } = this;
    await worker?.run.refill();
    const row = (await worker?.run.begin('relay')) ?? null;
    if (worker === null || row === null) return;
    this.onTheWire(row);
    if (answer !== 'sent') this.got.delete(row.row.subscriberId);
    await worker.run.settle(this.settledOf(row, answer));
  }

  private onTheWire({ row: { subscriberId } }: RunRow): void {
    this.got.set(subscriberId, (this.got.get(subscriberId) ?? 0) + 1);
  }

  private settledOf({ marked }: RunRow, state: Answer): SettledRow {
    const { digestId, subscriberId, fence } = marked;
    const outcome = { class: 'delivered', replyCode: 250, replyStatus: null, replyText: null } as const;
    const later = new Date(bed.now.getTime() + 3_600_000);
    return {
      ...{
        digestId,
        subscriberId,
        fence,
        state,
        spent: true,
        reason: null,
        dead: false,
        relay: 'relay',
        outcome,
      },
      nextAttemptAt: state === 'deferred' ? later : null,
    };
  }

  private async stop(): Promise<void> {
    const { worker } = this;
    if (worker === null) {
      await this.sweep();
      return;
    }
    worker.stop.abort();
    await worker.run.close();
    (worker as Worker & { close(): void }).close();
    this.worker = null;
    await this.sweep();
  }

  /** The lease runs out while the worker lives, and another settles what it left. */
  private async overrun(): Promise<void> {
    const { worker } = this;
    const unsent = worker?.run.peek() ?? null;
    await this.sweep();
    const begun = (await worker?.run.begin('relay')) ?? null;
    // A row that was marked by itself is uncertain now, and may be sent; what was marked ahead waits for another.
    if (begun !== null) this.onTheWire(begun);
    if (begun !== null && begun.place > 0) expect.fail('begun after it was given back');
    if (worker !== null && unsent !== null) await worker.run.rest();
    await this.stop();
  }

  private async die(onTheWire: boolean, harm: FlightHarm): Promise<void> {
    const { worker } = this;
    if (worker === null) return;
    const row = onTheWire ? await worker.run.begin('relay') : null;
    if (row !== null) this.onTheWire(row);
    worker.isAlive = false;
    this.worker = null;
    await worker.writing;
    harmFlights(folder, harm, this.earlier);
    const before = await this.marked();
    const uncertain = await this.sweep();
    const most = harm === 'intact' ? Math.min(before, 1) : before;
    expect(before).toBeLessThanOrEqual(ROWS + 1);
    expect(uncertain, `in doubt with the file ${harm}`).toBeLessThanOrEqual(most);
    if (row !== null) expect(uncertain).toBeGreaterThanOrEqual(1);
  }

  private async sweep(): Promise<number> {
    await bed.database.query(
      `UPDATE slices SET lease_until = now() - interval '1 s' WHERE id = $1 AND lease_until IS NOT NULL`,
      [this.sliceId],
    );
    const { uncertain } = await sweepDeliveries(bed.database, bed.now, 'hold', flights);
    await this.check();
    return uncertain;
  }

  private async marked(): Promise<number> {
    return (await this.rowsNow()).rows.filter(({ state }) => state === 'sending').length;
  }

  private rowsNow() {
    return bed.database.query<{ subscriber_id: number; state: string; attempts: number }>(
      'SELECT subscriber_id, state, attempts FROM deliveries WHERE digest_id = $1',
      [this.digestId],
    );
  }
}

it('whatever dies at whatever step, and whatever becomes of the file, nobody is lost and nobody has two', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const digestId = await addDigest(bed.database);
      const [sliceId = 0] = await fanOut(bed.database, digestId);
      const life = new Life(digestId, sliceId);
      for (const each of steps) {
        await life.carryOut(each);
        await life.check();
      }
      await life.end();
    }),
    { numRuns: 20 },
  );
});

/** The answer to the first commit is lost, and something happens before it is written again. */
function losesFirstAnswer(meanwhile: () => Promise<unknown>) {
  let tries = 0;
  return createRecorder({
    write: async (entries) => {
      const marked = await recordEntries(bed.database, entries);
      tries += 1;
      if (tries > 1) return marked;
      expect(marked).toHaveLength(ROWS);
      await meanwhile();
      throw new Error('the connection was lost');
    },
    ...{ clock: () => bed.now, retryForMs: 10_000 },
  });
}

async function openLost(digestId: number, meanwhile: () => Promise<unknown>) {
  const [sliceId = 0] = await fanOut(bed.database, digestId);
  const terms = { sliceId, lease: 'worker/lost', abandoned: 'uncertain', now: bed.now, flights } as const;
  const { epoch = '' } = (await leaseSlice(bed.database, terms)) ?? {};
  const file = flights.record(terms.lease, epoch);
  const rows = rowsOf(sliceId);
  const dropped: string[] = [];
  const run = new MarkedRun({
    ...{ lease: { digestId, sliceId, lease: terms.lease, flights: file, isSafe: () => true }, rows },
    ...{ recorder: losesFirstAnswer(meanwhile), signal: new AbortController().signal, ...ofSix() },
    onDropped: (state) => dropped.push(state),
  });
  const close = async () => {
    await run.close();
    file.close();
    await releaseSlice(bed.database, sliceId, terms.lease);
    expect(await sweepDeliveries(bed.database, bed.now, 'hold', flights)).toMatchObject({ uncertain: 0 });
    expect(readdirSync(folder)).toEqual([]);
    return [...(await deliveriesOf(bed.database, digestId)).values()];
  };
  return { run, rows, dropped, close };
}

it('what was marked without an answer, and may not be sent when it is asked again, is not in doubt', async () => {
  const digestId = await addDigest(bed.database);
  const { run, rows, close } = await openLost(digestId, () =>
    pauseDigest(bed.database, digestId, { by: 'operator', reason: null, now: bed.now }),
  );
  const first = await rows.next(null);
  if (first === null) expect.fail('nobody is to be sent');
  expect(await run.mark(first, false)).toBe(false);
  expect(await close()).toEqual(
    Array(READERS).fill(expect.objectContaining({ state: 'pending', attempts: 0 })),
  );
});

it('who left after such a mark gets nothing, and whoever was marked with them gets it once', async () => {
  const digestId = await addDigest(bed.database);
  const gone = "(SELECT subscriber_id FROM deliveries WHERE state = 'sending' ORDER BY 1 LIMIT 1)";
  const leave = () => bed.database.query(`UPDATE subscribers SET state = 'unsubscribed' WHERE id = ${gone}`);
  const { run, rows, dropped, close } = await openLost(digestId, leave);
  const outcome = { class: 'delivered', replyCode: 250, replyStatus: null, replyText: null } as const;
  const sent: number[] = [];
  for (let row = await rows.next(null); row !== null; row = await rows.next(null)) {
    await run.mark(row, false);
    for (;;) {
      await run.refill();
      const begun = await run.begin('relay');
      if (begun === null) break;
      const { subscriberId, fence } = begun.marked;
      sent.push(subscriberId);
      await run.settle({
        ...{ digestId, subscriberId, fence, state: 'sent', spent: true, nextAttemptAt: null, reason: null },
        ...{ dead: false, relay: 'relay', outcome },
      });
    }
    await run.rest();
  }
  const deliveries = await close();
  expect(dropped).toEqual(['skipped']);
  expect(new Set(sent).size).toBe(READERS - 1);
  expect(sent).toHaveLength(READERS - 1);
  expect(deliveries.filter(({ state }) => state === 'sent')).toHaveLength(READERS - 1);
  expect(deliveries.filter(({ state }) => state === 'skipped')).toMatchObject([
    { attempts: 0, reason: 'unsubscribed' },
  ]);
  await bed.database.query("UPDATE subscribers SET state = 'active'");
});
