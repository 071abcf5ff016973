import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryContext } from '../../src/delivery/delivery-context.js';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { openSlices } from '../../src/store/deliveries/deliveries.js';
import { pauseDigest, resumeDigest, SAME_REFUSAL } from '../../src/store/deliveries/sending-control.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
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

const HOUR = 3_600_000;

let bed: DeliveryBed;
let sink: SmtpSink;
let context: DeliveryContext;
/** What the relay answers for an address; nothing: it takes the mail. */
let refusalOf: (address: string) => { code: number; text: string } | undefined;

beforeAll(async () => {
  bed = await openDeliveryBed();
  sink = await startSmtpSink({ onRcpt: (address) => refusalOf(address) });
  context = await bed.context(sink.url);
});
beforeEach(async () => {
  refusalOf = () => undefined;
  await bed.database.query("UPDATE subscribers SET state = 'unsubscribed'");
});
afterAll(async () => {
  await sink.stop();
  await bed.close();
});

const wait = (hours: number) => {
  bed.now = new Date(bed.now.getTime() + hours * HOUR);
};

/** Sends what waits, in the order in which it was made. */
async function send(...digests: readonly number[]): Promise<void> {
  await sweepDeliveries(bed.database, bed.now, 'hold');
  for (const digest of digests)
    for (const slice of await openSlices(bed.database, digest)) await sendSlice(context, slice, never);
}

async function paused(reason: string | null): Promise<number> {
  const digest = await addDigest(bed.database);
  await fanOut(bed.database, digest);
  const by = reason === null ? 'operator' : 'breaker';
  await pauseDigest(bed.database, digest, { by, reason, now: bed.now });
  return digest;
}

describe('digests that stood still because a relay refused everybody', () => {
  it('reach a reader one at a time, six hours apart, and each of them once', async () => {
    await addReaders(bed.database, addressesOf(3, 'late'));
    const digests = [await paused(SAME_REFUSAL), await paused(SAME_REFUSAL), await paused(SAME_REFUSAL)];
    const before = sink.messages.length;
    wait(7 * 24);
    for (const digest of digests) await resumeDigest(bed.database, digest);
    const arrived: number[] = [];
    for (let hours = 0; hours < 14; hours += 1) {
      await send(...digests);
      arrived.push(sink.messages.length - before);
      wait(1);
    }
    expect(arrived).toEqual([3, 3, 3, 3, 3, 3, 6, 6, 6, 6, 6, 6, 9, 9]);
    for (const digest of digests) expect(await statesOf(bed.database, digest)).toEqual({ sent: 3 });
    expect(
      [...(await deliveriesOf(bed.database, digests[2] ?? 0)).values()].map((row) => row.attempts),
    ).toEqual([1, 1, 1]);
  });

  it('go out at once where it was an operator who paused them', async () => {
    await addReaders(bed.database, addressesOf(2, 'by-hand'));
    const digests = [await paused(null), await paused(null)];
    for (const digest of digests) await resumeDigest(bed.database, digest);
    await send(...digests);
    for (const digest of digests) expect(await statesOf(bed.database, digest)).toEqual({ sent: 2 });
  });

  it('are tried for four days from when they go on, not from when they were made', async () => {
    await addReaders(bed.database, addressesOf(1, 'slow'));
    const digest = await paused(SAME_REFUSAL);
    await bed.database.query(
      "UPDATE deliveries SET created_at = now() - interval '9 days' WHERE digest_id = $1",
      [digest],
    );
    bed.now = new Date();
    await resumeDigest(bed.database, digest);
    refusalOf = () => ({ code: 454, text: '4.7.0 Throttling failure: Daily message quota exceeded' });
    await send(digest);
    expect(await statesOf(bed.database, digest)).toEqual({ deferred: 1 });
  });
});

describe('what waits for a reader who goes on watch', () => {
  const gone = (address: string) =>
    address.startsWith('gone-0') ? { code: 550, text: 'No such user here' } : undefined;

  it('waits a day, and is not lost when the address lives', async () => {
    await addReaders(bed.database, addressesOf(2, 'gone'));
    const [first, second] = [await addDigest(bed.database), await addDigest(bed.database)];
    for (const digest of [first, second]) await fanOut(bed.database, digest);
    refusalOf = gone;
    await send(first, second);
    expect((await deliveriesOf(bed.database, first)).get('gone-0@example.net')).toMatchObject({
      state: 'failed',
    });
    expect((await deliveriesOf(bed.database, second)).get('gone-0@example.net')).toMatchObject({
      state: 'deferred',
      reason: 'on-watch',
      attempts: 0,
      next: new Date(bed.now.getTime() + 24 * HOUR),
    });
    refusalOf = () => undefined;
    wait(25);
    await send(second);
    expect(await statesOf(bed.database, second)).toEqual({ sent: 2 });
  });

  it('is skipped when the same comes again', async () => {
    await addReaders(bed.database, addressesOf(2, 'gone-0'));
    const digests = [
      await addDigest(bed.database),
      await addDigest(bed.database),
      await addDigest(bed.database),
    ];
    for (const digest of digests) await fanOut(bed.database, digest);
    refusalOf = (address) => (address.startsWith('gone-0-0') ? gone(address) : undefined);
    await send(...digests);
    wait(25);
    await send(...digests);
    const states = await Promise.all(
      digests.map(
        async (digest) => (await deliveriesOf(bed.database, digest)).get('gone-0-0@example.net')?.state,
      ),
    );
    expect(states).toEqual(['failed', 'failed', 'skipped']);
  });
});
