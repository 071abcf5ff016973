import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import type { Relay, RelayPart } from '../../../src/delivery/relays/open-relays.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../../support/smtp-sink.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery-bed.js';

const READERS = 200;
let bed: DeliveryBed;
const opened: { sinks: SmtpSink[]; relays: Relay[] } = { sinks: [], relays: [] };
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(async () => {
  await Promise.all(opened.relays.map((relay) => relay.close()));
  await Promise.all(opened.sinks.map((sink) => sink.stop()));
  await bed.close();
});

let digest = 0;
let slice = 0;
beforeEach(async () => {
  await bed.database.query('DELETE FROM deliveries');
  digest = await addDigest(bed.database);
  [slice = 0] = await fanOut(bed.database, digest);
});

async function relay(
  options: SmtpSinkOptions,
  part: Omit<RelayPart, 'smtp' | 'connections' | 'noticeConnections'>,
  connections = 2,
): Promise<{ sink: SmtpSink; part: RelayPart }> {
  const sink = await startSmtpSink(options);
  opened.sinks.push(sink);
  const smtp = { url: sink.url, name: 'sender.example.org' };
  return { sink, part: { ...part, smtp, connections, noticeConnections: 2 } };
}

async function sendBy(...relays: readonly { part: RelayPart }[]) {
  const context = await bed.context('smtp://127.0.0.1:1', { relayParts: relays.map(({ part }) => part) });
  opened.relays.push(...context.relays);
  const summary = await sendSlice(context, slice, never);
  return { context, summary };
}

describe('two relays', () => {
  // In what proportion is told by the test of shares: here a busy machine asks too seldom for a choice.
  it('send a slice together', async () => {
    const large = await relay({}, { name: 'large', weight: 3 }, 10);
    const small = await relay({}, { name: 'small', weight: 1 }, 10);
    const { summary } = await sendBy(large, small);
    expect(summary).toMatchObject({ sent: READERS, ended: 'done' });
    expect(large.sink.messages.length + small.sink.messages.length).toBe(READERS);
    expect(large.sink.messages.length).toBeGreaterThan(READERS / 20);
    expect(small.sink.messages.length).toBeGreaterThan(READERS / 20);
  });

  it('do not wait for the one that is slow', async () => {
    const slow = await relay(
      { onData: () => new Promise((resolve) => setTimeout(() => resolve(undefined), 400)) },
      { name: 'slow', weight: 100 },
    );
    const quick = await relay({}, { name: 'quick', weight: 1 });
    const { summary } = await sendBy(slow, quick);
    expect(summary).toMatchObject({ sent: READERS, ended: 'done' });
    expect(quick.sink.messages.length).toBeGreaterThan(READERS / 2);
  });

  it('leave the rest to the one that is not at its limit', async () => {
    const warm = await relay({}, { name: 'warm', warmUp: { start: '2026-03-24', first: 10, growth: 2 } });
    const open = await relay({}, { name: 'open' });
    const { context, summary } = await sendBy(warm, open);
    expect(summary.ended).toBe('done');
    // A row that a connection held when its relay was used up is found by the sweep.
    for (const left of (await sweepDeliveries(bed.database, bed.now, 'hold')).sliceIds) {
      await sendSlice(context, left, never);
    }
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    expect(warm.sink.messages).toHaveLength(10);
    expect(open.sink.messages).toHaveLength(READERS - 10);
    const { rows } = await bed.database.query<{ relay: string; count: number }>(
      'SELECT relay, count(*) FROM deliveries WHERE digest_id = $1 GROUP BY relay ORDER BY relay',
      [digest],
    );
    expect(rows).toEqual([
      { relay: 'open', count: READERS - 10 },
      { relay: 'warm', count: 10 },
    ]);
  });

  it('pause the slice where both are used up', async () => {
    const warmUp = { start: '2026-03-24', first: 10, growth: 2 };
    const one = await relay({}, { name: 'one', warmUp });
    const two = await relay({}, { name: 'two', warmUp });
    const { summary } = await sendBy(one, two);
    expect(summary).toMatchObject({ sent: 20, ended: 'paused' });
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 20, pending: READERS - 20 });
  });
});
