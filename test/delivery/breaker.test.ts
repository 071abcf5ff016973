import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakerDecision, defaultBreakerThresholds } from '../../src/delivery/breaker.js';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { findSendingControl, resumeDigest } from '../../src/store/deliveries/sending-control.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  never,
  openDeliveryBed,
  statesOf,
} from './delivery-bed.js';

describe('the decision of the breaker', () => {
  it.each([
    [0, 0, 0, 0, null],
    [19, 19, 19, 0, null],
    [20, 3, 3, 0, null],
    [20, 4, 4, 0, 'policy-rejections'],
    [20, 0, 9, 0, null],
    [20, 0, 10, 0, 'failures'],
    [500, 99, 249, 0, null],
    [500, 100, 100, 0, 'policy-rejections'],
    [500, 0, 250, 0, 'failures'],
    [20, 0, 0, 4, null],
    [20, 0, 0, 5, 'dead-addresses'],
    [500, 0, 0, 50, null],
    [500, 0, 0, 51, 'dead-addresses'],
  ])('on %i verdicts, %i for policy, %i failed, %i dead', (all, policy, failed, dead, decision) => {
    expect(breakerDecision({ all, policy, failed, dead }, defaultBreakerThresholds)).toBe(decision);
  });
});

const READERS = 200;
let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(() => bed.close());

describe('a digest that is refused for policy', () => {
  it('is paused, tells the operator, and goes on when it is resumed', async () => {
    let refusing = true;
    let refused = 0;
    // In other words each time, so that it is not one refusal that many got.
    const wording = () =>
      String.fromCharCode(97 + (refused % 26), 97 + ((refused / 26) % 26), 97 + (refused++ % 7));
    const sink = await startSmtpSink({
      onData: async () => (refusing ? { code: 550, text: `5.7.1 Blocked for spam ${wording()}` } : undefined),
    });
    const digest = await addDigest(bed.database);
    const [slice = 0] = await fanOut(bed.database, digest);
    const breaker = { ...defaultBreakerThresholds, newest: 100 };
    const context = await bed.context(sink.url, { breaker });
    const summary = await sendSlice(context, slice, never);
    expect(summary).toMatchObject({ sent: 0, ended: 'halted' });
    expect(summary.failed).toBeGreaterThanOrEqual(20);
    expect(summary.failed).toBeLessThan(READERS);
    expect(await findSendingControl(bed.database, digest)).toMatchObject({
      pausedBy: 'breaker',
      pauseReason: 'policy-rejections',
    });
    await waitFor('the event', () => bed.entries.some(({ event }) => event === 'digest-paused'));
    const told = bed.entries.find(({ event }) => event === 'digest-paused');
    expect(told).toMatchObject({ level: 'error', fields: { by: 'breaker', digest } });

    refusing = false;
    expect(await resumeDigest(bed.database, digest)).toBe(true);
    expect(await sendSlice(context, slice, never)).toMatchObject({ ended: 'done' });
    expect(await statesOf(bed.database, digest)).toEqual({
      failed: summary.failed,
      sent: READERS - summary.failed,
    });
    await sink.stop();
  });
});
