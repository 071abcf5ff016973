import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
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
  await addReaders(bed.database, addressesOf(30));
});
afterAll(() => bed.close());

const longPause = { firstPauseMs: 60_000, firstConfigurationPauseMs: 60_000, longestPauseMs: 60_000 };

async function nextSlice(): Promise<{ digest: number; slice: number }> {
  const digest = await addDigest(bed.database);
  const [slice = 0] = await fanOut(bed.database, digest);
  return { digest, slice };
}

describe('a relay that throttles', () => {
  it('is given a pause, and then the rest of the slice', async () => {
    let asked = 0;
    const sink = await startSmtpSink({
      onMail: () => {
        asked += 1;
        return asked <= 2
          ? { code: 454, text: 'Throttling failure: Maximum sending rate exceeded' }
          : undefined;
      },
    });
    const { digest, slice } = await nextSlice();
    const summary = await sendSlice(await bed.context(sink.url, { connections: 1 }), slice, never);
    expect(summary).toMatchObject({ sent: 28, deferred: 2, ended: 'done' });
    const deferred = [...(await deliveriesOf(bed.database, digest)).values()].filter(
      ({ state }) => state === 'deferred',
    );
    for (const row of deferred) expect(row).toMatchObject({ attempts: 0, reason: 'throttled', code: 454 });
    await sink.stop();
  });

  it('for long gets the slice back later, at the price of no attempt', async () => {
    const sink = await startSmtpSink({ onMail: () => ({ code: 421, text: '4.7.0 Come back tomorrow' }) });
    const { digest, slice } = await nextSlice();
    const context = await bed.context(sink.url, { pace: longPause });
    const summary = await sendSlice(context, slice, never);
    expect(summary.ended).toBe('paused');
    expect(summary.deferred).toBeLessThanOrEqual(3);
    expect(await statesOf(bed.database, digest)).toEqual({
      deferred: summary.deferred,
      pending: 30 - summary.deferred,
    });
    expect(await sendSlice(context, slice, never)).toMatchObject({ deferred: 0, ended: 'paused' });
    await sink.stop();
  });

  it('is waited for no longer than the service runs', async () => {
    const stop = new AbortController();
    const sink = await startSmtpSink({
      onMail: () => {
        stop.abort();
        return { code: 421, text: '4.7.0 Slow down' };
      },
    });
    const { slice } = await nextSlice();
    const pace = { ...longPause, firstPauseMs: 10_000 };
    const context = await bed.context(sink.url, { pace, connections: 1 });
    expect(await sendSlice(context, slice, stop.signal)).toMatchObject({ deferred: 1, ended: 'stopped' });
    await sink.stop();
  });
});

describe('a relay that refuses us', () => {
  it('is reported to the operator and costs no reader an attempt', async () => {
    const sink = await startSmtpSink({ onRcpt: () => ({ code: 554, text: '5.7.1 Relay access denied' }) });
    const { digest, slice } = await nextSlice();
    bed.entries.length = 0;
    const context = await bed.context(sink.url, { pace: longPause, connections: 1 });
    expect(await sendSlice(context, slice, never)).toMatchObject({ deferred: 1, failed: 0, ended: 'paused' });
    expect(await statesOf(bed.database, digest)).toEqual({ deferred: 1, pending: 29 });
    expect(bed.entries).toEqual([
      {
        level: 'error',
        event: 'relay-refuses-us',
        fields: {
          relay: 'relay',
          replyCode: 554,
          replyStatus: '5.7.1',
          pauseMs: 60_000,
        },
      },
    ]);
    await sink.stop();
  });

  it('and is not there at all is a pause, too', async () => {
    const sink = await startSmtpSink();
    await sink.stop();
    const { digest, slice } = await nextSlice();
    const context = await bed.context(sink.url, { pace: longPause });
    expect(await sendSlice(context, slice, never)).toMatchObject({ failed: 0, ended: 'paused' });
    const { rows } = await bed.database.query<{ spent: number }>(
      'SELECT sum(attempts) AS spent FROM deliveries WHERE digest_id = $1',
      [digest],
    );
    expect(rows).toEqual([{ spent: 0 }]);
  });
});
