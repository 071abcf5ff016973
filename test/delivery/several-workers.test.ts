import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { startHostileSmtp } from '../support/hostile-smtp.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  closeRelays,
  type DeliveryBed,
  deliveriesOf,
  never,
  openDeliveryBed,
  statesOf,
} from './delivery-bed.js';

const READERS = 60;
let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(() => bed.close());

let digest = 0;
let slices: readonly number[] = [];
beforeEach(async () => {
  await bed.database.query('DELETE FROM deliveries');
  digest = await addDigest(bed.database);
  slices = await fanOut(bed.database, digest, { sliceSize: 20 });
});

const recipients = (messages: readonly { to: string[] }[]) => messages.map(({ to }) => to[0]);

describe('two workers on one digest', () => {
  it('share its slices without a coordinator, and send nothing twice', async () => {
    const sink = await startSmtpSink();
    const workers = await Promise.all([bed.context(sink.url), bed.context(sink.url)]);
    const summaries = await Promise.all(
      workers.flatMap((worker) => slices.map((slice) => sendSlice(worker, slice, never))),
    );
    expect(summaries.map(({ ended }) => ended).sort()).toEqual([
      'done',
      'done',
      'done',
      'held',
      'held',
      'held',
    ]);
    expect(summaries.reduce((sum, { sent }) => sum + sent, 0)).toBe(READERS);
    expect(sink.messages).toHaveLength(READERS);
    expect(new Set(recipients(sink.messages)).size).toBe(READERS);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    await sink.stop();
  });
});

describe('one process', () => {
  it('has no more rows on the wire than connections, whatever it works on', async () => {
    const counts: number[] = [];
    const sink = await startSmtpSink({
      onData: async () => {
        const { rows } = await bed.database.query<{ count: number }>(
          "SELECT count(*) AS count FROM deliveries WHERE state = 'sending'",
        );
        counts.push(rows[0]?.count ?? 0);
        return undefined;
      },
    });
    const context = await bed.context(sink.url, { connections: 2 });
    await Promise.all(slices.map((slice) => sendSlice(context, slice, never)));
    expect(counts).toHaveLength(READERS);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    await sink.stop();
  });
});

describe('a worker that lost its lease', () => {
  it('stops at once and records what it knows', async () => {
    const slice = slices[0] ?? 0;
    const sink = await startSmtpSink({
      onData: async () => {
        await bed.database.query(
          "UPDATE slices SET worker = 'another', lease_until = now() + interval '1 hour' WHERE id = $1",
          [slice],
        );
        return undefined;
      },
    });
    const context = await bed.context(sink.url, { connections: 1 });
    expect(await sendSlice(context, slice, never)).toMatchObject({ sent: 1, ended: 'lost' });
    expect(sink.messages).toHaveLength(1);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 1, pending: READERS - 1 });
    const { rows } = await bed.database.query('SELECT worker FROM slices WHERE id = $1', [slice]);
    expect(rows).toEqual([{ worker: 'another' }]);
    await sink.stop();
  });
});

describe('a worker that died', () => {
  /** A worker that hangs behind the final dot of one message for each of its two connections. */
  async function hangingWorker() {
    const server = await startHostileSmtp({ act: (step) => (step === 'dot' ? 'silence' : undefined) });
    const context = await bed.context(server.url, { connections: 2, drainMs: 1 });
    const sending = sendSlice(context, slices[0] ?? 0, never);
    await waitFor('two messages on the wire', () => server.read.length === 2);
    return { server, context, sending };
  }
  const endLeases = () =>
    bed.database.query(
      "UPDATE slices SET lease_until = now() - interval '1 second' WHERE worker IS NOT NULL",
    );

  it('leaves one row in doubt for each connection; the others are sent by the next', async () => {
    const { server, sending, context } = await hangingWorker();
    expect(await sweepDeliveries(bed.database, bed.now, 'hold')).toEqual({
      sliceIds: slices.slice(1),
      uncertain: 0,
    });
    await endLeases();
    expect(await sweepDeliveries(bed.database, bed.now, 'hold')).toEqual({ sliceIds: slices, uncertain: 2 });

    const sink = await startSmtpSink();
    const next = await bed.context(sink.url);
    for (const slice of slices) await sendSlice(next, slice, never);
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 2, sent: READERS - 2 });
    expect(new Set([...server.read, ...recipients(sink.messages)]).size).toBe(READERS);
    expect(sink.messages).toHaveLength(READERS - 2);

    // The dead one turns out to live: it neither overwrites what was decided nor sends any more.
    await closeRelays(context);
    expect((await sending).ended).toBe('lost');
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 2, sent: READERS - 2 });
    expect(server.read).toHaveLength(2);
    await server.stop();
    await sink.stop();
  });

  it('is followed by whoever takes the slice, with or without a sweep', async () => {
    const { server, sending, context } = await hangingWorker();
    await endLeases();
    const sink = await startSmtpSink();
    const next = await bed.context(sink.url);
    expect(await sendSlice(next, slices[0] ?? 0, never)).toMatchObject({ sent: 18, ended: 'done' });
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 2, sent: 18, pending: READERS - 20 });
    const inDoubt = [...(await deliveriesOf(bed.database, digest)).values()].filter(
      ({ state }) => state === 'uncertain',
    );
    expect(inDoubt.map(({ reason }) => reason)).toEqual(['worker-lost', 'worker-lost']);
    await closeRelays(context);
    await sending;
    await server.stop();
    await sink.stop();
  });

  it('has its messages sent again where the policy says so, and cannot claim them later', async () => {
    const { server, sending, context } = await hangingWorker();
    await endLeases();
    expect(await sweepDeliveries(bed.database, bed.now, 'resend')).toEqual({
      sliceIds: slices,
      uncertain: 0,
    });
    const held: (() => void)[] = [];
    const sink = await startSmtpSink({
      onData: () => new Promise((resolve) => held.push(() => resolve(undefined))),
    });
    const next = await bed.context(sink.url, { policy: 'resend', connections: 2 });
    const again = sendSlice(next, slices[0] ?? 0, never);
    await waitFor('both again on the wire', () => held.length === 2);
    await closeRelays(context);
    await sending;
    expect(await statesOf(bed.database, digest)).toMatchObject({ sending: 2 });
    const releasing = setInterval(() => {
      for (const release of held.splice(0)) release();
    }, 1);
    expect(await again).toMatchObject({ sent: 20, ended: 'done' });
    clearInterval(releasing);
    const found = await deliveriesOf(bed.database, digest);
    expect(server.read.map((address) => found.get(address))).toMatchObject([
      { state: 'sent', attempts: 2 },
      { state: 'sent', attempts: 2 },
    ]);
    await server.stop();
    await sink.stop();
  });
});
