import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { type HostileOptions, startHostileSmtp } from '../../support/hostile-smtp.js';
import { waitFor } from '../../support/wait-for.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery-bed.js';

const READERS = 40;

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(() => bed.close());

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function hostile(act: HostileOptions['act']) {
  const server = await startHostileSmtp({ act });
  servers.push(server);
  return server;
}

async function nextSlice(): Promise<{ digest: number; slice: number }> {
  const digest = await addDigest(bed.database);
  const [slice = 0] = await fanOut(bed.database, digest);
  return { digest, slice };
}

describe('greylisting', () => {
  it('is answered with the same envelope later, and delivers once', async () => {
    const seen = new Set<string>();
    const server = await hostile((step, { recipient }) => {
      if (step !== 'rcpt' || seen.has(recipient)) return undefined;
      seen.add(recipient);
      return { reply: '450 4.2.0 Greylisted, come back later' };
    });
    const { digest, slice } = await nextSlice();
    const context = await bed.context(server.url);
    expect(await sendSlice(context, slice, never)).toMatchObject({ deferred: READERS, ended: 'done' });
    bed.now = new Date(bed.now.getTime() + 3_600_000);
    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
    for (const id of sliceIds) await sendSlice(context, id, never);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    expect(server.read).toHaveLength(READERS);
    expect(new Set(server.read).size).toBe(READERS);
  });
});

describe('one connection that hangs', () => {
  it.each([
    ['at RCPT', 'rcpt', 'deferred'],
    ['behind the final dot', 'dot', 'uncertain'],
  ] as const)('%s leaves the rest of the slice to the others', async (_name, where, state) => {
    const server = await hostile((step, { connection, message }) =>
      step === where && connection === 1 && message === 3 ? 'silence' : undefined,
    );
    const { digest, slice } = await nextSlice();
    const context = await bed.context(server.url, { messageTimeoutMs: 2_500 });
    const sending = sendSlice(context, slice, never);
    // Nobody waits for it: what it had announced goes over another connection.
    const others = async () => ((await statesOf(bed.database, digest))['sent'] ?? 0) === READERS - 1;
    await waitFor('all others', others);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS - 1, sending: 1 });
    expect(await sending).toMatchObject({ sent: READERS - 1, [state]: 1, ended: 'done' });
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS - 1, [state]: 1 });
    expect(new Set(server.read).size).toBe(server.read.length);
  });
});

describe('a server that says 421', () => {
  it.each(['mail', 'rcpt', 'data', 'dot'] as const)('at %s, now and then, loses nobody', async (where) => {
    const server = await hostile((step, { message }) =>
      step === where && message === 5 ? { reply: '421 4.3.2 Enough', thenCut: true } : undefined,
    );
    const { digest, slice } = await nextSlice();
    const context = await bed.context(server.url);
    await sendSlice(context, slice, never);
    const { sent = 0, deferred = 0, ...others } = await statesOf(bed.database, digest);
    expect(others).toEqual({});
    expect(sent + deferred).toBe(READERS);
    // Only behind the final dot it is an answer to a message; before, a fresh connection carries it.
    if (where !== 'dot') expect(deferred).toBe(0);
    expect(new Set(server.read).size).toBe(server.read.length);
    expect(server.read.length).toBeGreaterThanOrEqual(sent);
  });
});

describe('a server that drops the connection after some messages', () => {
  it('gets everything over others', async () => {
    const server = await hostile((step, { message }) =>
      step === 'mail' && message === 4 ? 'cut' : undefined,
    );
    const { digest, slice } = await nextSlice();
    await sendSlice(await bed.context(server.url), slice, never);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    expect(server.read).toHaveLength(READERS);
    expect(server.connections()).toBeGreaterThanOrEqual(READERS / 3 / 1.5);
  });
});
