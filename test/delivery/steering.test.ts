import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { sendingProgress } from '../../src/model/sending-control.js';
import { addDelivery, openSlices } from '../../src/store/deliveries/deliveries.js';
import {
  cancelDigest,
  pauseDigest,
  resumeDigest,
  skipCancelled,
} from '../../src/store/deliveries/sending-control.js';
import { findSendingFacts } from '../../src/store/deliveries/sending-progress.js';
import { listUncertain, settleUncertain } from '../../src/store/deliveries/uncertain.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  never,
  openDeliveryBed,
  statesOf,
} from './delivery-bed.js';

const READERS = 400;
let bed: DeliveryBed;
let sink: SmtpSink;
let readers: number[];
beforeAll(async () => {
  bed = await openDeliveryBed();
  readers = await addReaders(bed.database, addressesOf(READERS));
  const answerSlowly = () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 15));
  sink = await startSmtpSink({ onData: answerSlowly });
});
afterAll(async () => {
  await bed.close();
  await sink.stop();
});

let digest = 0;
let slices: readonly number[] = [];
beforeEach(async () => {
  await bed.database.query('DELETE FROM deliveries');
  sink.messages.length = 0;
  digest = await addDigest(bed.database);
  slices = await fanOut(bed.database, digest, { sliceSize: READERS / 2 });
});

const pause = (reason: string | null = null) =>
  pauseDigest(bed.database, digest, { by: 'operator', reason, now: bed.now });
const progress = async () => {
  const facts = await findSendingFacts(bed.database, digest, bed.now);
  if (facts === null) throw new Error('no such digest');
  return sendingProgress(facts, bed.now);
};
const sendAll = async () => {
  const workers = await Promise.all([bed.context(sink.url), bed.context(sink.url)]);
  return Promise.all(slices.map((slice, index) => sendSlice(workers[index % 2] ?? workers[0], slice, never)));
};
const some = (count: number) => waitFor('messages', () => sink.messages.length >= count);

describe('a running send', () => {
  it('stops in every worker when it is paused, loses nothing, and goes on when it is resumed', async () => {
    const running = sendAll();
    await some(20);
    expect(await pause('a typing error')).toBe(true);
    const summaries = await running;
    expect(summaries.map(({ ended }) => ended)).toEqual(['halted', 'halted']);
    const arrived = sink.messages.length;
    expect(arrived).toBeLessThan(READERS);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: arrived, pending: READERS - arrived });
    expect(await progress()).toMatchObject({ state: 'paused', secondsLeft: null });

    expect(await pause(), 'again').toBe(false);
    expect(await openSlices(bed.database, digest)).toEqual([]);
    expect((await sweepDeliveries(bed.database, bed.now, 'hold')).sliceIds).toEqual([]);
    const worker = await bed.context(sink.url);
    expect(await sendSlice(worker, slices[0] ?? 0, never)).toMatchObject({ sent: 0, ended: 'halted' });
    expect(sink.messages).toHaveLength(arrived);

    expect(await resumeDigest(bed.database, digest)).toBe(true);
    expect(await resumeDigest(bed.database, digest), 'again').toBe(false);
    expect((await sweepDeliveries(bed.database, bed.now, 'hold')).sliceIds).toEqual(slices);
    await sendAll();
    expect(sink.messages).toHaveLength(READERS);
    expect(new Set(sink.messages.map(({ to }) => to[0])).size).toBe(READERS);
    expect(await progress()).toMatchObject({ state: 'done', counts: { sent: READERS } });
  });

  it('ends for good when it is cancelled: what was not sent is skipped', async () => {
    const running = sendAll();
    await some(20);
    expect(await cancelDigest(bed.database, digest, bed.now)).toBe(true);
    const skipped = await skipCancelled(bed.database, digest, bed.now);
    expect((await running).map(({ ended }) => ended)).toEqual(['halted', 'halted']);
    await sweepDeliveries(bed.database, bed.now, 'hold');
    const arrived = sink.messages.length;
    expect(skipped).toBeGreaterThan(0);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: arrived, skipped: READERS - arrived });
    const reasons = [...(await deliveriesOf(bed.database, digest)).values()].map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === 'cancelled')).toHaveLength(READERS - arrived);
    expect(await progress()).toMatchObject({ state: 'cancelled', secondsLeft: null });
    expect(await resumeDigest(bed.database, digest)).toBe(false);
    expect(await pause()).toBe(false);
    const [missed] = [...(await deliveriesOf(bed.database, digest)).entries()].find(
      ([, { state }]) => state === 'skipped',
    ) ?? [''];
    const index = addressesOf(READERS).indexOf(missed);
    expect(await addDelivery(bed.database, digest, readers[index] ?? 0)).toBeNull();
  });
});

describe('a digest that was cancelled', () => {
  it('before its deliveries were written is mailed to nobody', async () => {
    const other = await addDigest(bed.database);
    await cancelDigest(bed.database, other, bed.now);
    expect(await fanOut(bed.database, other)).toEqual([]);
    expect(await statesOf(bed.database, other)).toEqual({});
  });

  it('keeps no retries', async () => {
    await bed.database.query("UPDATE deliveries SET state = 'deferred', next_attempt_at = $1", [bed.now]);
    await cancelDigest(bed.database, digest, bed.now);
    expect(await skipCancelled(bed.database, digest, bed.now)).toBe(READERS);
  });
});

describe('uncertain deliveries', () => {
  const settle = (decision: 'resend' | 'sent' | 'failed', subscriberId: number | null) =>
    settleUncertain(bed.database, {
      ...{ digestId: digest, decision, now: bed.now },
      subscriberIds: subscriberId === null ? null : [subscriberId],
    });

  it('are listed page by page and settled one by one or all at once', async () => {
    const doubtful = readers.slice(0, 5);
    await bed.database.query("UPDATE deliveries SET state = 'sent'");
    await bed.database.query(
      "UPDATE deliveries SET state = 'uncertain', reason = 'uncertain', attempts = 1, settled_at = $2 WHERE subscriber_id = ANY ($1)",
      [doubtful, bed.now],
    );
    const first = await listUncertain(bed.database, digest, { after: 0, limit: 3 });
    expect(first.map(({ subscriberId }) => subscriberId)).toEqual(doubtful.slice(0, 3));
    expect(first[0]).toMatchObject({ address: 'reader-0@example.net', attempts: 1, since: bed.now });
    const second = await listUncertain(bed.database, digest, { after: doubtful[2] ?? 0, limit: 3 });
    expect(second.map(({ subscriberId }) => subscriberId)).toEqual(doubtful.slice(3));

    expect(await settle('sent', doubtful[0] ?? 0)).toBe(1);
    expect(await settle('failed', doubtful[1] ?? 0)).toBe(1);
    expect(await settle('failed', doubtful[1] ?? 0), 'again').toBe(0);
    expect(await settle('resend', null)).toBe(3);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS - 4, failed: 1, deferred: 3 });

    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
    const worker = await bed.context(sink.url);
    for (const slice of sliceIds) await sendSlice(worker, slice, never);
    expect(sink.messages.map(({ to }) => to[0]).sort()).toEqual(addressesOf(READERS).slice(2, 5));
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS - 1, failed: 1 });
  });
});
