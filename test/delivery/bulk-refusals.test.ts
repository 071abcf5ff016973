import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { openSlices } from '../../src/store/deliveries/deliveries.js';
import { findSendingControl, resumeDigest } from '../../src/store/deliveries/sending-control.js';
import { takeRefusals } from '../../src/store/feedback/refusals.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { addDigest, addReaders, type DeliveryBed, never, openDeliveryBed, statesOf } from './delivery-bed.js';

const HOUR = 3_600_000;

let bed: DeliveryBed;
beforeEach(async () => {
  bed = await openDeliveryBed();
});
afterEach(() => bed.close());

/** Readers of many domains, or of one. */
const addresses = (count: number, domains: number) =>
  Array.from({ length: count }, (_, index) => `reader-${index}@d${index % domains}.example.net`);

const silenced = async () => {
  const { rows } = await bed.database.query<{ count: number }>(
    "SELECT (SELECT count(*) FROM suppressions) + (SELECT count(*) FROM subscribers WHERE state <> 'active') AS count",
  );
  return rows[0]?.count;
};
const onWatch = async () => {
  const { rows } = await bed.database.query<{ count: number }>(
    "SELECT count(*) AS count FROM refusals WHERE effect = 'watched' AND taken_back_at IS NULL",
  );
  return rows[0]?.count;
};

/** Replies that a relay gives to everybody once it has had enough of the account. */
const refusals = [
  [550, 'Account disabled'],
  [550, '5.7.1 Outgoing mail from this account is refused, ref 7f3a9c21'],
  [554, 'Transaction failed: no such user'],
  [550, 'User unknown'],
  [550, 'Requested action not taken: mailbox unavailable'],
] as const;

describe.each([
  [10, 10],
  [32, 1],
  [32, 8],
])(
  'a relay that refuses everything from its sixth message, for %i readers at %i domains',
  (count, domains) => {
    it.each(refusals)(
      'with %i %s: nobody fails for good, the digest pauses and goes on',
      async (code, text) => {
        await addReaders(bed.database, addresses(count, domains));
        let heard = 0;
        let refusing = true;
        const sink = await startSmtpSink({
          onRcpt: () => {
            heard += 1;
            return refusing && heard > 5 ? { code, text } : undefined;
          },
        });
        const digest = await addDigest(bed.database);
        const [slice = 0] = await fanOut(bed.database, digest);
        const context = await bed.context(sink.url);
        await sendSlice(context, slice, never);
        if (count > 10 || domains > 2) {
          expect(await findSendingControl(bed.database, digest)).toMatchObject({
            pausedBy: 'breaker',
            pauseReason: 'same-refusal',
          });
        }
        expect((await statesOf(bed.database, digest))['failed'] ?? 0).toBe(0);
        expect(await silenced()).toBe(0);
        expect(await onWatch()).toBe(0);

        refusing = false;
        await resumeDigest(bed.database, digest);
        for (let hours = 1; hours < 6; hours += 1) {
          bed.now = new Date(bed.now.getTime() + HOUR);
          await sweepDeliveries(bed.database, bed.now, 'hold');
          for (const open of await openSlices(bed.database, digest)) await sendSlice(context, open, never);
        }
        expect(await statesOf(bed.database, digest)).toEqual({ sent: count });
        expect(await silenced()).toBe(0);
        await sink.stop();
      },
    );
  },
);

describe('what is said of us to six of 400 readers', () => {
  const take = async (via: 'session' | 'report') => {
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    await bed.database.query("UPDATE deliveries SET state = 'sent', settled_at = $1 WHERE digest_id = $2", [
      bed.now,
      digest,
    ]);
    const { rows } = await bed.database.query<{ id: number }>(
      'SELECT id FROM subscribers ORDER BY id LIMIT 6',
    );
    const refusals = rows.map(({ id }) => ({
      digestId: digest,
      subscriberId: id,
      via,
      words: `554: sender address rejected by ${via}`,
      domain: 'd0.example.net',
      reason: 'sender-refused' as const,
      ofMailbox: false,
      effect: 'failed' as const,
      feedbackId: null,
      at: bed.now,
    }));
    return { digest, ...(await takeRefusals(bed.database, refusals, { days: 5, withinDays: 30 }, bed.now)) };
  };

  it('holds the digest when the relay says so, and not when reports of their server do', async () => {
    await addReaders(bed.database, addresses(400, 1));
    expect(await take('report')).toMatchObject({ alike: [], takenBack: 0 });
    const { alike, digest } = await take('session');
    expect(alike).toEqual([digest]);
    expect(await silenced()).toBe(0);
  });
});

