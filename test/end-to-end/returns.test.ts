import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { isExpectedRecipient } from '../../src/feedback/inbound/expected-recipient.js';
import { receiveMail } from '../../src/feedback/inbound/receive-mail.js';
import { listenForReports, type SmtpReceiver } from '../../src/feedback/inbound/smtp-receiver.js';
import {
  addDigest,
  addReaders,
  type DeliveryBed,
  never,
  openDeliveryBed,
  secretKey,
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

const bySmtp = { prefix: '', domain: 'bounces.example.org' };

/** How a recipient's server answers, by the first part of the address; what is not named here is taken. */
const REFUSALS: Readonly<Record<string, { readonly code: number; readonly text: string }>> = {
  unknown: { code: 550, text: '5.1.1 No such user' },
  nobody: { code: 550, text: 'No such user here' },
  disabled: { code: 550, text: '5.2.1 This account has been disabled' },
  full: { code: 552, text: '5.2.2 Mailbox full' },
  policy: { code: 550, text: '5.7.1 Message refused by policy' },
  greylisted: { code: 450, text: '4.2.0 Greylisted, try again later' },
  broken: { code: 451, text: '4.3.0 Internal error' },
};
/** Told by an enhanced code; `nobody` has words alone, which suppress nobody at once. */
const DEAD = ['unknown', 'disabled'];
const nameOf = (address: string) => address.split('-')[0] ?? '';

/**
 * 200 readers, of whom 59 fail: 18 are certainly dead, 4 likely, 37 are not. Mailboxes that are full or ask to wait are
 * many at one server and no matter of the relay; more than five of another refusal would be, and pause the digest.
 */
const COUNTS = {
  unknown: 12,
  nobody: 4,
  disabled: 6,
  full: 12,
  policy: 5,
  greylisted: 10,
  broken: 5,
  unreachable: 5,
  fine: 141,
};
const addresses = Object.entries(COUNTS).flatMap(([name, count]) =>
  Array.from(
    { length: count },
    (_, index) => `${name}-${index}@${name === 'unreachable' ? 'gone.example' : 'example.com'}`,
  ),
);

describe.skipIf(!hasReturnsLoop)('a digest through Postfix', () => {
  let bed: DeliveryBed;
  let sink: SmtpSink;
  let loop: ReturnsLoop;
  let receiver: SmtpReceiver;
  beforeAll(async () => {
    bed = await openDeliveryBed();
    bed.now = new Date();
    const refuse = (address: string) => REFUSALS[nameOf(address)];
    sink = await startSmtpSink({ onRcpt: refuse });
    const inbound = inboundOf(bed.database);
    const expected = { secretKeys: [secretKey], returnPath: bySmtp, mailboxes: [] };
    receiver = await listenForReports({
      host: '127.0.0.1',
      port: 0,
      name: bySmtp.domain,
      tls: null,
      isExpected: (recipient) => isExpectedRecipient(expected, recipient),
      receive: (raw, recipients) => receiveMail(inbound, { raw, recipients, source: 'smtp' }),
      onFault: () => undefined,
    });
    loop = await startReturnsLoop(inbound, {
      'example.com': sink.port,
      'gone.example': 1,
      [bySmtp.domain]: receiver.port,
    });
    await addReaders(bed.database, addresses);
  });
  afterAll(async () => {
    await loop?.remove();
    await receiver?.stop();
    await sink?.stop();
    await bed?.close();
  });

  const reports = async (digest: number) => {
    const { rows } = await bed.database.query<{
      address: string;
      class: string;
      effect: string;
      source: string;
    }>(
      `SELECT s.address, f.class, f.effect, f.source FROM feedback f JOIN subscribers s ON s.id = f.subscriber_id
        WHERE f.digest_id = $1`,
      [digest],
    );
    return rows;
  };
  const send = async (returnPath: typeof byMailbox) => {
    const digest = await addDigest(bed.database);
    const context = await bed.context(loop.postfix.url, { returnPath });
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    return digest;
  };

  it('comes back to the mailbox, and suppresses the dead addresses and no other', async () => {
    const digest = await send(byMailbox);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 200 });
    await waitFor('what comes back', async () => (await reports(digest)).length >= 59);
    await waitFor('the rest to arrive', () => sink.messages.length === 141);
    await waitFor('the mailbox to be empty', async () => (await loop.dovecot.flags()).length === 0);

    const { rows } = await bed.database.query<{ address: string; state: string; suppressed: boolean }>(
      `SELECT address, state, EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash) AS suppressed
         FROM subscribers s`,
    );
    const dead = addresses.filter((address) => DEAD.includes(nameOf(address))).sort();
    expect(dead).toHaveLength(18);
    expect(
      rows
        .filter(({ suppressed }) => suppressed)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(dead);
    expect(
      rows
        .filter(({ state }) => state === 'bounced')
        .map(({ address }) => address)
        .sort(),
    ).toEqual(dead);

    const found = await reports(digest);
    expect(found).toHaveLength(59);
    const effects = new Map(found.map(({ address, effect }) => [nameOf(address), effect]));
    expect(Object.fromEntries(effects)).toEqual({
      unknown: 'suppressed',
      nobody: 'watched',
      disabled: 'suppressed',
      full: 'counted',
      policy: 'alarmed',
      greylisted: 'counted',
      broken: 'counted',
      unreachable: 'counted',
    });
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['imap']));
  });

  it('comes back by SMTP as well, and the dead ones get none', async () => {
    const digest = await send(bySmtp);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 182 });
    await waitFor('what comes back', async () => (await reports(digest)).length >= 41);
    const found = await reports(digest);
    expect(found.filter(({ address }) => nameOf(address) === 'fine')).toEqual([]);
    expect(new Set(found.map(({ effect }) => effect))).toEqual(new Set(['counted', 'watched', 'alarmed']));
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['smtp']));
  });
});
