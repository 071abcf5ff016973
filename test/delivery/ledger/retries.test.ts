import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import { putInState } from '../../support/subscriber-state.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery-bed.js';

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());

const minutesLater = (minutes: number) => {
  bed.now = new Date(bed.now.getTime() + minutes * 60_000);
};

describe('a greylisted message', () => {
  it('is delivered exactly once, later, in the same envelope and under the same Message-ID', async () => {
    const tried: string[] = [];
    const sink = await startSmtpSink({
      onRcpt: (address) => {
        tried.push(address);
        const first = tried.filter((other) => other === address).length === 1;
        return first && address.startsWith('grey') ? { code: 450, text: '4.2.0 Greylisted' } : undefined;
      },
    });
    await addReaders(bed.database, ['grey@example.net', ...addressesOf(3, 'white')]);
    const digest = await addDigest(bed.database);
    const [slice = 0] = await fanOut(bed.database, digest);
    const context = await bed.context(sink.url);
    expect(await sendSlice(context, slice, never)).toMatchObject({ sent: 3, deferred: 1 });

    minutesLater(4);
    expect(await sweepDeliveries(bed.database, bed.now, 'hold')).toEqual({ sliceIds: [], uncertain: 0 });
    minutesLater(1);
    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
    expect(sliceIds).toHaveLength(1);
    expect(sliceIds).not.toContain(slice);
    expect(await sendSlice(context, sliceIds[0] ?? 0, never)).toMatchObject({ sent: 1 });
    minutesLater(10_000);
    expect(await sweepDeliveries(bed.database, bed.now, 'hold')).toEqual({ sliceIds: [], uncertain: 0 });

    expect(tried.filter((address) => address.startsWith('grey'))).toHaveLength(2);
    const received = sink.messages.filter(({ to }) => to[0]?.startsWith('grey'));
    expect(received).toHaveLength(1);
    expect(received[0]?.from).toBe('papers@example.org');
    expect((await deliveriesOf(bed.database, digest)).get('grey@example.net')).toMatchObject({
      state: 'sent',
      attempts: 2,
    });
    await sink.stop();
  });
});

describe('a message that fails again and again', () => {
  it('is tried later and later for four days, and then expires', async () => {
    await putInState(bed.database, 'paused');
    await addReaders(bed.database, ['never-there@example.net']);
    const sink = await startSmtpSink({ onRcpt: () => ({ code: 451, text: '4.3.0 Local error' }) });
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    const context = await bed.context(sink.url);
    const begun = bed.now.getTime();
    for (let round = 0; round < 40; round += 1) {
      const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
      for (const slice of sliceIds) await sendSlice(context, slice, never);
      const [row] = [...(await deliveriesOf(bed.database, digest)).values()];
      if (row === undefined || row.next === null) break;
      expect(row.next.getTime()).toBeGreaterThan(bed.now.getTime());
      bed.now = row.next;
    }
    expect([...(await deliveriesOf(bed.database, digest)).values()]).toMatchObject([
      { state: 'failed', reason: 'expired', code: 451 },
    ]);
    const days = (bed.now.getTime() - begun) / 86_400_000;
    expect(days).toBeGreaterThan(3.9);
    expect(days).toBeLessThan(4.5);
    await sink.stop();
  });
});

describe('under the policy to send again', () => {
  it('an uncertain message is tried again, under the same Message-ID', async () => {
    await putInState(bed.database, 'paused');
    await addReaders(bed.database, ['twice@example.net']);
    let answered = 0;
    const sink = await startSmtpSink({
      onData: () => {
        answered += 1;
        return answered === 1 ? 'drop' : undefined;
      },
    });
    const digest = await addDigest(bed.database);
    const [slice = 0] = await fanOut(bed.database, digest);
    const context = await bed.context(sink.url, { policy: 'resend' });
    expect(await sendSlice(context, slice, never)).toMatchObject({ deferred: 1, uncertain: 0 });
    minutesLater(10);
    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'resend');
    await sendSlice(context, sliceIds[0] ?? 0, never);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 1 });
    const ids = sink.messages.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    await sink.stop();
  });
});