describe('three dead addresses at three servers of a small list', () => {
  it('hold it once; when an operator lets it go on they are watched like others', async () => {
    await addReaders(bed.database, addresses(60, 30));
    const sink = await startSmtpSink({
      onRcpt: (address) =>
        /^reader-(3|14|25)@/.test(address) ? { code: 550, text: 'No such user here' } : undefined,
    });
    const digest = await addDigest(bed.database);
    const context = await bed.context(sink.url);
    const send = async () => {
      for (const slice of await openSlices(bed.database, digest)) await sendSlice(context, slice, never);
    };
    await fanOut(bed.database, digest);
    await send();
    expect(await findSendingControl(bed.database, digest)).toMatchObject({ pauseReason: 'same-refusal' });
    await resumeDigest(bed.database, digest);
    for (let hours = 1; hours < 3; hours += 1) {
      bed.now = new Date(bed.now.getTime() + HOUR);
      await sweepDeliveries(bed.database, bed.now, 'hold');
      await send();
    }
    expect(await findSendingControl(bed.database, digest)).toMatchObject({ pausedAt: null });
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 57, failed: 3 });
    expect(await onWatch()).toBe(3);
    expect(await silenced()).toBe(0);
    await sink.stop();
  });
});

describe('mailboxes that are full', () => {
  const full = { code: 552, text: '5.2.2 Mailbox full' };
  const sendTo = async (
    count: number,
    domains: number,
    isFull: (index: number, heard: number) => boolean,
  ) => {
    await addReaders(bed.database, addresses(count, domains));
    let heard = 0;
    const sink = await startSmtpSink({
      onRcpt: (address) => {
        bed.now = new Date(bed.now.getTime() + 100);
        heard += 1;
        return isFull(Number(/\d+/.exec(address)?.[0]), heard) ? full : undefined;
      },
    });
    const digest = await addDigest(bed.database);
    const context = await bed.context(sink.url);
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    await sink.stop();
    return { digest, control: await findSendingControl(bed.database, digest) };
  };

  it.each([
    ['at one provider, in a row', 1, (index: number) => index >= 100 && index < 130],
    ['at three providers, scattered', 3, (index: number) => index % 9 === 0],
    ['at many providers, in a row', 40, (index: number) => index >= 180],
  ])('of the readers, are no matter of the relay: %s', async (_, domains, isFull) => {
    const { digest, control } = await sendTo(200, domains, isFull);
    expect(control).toMatchObject({ pausedAt: null });
    const failed = Array.from({ length: 200 }, (_none, index) => index).filter(isFull).length;
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 200 - failed, failed });
    expect(await silenced()).toBe(0);
  });

  it('of everybody, since some message, are', async () => {
    const { digest, control } = await sendTo(100, 8, (_, heard) => heard > 40);
    expect(control).toMatchObject({ pausedBy: 'breaker', pauseReason: 'same-refusal' });
    expect((await statesOf(bed.database, digest))['failed'] ?? 0).toBe(0);
  });
});

describe('readers whose addresses are likely dead', () => {
  it('are suppressed by the second digest on another day, and by nothing less', async () => {
    await addReaders(bed.database, addresses(200, 40));
    const dead = new Set(['reader-7@d7.example.net', 'reader-50@d10.example.net']);
    const sink = await startSmtpSink({
      onRcpt: (address) => (dead.has(address) ? { code: 550, text: 'No such user here' } : undefined),
    });
    const context = await bed.context(sink.url);
    const send = async () => {
      const digest = await addDigest(bed.database);
      for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
      return findSendingControl(bed.database, digest);
    };
    expect(await send()).toMatchObject({ pausedAt: null });
    expect(await onWatch()).toBe(2);
    bed.now = new Date(bed.now.getTime() + HOUR);
    await send();
    expect(await silenced()).toBe(0);
    bed.now = new Date(bed.now.getTime() + 23 * HOUR);
    dead.delete('reader-50@d10.example.net');
    await send();
    // One is suppressed and no longer active; the other got this one.
    expect(await silenced()).toBe(2);
    bed.now = new Date(bed.now.getTime() + 24 * HOUR);
    dead.add('reader-50@d10.example.net');
    await send();
    expect(await silenced()).toBe(2);
    await sink.stop();
  });
});
