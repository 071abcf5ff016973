import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendNotices } from '../../src/delivery/send-notices.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import type { NoticeKind } from '../../src/model/delivery.js';
import type { SubscriberState } from '../../src/model/subscriber.js';
import { type LinkPurpose, readLinkToken } from '../../src/signing/link-token.js';
import { inTransaction } from '../../src/store/database.js';
import { insertFarewell } from '../../src/store/deliveries/notices.js';
import { checkMessage } from '../support/check-message.js';
import { tablesThatHold } from '../support/holding-places.js';
import { startHostileSmtp } from '../support/hostile-smtp.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.js';
import { putInState } from '../support/subscriber-state.js';
import { waitFor } from '../support/wait-for.js';
import {
  addDigest,
  addReaders,
  closeRelays,
  type DeliveryBed,
  hashOf,
  never,
  openDeliveryBed,
  secretKey,
} from './delivery-bed.js';

let bed: DeliveryBed;
const sinks: SmtpSink[] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.database.query('DELETE FROM subscribers');
  await bed.database.query('DELETE FROM suppressions');
});
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.stop();
});

async function sink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const server = await startSmtpSink(options);
  sinks.push(server);
  return server;
}

let people = 0;

/** Where the person wants to move to. */
const moved = (address: string) => address.replace('person', 'moved');

/** Someone in a state, at serial 3, with a notice of a serial. */
async function notice(
  kind: NoticeKind,
  state: SubscriberState,
  serial = 3,
): Promise<{ id: number; reader: number; address: string }> {
  people += 1;
  const address = `person-${people}@example.net`;
  const [reader = 0] = await addReaders(bed.database, [address]);
  await putInState(bed.database, state, [reader]);
  await bed.database.query('UPDATE subscribers SET confirm_serial = 3 WHERE id = $1', [reader]);
  const { rows } = await bed.database.query<{ id: number }>(
    `INSERT INTO notices (kind, subscriber_id, serial, domain, created_at)
     VALUES ($1, $2, $3, 'example.net', $4) RETURNING id`,
    [kind, reader, serial, bed.now],
  );
  await bed.database.query(
    `INSERT INTO address_changes (subscriber_id, serial, new_address, new_address_key, new_address_hash,
                                  requested_at, old_waits, new_waits)
     VALUES ($1, 3, $2, $2, $3, $4, false, false)`,
    [reader, moved(address), hashOf(moved(address)), bed.now],
  );
  return { id: rows[0]?.id ?? 0, reader, address };
}

async function rowOf(id: number) {
  const { rows } = await bed.database.query(
    'SELECT state, attempts, reason, reply_code, next_attempt_at, lease_until FROM notices WHERE id = $1',
    [id],
  );
  return rows[0];
}

const sent = {
  state: 'sent',
  attempts: 1,
  reason: null,
  reply_code: 250,
  next_attempt_at: null,
  lease_until: null,
};

