import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { type Flights, openFlights } from '../../src/delivery/ledger/flights.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { pauseDigest } from '../../src/store/deliveries/sending-control.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.js';
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

const READERS = 200;
const ROWS = 16;
let bed: DeliveryBed;
let folder: string;
let flights: Flights;
let sink: SmtpSink;
let onData: SmtpSinkOptions['onData'];
let digest = 0;
let slice = 0;
beforeAll(async () => {
  bed = await openDeliveryBed();
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-flights-'));
  const nothing = () => undefined;
  const log = { info: nothing, warn: nothing, error: nothing };
  flights = openFlights({ folder, rows: ROWS, relays: ['relay'], log });
  sink = await startSmtpSink({ onData: (message) => onData?.(message) });
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await bed.close();
  await sink.stop();
});
beforeEach(async () => {
  onData = undefined;
  sink.messages.length = 0;
  digest = await addDigest(bed.database);
  [slice = 0] = await fanOut(bed.database, digest);
});
afterEach(() => expect(readdirSync(folder), 'files that are left').toEqual([]));

const contextOf = (connections: number, options = {}) =>
  bed.context(sink.url, { connections, flights, ...options });
const receivers = () => sink.messages.map(({ to }) => to[0] ?? '');
const waitMs = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), milliseconds));
const maxAttempts = async () =>
  Math.max(...[...(await deliveriesOf(bed.database, digest)).values()].map(({ attempts }) => attempts));

describe('marks ahead', () => {
  it('need a commit for a run of messages', async () => {
    let commits = 0;
    const onSettled = () => {
      commits += 1;
    };
    const summary = await sendSlice(await contextOf(2, { onSettled }), slice, never);
    expect(summary).toMatchObject({ sent: READERS, ended: 'done' });
    expect(new Set(receivers()).size).toBe(READERS);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    // With marks for one row each, two connections share a commit at best.
    expect(commits).toBeLessThan(READERS / 2);
  });

  it('are never more than a run for each connection', async () => {
    let most = 0;
    onData = async () => {
      const { sending = 0 } = await statesOf(bed.database, digest);
      most = Math.max(most, sending);
      return undefined;
    };
    expect(await sendSlice(await contextOf(2), slice, never)).toMatchObject({ sent: READERS });
    expect(most).toBeGreaterThan(ROWS);
    expect(most).toBeLessThanOrEqual(2 * ROWS);
  });

  it('go to other connections where a message hangs', async () => {
    let release: () => void = () => undefined;
    const hanging = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    let count = 0;
    onData = () => {
      count += 1;
      return count === 20 ? hanging : undefined;
    };
    const sending = sendSlice(await contextOf(2), slice, never);
    await waitFor('everybody else', () => sink.messages.length === READERS - 1);
    await waitFor('the ledger', async () => (await statesOf(bed.database, digest))['sent'] === READERS - 1);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS - 1, sending: 1 });
    release();
    expect(await sending).toMatchObject({ sent: READERS, ended: 'done' });
    expect(await maxAttempts()).toBe(1);
  });

  it('are given back when the digest is paused', async () => {
    onData = () => waitMs(10);
    const sending = sendSlice(await contextOf(2), slice, never);
    await waitFor('messages', () => sink.messages.length >= 60);
    await pauseDigest(bed.database, digest, { by: 'operator', reason: null, now: bed.now });
    expect(await sending).toMatchObject({ ended: 'halted' });
    const arrived = sink.messages.length;
    expect(await statesOf(bed.database, digest)).toEqual({ sent: arrived, pending: READERS - arrived });
    expect(await maxAttempts()).toBe(1);
  });

  it('are given back when the process stops', async () => {
    onData = () => waitMs(10);
    const stop = new AbortController();
    const sending = sendSlice(await contextOf(2), slice, stop.signal);
    await waitFor('messages', () => sink.messages.length >= 60);
    stop.abort();
    expect(await sending).toMatchObject({ ended: 'stopped' });
    const arrived = sink.messages.length;
    expect(arrived).toBeLessThan(READERS / 2);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: arrived, pending: READERS - arrived });
    const { sliceIds, uncertain } = await sweepDeliveries(bed.database, bed.now, 'hold', flights);
    expect({ sliceIds, uncertain }).toEqual({ sliceIds: [slice], uncertain: 0 });
    onData = undefined;
    expect(await sendSlice(await contextOf(2), slice, never)).toMatchObject({ ended: 'done' });
    expect(new Set(receivers()).size).toBe(READERS);
    expect(sink.messages).toHaveLength(READERS);
  });

  it('are one for each connection while the relay refuses', async () => {
    let most = 0;
    onData = async () => {
      const { sending = 0 } = await statesOf(bed.database, digest);
      most = Math.max(most, sending);
      return { code: 451, text: '4.3.0 Try again later' };
    };
    expect(await sendSlice(await contextOf(2), slice, never)).toMatchObject({ deferred: READERS });
    expect(most).toBeLessThanOrEqual(2);
    expect(await maxAttempts()).toBe(1);
  });

  it('do not outlast the wait for a relay with a limit', async () => {
    const limits = [{ periodMs: 1_000, count: 150 }];
    const sending = sendSlice(await contextOf(2, { limits }), slice, never);
    await waitFor('messages', () => sink.messages.length >= 140);
    expect(await sending).toMatchObject({ sent: READERS, ended: 'done' });
    expect(new Set(receivers()).size).toBe(READERS);
    expect(await maxAttempts()).toBe(1);
  });
});
