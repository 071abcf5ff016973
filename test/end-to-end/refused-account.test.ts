import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { openSlices } from '../../src/store/deliveries/deliveries.js';
import { findSendingControl, resumeDigest } from '../../src/store/deliveries/sending-control.js';
import {
  addDigest,
  addReaders,
  type DeliveryBed,
  never,
  openDeliveryBed,
  statesOf,
} from '../delivery/delivery-bed.js';
import {
  byMailbox,
  hasReturnsLoop,
  inboundOf,
  type ReturnsLoop,
  startReturnsLoop,
} from '../support/returns-loop.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

const HOUR = 3_600_000;
/** Milliseconds that so many messages and reports may take on a busy machine. */
const timeFor = (count: number) => 20_000 + count * 60;
/** `BROADSHEET_REFUSED=5000` tries more readers. */
const counts = [10, 32, ...(process.env['BROADSHEET_REFUSED'] ?? '').split(',').filter(Boolean).map(Number)];

/**
 * Our Postfix takes everything and hands it to a relay, which takes five messages and then refuses the account; what
 * was refused comes back as reports into a Dovecot mailbox.
 */
describe.skipIf(!hasReturnsLoop)('a relay behind Postfix that refuses the account', () => {
  let bed: DeliveryBed;
  let sink: SmtpSink;
  let loop: ReturnsLoop;
  let refusing = true;
  beforeAll(() => {
    refusing = true;
  });
  afterEach(async () => {
    await loop?.remove();
    await sink?.stop();
    await bed?.close();
  });

  const cameBack = async () => {
    const { rows } = await bed.database.query<{ count: number }>('SELECT count(*) AS count FROM feedback');
    return rows[0]?.count ?? 0;
  };

  const title = 'from its sixth message, for %i readers: paused, nobody lost, resumed';
  it.each(counts)(title, { timeout: timeFor(Math.max(...counts)) * 3 }, async (count) => {
    bed = await openDeliveryBed();
    bed.now = new Date();
    refusing = true;
    let heard = 0;
    sink = await startSmtpSink({
      onRcpt: () => {
        heard += 1;
        return refusing && heard > 5 ? { code: 550, text: 'Account disabled' } : undefined;
      },
    });
    const ports = Array.from({ length: 8 }, (_, index) => [`d${index}.example.com`, sink.port] as const);
    loop = await startReturnsLoop(inboundOf(bed.database), Object.fromEntries(ports));
    await addReaders(
      bed.database,
      Array.from({ length: count }, (_, index) => `reader-${index}@d${index % 8}.example.com`),
    );
    const digest = await addDigest(bed.database);
    const context = await bed.context(loop.postfix.url, { returnPath: byMailbox });
    const control = () => findSendingControl(bed.database, digest);
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    // What Postfix had taken when the digest paused is refused and reported to the last.
    await waitFor(
      'what was taken to be delivered or reported',
      async () => {
        const { sent = 0, deferred = 0 } = await statesOf(bed.database, digest);
        return (
          sink.messages.length + (await cameBack()) === sent + deferred &&
          (await control())?.pausedAt !== null
        );
      },
      timeFor(count),
    );
    expect(await control()).toMatchObject({ pausedBy: 'breaker', pauseReason: 'same-refusal' });
    expect((await statesOf(bed.database, digest))['failed'] ?? 0).toBe(0);
    const { rows } = await bed.database.query(
      "SELECT FROM subscribers s WHERE state <> 'active' OR EXISTS (SELECT FROM suppressions)",
    );
    expect(rows).toEqual([]);

    refusing = false;
    await resumeDigest(bed.database, digest);
    bed.now = new Date(bed.now.getTime() + HOUR);
    await sweepDeliveries(bed.database, bed.now, 'hold');
    for (const slice of await openSlices(bed.database, digest)) await sendSlice(context, slice, never);
    await waitFor('everybody to have it', () => sink.messages.length === count, timeFor(count));
    expect(await statesOf(bed.database, digest)).toEqual({ sent: count });
    expect(new Set(sink.messages.flatMap(({ to }) => to)).size).toBe(count);
  });
});