describe('a notice', () => {
  it.each<[NoticeKind, SubscriberState, LinkPurpose, string, number]>([
    ['confirmation', 'pending', 'confirm', 'confirm', 3],
    ['confirmation', 'unsubscribed', 'confirm', 'confirm', 3],
    ['welcome', 'active', 'digest', 'current-digest', 0],
    ['goodbye', 'unsubscribed', 'resume', 'resume', 3],
    ['address-old', 'active', 'old-address', 'address-change', 3],
    ['address-new', 'paused', 'new-address', 'address-change', 3],
    ['data-link', 'unsubscribed', 'data', 'your-data', 0],
    ['own-links', 'active', 'preferences', 'preferences', 0],
    ['own-links', 'paused', 'preferences', 'preferences', 0],
  ])('%s is sent once, with the link that it is for', async (kind, state, purpose, path, serial) => {
    const server = await sink();
    const { id, reader, address } = await notice(kind, state);
    await bed.database.query('UPDATE subscribers SET address_generation = 2 WHERE id = $1', [reader]);
    const context = await bed.context(server.url);
    expect(await sendNotices(context, never)).toBe(1);
    expect(await sendNotices(context, never)).toBe(0);
    expect(await rowOf(id)).toEqual(sent);

    const [message, ...others] = server.messages;
    expect(others).toHaveLength(0);
    expect(message?.to).toEqual([kind === 'address-new' ? moved(address) : address]);
    const raw = message?.raw ?? Buffer.alloc(0);
    expect(await checkMessage(raw, { expectList: false })).toEqual([]);
    const { text = '', headers } = await PostalMime.parse(raw);
    const token = new RegExp(`https://papers\\.example\\.org/${path}/([\\w-]+)`).exec(text)?.[1];
    const reading = readLinkToken([secretKey], purpose, token ?? '', bed.now);
    expect(reading).toEqual({
      ok: true,
      claim: { purpose, subscriberId: reader, addressVersion: 2, serial, issuedAt: bed.now },
    });
    const leaving = headers.some(({ key }) => key === 'list-unsubscribe');
    expect(leaving).toBe(kind === 'welcome' || kind === 'own-links');
  });

  it('is a last word to who was erased, whose address is nowhere once it is sent', async () => {
    const server = await sink();
    const [reader = 0] = await addReaders(bed.database, ['farewell@example.org']);
    await inTransaction(bed.database, async (client) => {
      await insertFarewell(client, { subscriberId: reader, domain: 'example.org', at: bed.now });
      await client.query('DELETE FROM subscribers WHERE id = $1', [reader]);
    });
    expect(await sendNotices(await bed.context(server.url), never)).toBe(1);
    expect(server.messages.map(({ to }) => to)).toEqual([['farewell@example.org']]);
    const { text } = await PostalMime.parse(server.messages[0]?.raw ?? '');
    expect(text).toContain('This mail is the last.');
    expect(await tablesThatHold(bed.database, 'farewell@example.org')).toEqual([]);
  });

  it('welcomes with the time of the first digest, in the reader’s zone', async () => {
    const server = await sink();
    const { reader } = await notice('welcome', 'active');
    await bed.database.query(
      "UPDATE subscribers SET weekdays = 1, local_time = '07:30', time_zone = 'Asia/Tokyo' WHERE id = $1",
      [reader],
    );
    const context = await bed.context(server.url, { times: { time: '08:00', timeZone: 'UTC' } });
    expect(await sendNotices(context, never)).toBe(1);
    const { text } = await PostalMime.parse(server.messages[0]?.raw ?? '');
    expect(text).toContain('The first digest comes on Monday, March 30, at 07:30 (Asia/Tokyo).');
  });

  it.each<[NoticeKind, SubscriberState, number, string]>([
    ['confirmation', 'active', 3, 'active'],
    ['confirmation', 'complained', 3, 'complained'],
    ['confirmation', 'bounced', 3, 'bounced'],
    ['confirmation', 'pending', 2, 'superseded'],
    ['welcome', 'unsubscribed', 3, 'unsubscribed'],
    ['welcome', 'pending', 3, 'pending'],
    ['goodbye', 'active', 3, 'active'],
    ['goodbye', 'unsubscribed', 2, 'superseded'],
    ['address-old', 'active', 2, 'superseded'],
    ['address-new', 'unsubscribed', 3, 'unsubscribed'],
  ])('%s is not sent to one who is %s, at serial %i', async (kind, state, serial, reason) => {
    const server = await sink();
    const { id } = await notice(kind, state, serial);
    expect(await sendNotices(await bed.context(server.url), never)).toBe(1);
    expect(server.messages.map(({ to }) => to[0])).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ state: 'skipped', attempts: 0, reason });
  });

  it('is not sent to a suppressed address, unless an erased one asks for itself', async () => {
    const server = await sink();
    const complained = await notice('confirmation', 'pending');
    const erased = await notice('confirmation', 'pending');
    await bed.database.query(
      `INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'complained'), ($2, 'erased')`,
      [hashOf(complained.address), hashOf(erased.address)],
    );
    await sendNotices(await bed.context(server.url), never);
    expect(await rowOf(complained.id)).toMatchObject({ state: 'skipped', reason: 'suppressed' });
    expect(await rowOf(erased.id)).toMatchObject({ state: 'sent' });
  });
});

