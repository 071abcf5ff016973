import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { openDatabase } from '../../../src/store/database.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery-bed.js';

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());

describe('a database that cuts every connection, again and again', () => {
  it('loses nobody and mails nobody twice', async () => {
    const READERS = 120;
    await addReaders(bed.database, addressesOf(READERS));
    const digest = await addDigest(bed.database);
    const slices = await fanOut(bed.database, digest, { sliceSize: 40 });
    const aside = openDatabase({ url: bed.url, maxConnections: 1, onError: () => undefined });
    let cuts = 0;
    const sink = await startSmtpSink({
      onData: async () => {
        if (sink.messages.length % 10 === 9) {
          cuts += 1;
          await aside.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()`,
          );
        }
        return undefined;
      },
    });
    const context = await bed.context(sink.url);
    for (const slice of slices) {
      for (let tries = 0; tries < 20; tries += 1) {
        const ended = await sendSlice(context, slice, never).then(
          (summary) => summary.ended,
          () => 'failed',
        );
        if (ended === 'done') break;
        // A job that failed is run again; its lease may have to end first.
        await aside.query('UPDATE slices SET lease_until = now() WHERE id = $1', [slice]);
      }
    }
    expect(cuts).toBeGreaterThan(5);
    const addresses = sink.messages.map(({ to }) => to[0]);
    expect(addresses.length).toBe(new Set(addresses).size);
    expect(addresses.length).toBe(READERS);
    const { sent = 0, uncertain = 0, ...others } = await statesOf(bed.database, digest);
    expect(others).toEqual({});
    expect(sent + uncertain).toBe(READERS);
    expect(uncertain).toBe(0);
    await aside.end();
    await sink.stop();
  });
});
