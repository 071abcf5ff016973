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
    [0, 0, 0, null],
    [49, 49, 49, null],
    [50, 9, 9, null],
    [50, 10, 10, 'policy-rejections'],
    [50, 0, 24, null],
    [50, 0, 25, 'failures'],
    [500, 99, 249, null],
    [500, 100, 100, 'policy-rejections'],
    [500, 0, 250, 'failures'],
  ])('on %i verdicts, %i for policy, %i failed', (all, policy, failed, decision) => {
    expect(breakerDecision({ all, policy, failed }, defaultBreakerThresholds)).toBe(decision);
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
    const sink = await startSmtpSink({
      onData: async () => (refusing ? { code: 550, text: '5.7.1 Blocked for spam' } : undefined),
    });
    const digest = await addDigest(bed.database);
    const [slice = 0] = await fanOut(bed.database, digest);
    const breaker = { minimum: 20, policyShare: 0.2, failedShare: 0.5, newest: 100 };
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