describe('the outcome of a notice', () => {
  it('kills a dead address', async () => {
    const server = await sink({ onRcpt: () => ({ code: 550, text: '5.1.1 No such user' }) });
    const { id, reader, address } = await notice('confirmation', 'pending');
    await bed.database.query("INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'erased')", [
      hashOf(address),
    ]);
    await sendNotices(await bed.context(server.url), never);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', reason: 'dead-address', reply_code: 550 });
    const { rows } = await bed.database.query(
      'SELECT s.state, x.reason FROM subscribers s JOIN suppressions x USING (address_hash) WHERE s.id = $1',
      [reader],
    );
    expect(rows).toEqual([{ state: 'bounced', reason: 'bounced' }]);
  });

  it('at an address that is only wanted suppresses that one, and keeps nothing that quotes it', async () => {
    const server = await sink({ onRcpt: () => ({ code: 550, text: '5.1.1 No such user' }) });
    const { id, reader, address } = await notice('address-new', 'active');
    const hash = hashOf(moved(address));
    await bed.database.query('UPDATE notices SET recipient_hash = $2 WHERE id = $1', [id, hash]);
    await sendNotices(await bed.context(server.url), never);
    const { rows } = await bed.database.query(
      `SELECT s.state, n.reason, n.reply_text, ARRAY(SELECT address_hash FROM suppressions) AS suppressed
         FROM subscribers s JOIN notices n ON n.subscriber_id = s.id WHERE s.id = $1`,
      [reader],
    );
    expect(rows).toEqual([{ state: 'active', reason: 'dead-address', reply_text: null, suppressed: [hash] }]);
  });

  it('that is temporary is tried again when it is due', async () => {
    let asked = 0;
    const server = await sink({
      onRcpt: () => {
        asked += 1;
        return asked === 1 ? { code: 450, text: '4.2.0 Greylisted' } : undefined;
      },
    });
    const { id } = await notice('confirmation', 'pending');
    const context = await bed.context(server.url);
    await sendNotices(context, never);
    expect(await rowOf(id)).toMatchObject({ state: 'deferred', attempts: 1, reason: 'temporary' });
    expect(await sendNotices(context, never)).toBe(0);
    bed.now = new Date(bed.now.getTime() + 300_000);
    expect(await sendNotices(context, never)).toBe(1);
    expect(await rowOf(id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(server.messages).toHaveLength(1);
  });

  it('that is throttled costs no attempt', async () => {
    const server = await sink({ onMail: () => ({ code: 421, text: '4.7.0 Too fast' }) });
    const { id } = await notice('welcome', 'active');
    await sendNotices(await bed.context(server.url), never);
    expect(await rowOf(id)).toMatchObject({ state: 'deferred', attempts: 0, reason: 'throttled' });
  });

  it('that is uncertain is held, or tried again where the policy says so', async () => {
    const server = await sink({ onData: () => 'drop' });
    const held = await notice('welcome', 'active');
    await sendNotices(await bed.context(server.url), never);
    expect(await rowOf(held.id)).toMatchObject({ state: 'uncertain', reason: 'uncertain' });
    const again = await notice('welcome', 'active');
    await sendNotices(await bed.context(server.url, { policy: 'resend' }), never);
    expect(await rowOf(again.id)).toMatchObject({ state: 'deferred', reason: 'uncertain' });
  });
});

describe('several workers', () => {
  it('send each notice once', async () => {
    const server = await sink();
    const notices = [];
    for (let count = 0; count < 30; count += 1) notices.push(await notice('welcome', 'active'));
    const workers = await Promise.all([bed.context(server.url), bed.context(server.url)]);
    const dealtWith = await Promise.all(workers.map((worker) => sendNotices(worker, never)));
    expect(dealtWith.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(new Set(server.messages.map(({ to }) => to[0])).size).toBe(30);
    expect(server.messages).toHaveLength(30);
  });

  it('leave alone what is on the wire, and settle what a dead one left', async () => {
    const hanging = await startHostileSmtp({ act: (step) => (step === 'dot' ? 'silence' : undefined) });
    const { id } = await notice('welcome', 'active');
    const dying = await bed.context(hanging.url, { connections: 1, drainMs: 1 });
    const sending = sendNotices(dying, never);
    await waitFor('a message on the wire', () => hanging.read.length === 1);

    const server = await sink();
    const next = await bed.context(server.url);
    expect(await sendNotices(next, never)).toBe(0);
    await bed.database.query("UPDATE notices SET lease_until = now() - interval '1 second'");
    expect(await sendNotices(next, never)).toBe(0);
    expect(await rowOf(id)).toMatchObject({ state: 'uncertain', reason: 'worker-lost', lease_until: null });
    await closeRelays(dying);
    await sending;
    expect(await rowOf(id)).toMatchObject({ state: 'uncertain', reason: 'worker-lost' });
    expect(server.messages.map(({ to }) => to[0])).toEqual([]);
    await hanging.stop();
  });

  it('do not wait for a digest whose connections are all taken', async () => {
    const held: (() => void)[] = [];
    const server = await sink({
      onData: ({ to }) =>
        to[0]?.startsWith('slow') ? new Promise((resolve) => held.push(() => resolve(undefined))) : undefined,
    });
    const context = await bed.context(server.url, { connections: 2 });
    await addReaders(bed.database, ['slow-1@example.net', 'slow-2@example.net', 'slow-3@example.net']);
    const [slice = 0] = await fanOut(bed.database, await addDigest(bed.database));
    const digest = sendSlice(context, slice, never);
    await waitFor('both connections to hang', () => held.length === 2);

    const { id } = await notice('confirmation', 'pending');
    expect(await sendNotices(context, never)).toBe(1);
    expect(await rowOf(id)).toMatchObject({ state: 'sent' });
    expect(held).toHaveLength(2);

    const releasing = setInterval(() => {
      for (const release of held.splice(0)) release();
    }, 1);
    expect(await digest).toMatchObject({ sent: 3, ended: 'done' });
    clearInterval(releasing);
    await bed.database.query('DELETE FROM deliveries');
  });

  it('stop when told', async () => {
    const stop = new AbortController();
    const server = await sink({
      onData: () => {
        stop.abort();
        return undefined;
      },
    });
    for (let count = 0; count < 5; count += 1) await notice('welcome', 'active');
    const context = await bed.context(server.url, { connections: 1 });
    expect(await sendNotices(context, stop.signal)).toBe(1);
    expect(await sendNotices(context, stop.signal)).toBe(0);
    expect(await sendNotices(context, never)).toBe(4);
  });
});
