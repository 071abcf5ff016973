import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import {
  addDigest,
  addReaders,
  type DeliveryBed,
  deliveriesOf,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery-bed.js';

const READERS = 90;
const PERIOD = 1_000;
const MOST = 30;
const CONNECTIONS = 3;
let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
  const domains = ['slow.example', 'quick.example', 'other.example'];
  await addReaders(
    bed.database,
    Array.from({ length: READERS }, (_, index) => `reader-${index}@${domains[index % 3]}`),
  );
});
afterAll(() => bed.close());

let digest = 0;
let slices: readonly number[] = [];
beforeEach(async () => {
  await bed.database.query('DELETE FROM send_limits');
  await bed.database.query('DELETE FROM deliveries');
  digest = await addDigest(bed.database);
  slices = await fanOut(bed.database, digest, { sliceSize: READERS / 3 });
});

/** The largest number of times within any period. */
function busiest(times: readonly number[], periodMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + periodMs).length));
}

describe('two workers', () => {
  it('keep to the limit of a relay together', async () => {
    const times: number[] = [];
    const sink = await startSmtpSink({
      onData: async () => {
        times.push(performance.now());
        return undefined;
      },
    });
    const limits = [{ periodMs: PERIOD, count: MOST }];
    const workers = await Promise.all([
      bed.context(sink.url, { limits, connections: CONNECTIONS }),
      bed.context(sink.url, { limits, connections: CONNECTIONS }),
    ]);
    const [one, two] = workers;
    const begun = performance.now();
    await Promise.all(
      slices.map((slice, index) => sendSlice((index % 2 === 0 ? one : two) ?? workers[0], slice, never)),
    );
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    // Ninety at thirty in any second: the last ones are reserved two seconds after the first.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(2 * PERIOD - 50);
    // What each connection has on the wire, and a chunk of one for each worker, may arrive a moment later.
    expect(busiest(times, PERIOD)).toBeLessThanOrEqual(MOST + 2 * CONNECTIONS + 2);
    await sink.stop();
  });
});

describe('a domain with a limit', () => {
  it('is put off while there is other mail, without an attempt, and gets its mail later', async () => {
    const sink = await startSmtpSink();
    const domainLimits = new Map([['slow.example', [{ periodMs: 60_000, count: 5 }]]]);
    const context = await bed.context(sink.url, { domainLimits });
    for (const slice of slices) expect((await sendSlice(context, slice, never)).ended).toBe('done');
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 65, deferred: 25 });
    const rows = [...(await deliveriesOf(bed.database, digest)).entries()];
    const deferral = rows.filter(([, { state }]) => state === 'deferred');
    expect(deferral.every(([address]) => address.endsWith('@slow.example'))).toBe(true);
    expect(deferral.every(([, { attempts, reason }]) => attempts === 0 && reason === 'limited')).toBe(true);
    const turns = deferral.map(([, { next }]) => next?.getTime() ?? 0);
    // One about every twelve seconds, so that they do not come back all at once.
    expect(Math.max(...turns) - Math.min(...turns)).toBeGreaterThan(200_000);

    await bed.database.query('DELETE FROM send_limits');
    bed.now = new Date(bed.now.getTime() + 3_600_000);
    const { sliceIds } = await sweepDeliveries(bed.database, bed.now, 'hold');
    const later = await bed.context(sink.url);
    for (const slice of sliceIds) await sendSlice(later, slice, never);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: READERS });
    expect(sink.messages).toHaveLength(READERS);
    await sink.stop();
  });
});
