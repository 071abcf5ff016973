import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { readLinkToken } from '../../src/signing/link-token.js';
import { deliveryMessageId } from '../../src/signing/message-id.js';
import { checkMessage } from '../support/check-message.js';
import { type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.js';
import { putInState } from '../support/subscriber-state.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  messageIdKey,
  never,
  openDeliveryBed,
  secretKey,
  statesOf,
} from './delivery-bed.js';

let bed: DeliveryBed;
const opened: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
afterEach(async () => {
  for (const sink of opened.splice(0)) await sink.stop();
  // The log of whatever was tested.
  expect(JSON.stringify(bed.entries)).not.toContain('@');
  bed.entries.length = 0;
  await putInState(bed.database, 'paused');
});

async function sink(options: SmtpSinkOptions = {}) {
  const server = await startSmtpSink(options);
  opened.push(server);
  return server;
}

async function digestFor(addresses: readonly string[], sliceSize = 1000) {
  const readers = await addReaders(bed.database, addresses);
  const digest = await addDigest(bed.database);
  const slices = await fanOut(bed.database, digest, { sliceSize });
  return { readers, digest, slices, slice: slices[0] ?? 0 };
}

const none = { sent: 0, deferred: 0, failed: 0, uncertain: 0, skipped: 0 };
const recipients = (server: { messages: { to: string[] }[] }) => server.messages.map(({ to }) => to[0]);

describe('a slice', () => {
  it('goes to every reader once, over few connections', async () => {
    const server = await sink();
    const addresses = addressesOf(40, 'once');
    const { digest, slices } = await digestFor(addresses, 25);
    expect(slices).toHaveLength(2);
    const context = await bed.context(server.url);
    expect(await sendSlice(context, slices[0] ?? 0, never)).toEqual({ ...none, sent: 25, ended: 'done' });
    expect(await sendSlice(context, slices[1] ?? 0, never)).toEqual({ ...none, sent: 15, ended: 'done' });
    expect(await sendSlice(context, slices[1] ?? 0, never)).toEqual({ ...none, ended: 'done' });
    expect([...recipients(server)].sort()).toEqual([...addresses].sort());
    expect(await statesOf(bed.database, digest)).toEqual({ sent: 40 });
    expect(server.connections()).toBeLessThanOrEqual(3);
  });

  it('is made of messages that keep every rule, with a link to leave by', async () => {
    const server = await sink();
    const { slice, readers, digest } = await digestFor(addressesOf(2, 'rules'));
    await bed.database.query('UPDATE subscribers SET address_generation = 3 WHERE id = $1', [readers[0]]);
    await sendSlice(await bed.context(server.url), slice, never);
    expect(server.messages).toHaveLength(2);
    for (const { raw, from } of server.messages) {
      expect(await checkMessage(raw, { expectList: true })).toEqual([]);
      expect(from).toBe('papers@example.org');
    }
    const ids = server.messages.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())?.[1]?.trim());
    const expected = readers.map((reader) => deliveryMessageId(messageIdKey, digest, reader, 'example.org'));
    expect(ids.sort()).toEqual(expected.sort());
    const links = server.messages.map(
      ({ raw }) => /^List-Unsubscribe: <[^>]*\/unsubscribe\/([\w-]+)>/m.exec(raw.toString())?.[1],
    );
    const claims = links.map((token) => readLinkToken([secretKey], 'unsubscribe', token ?? '', bed.now));
    expect(claims.map((reading) => reading.ok && reading.claim.subscriberId).sort()).toEqual(
      [...readers].sort(),
    );
    // Each link says at which of the reader's addresses it is.
    for (const [purpose, path] of [
      ['unsubscribe', 'unsubscribe'],
      ['preferences', 'preferences'],
      ['answer', 'answers'],
    ] as const) {
      const text = server.messages.map(({ raw }) => raw.toString().replace(/=\r\n/g, '')).join('');
      const tokens = [...text.matchAll(new RegExp(`example\\.org/${path}/([\\w-]{40}0?)`, 'g'))];
      const found = tokens.map(([, token = '']) => readLinkToken([secretKey], purpose, token, bed.now));
      const generations = found.map(
        (reading) => reading.ok && [reading.claim.subscriberId, reading.claim.addressVersion],
      );
      for (const [index, reader] of readers.entries()) {
        expect(generations).toContainEqual([reader, index === 0 ? 3 : 0]);
      }
    }
  });

  it('records what every kind of answer means', async () => {
    const answers: Record<string, { code: number; text: string }> = {
      dead: { code: 550, text: '5.1.1 No such user' },
      spam: { code: 554, text: '5.7.1 Message refused by policy' },
      full: { code: 552, text: '5.2.2 Mailbox full' },
      later: { code: 450, text: '4.2.0 Greylisted' },
      busy: { code: 421, text: '4.7.0 Too fast' },
    };
    const server = await sink({
      onRcpt: (address) => answers[address.split('-')[0] ?? ''],
      onData: ({ to }) => (to[0]?.startsWith('cut') ? 'drop' : undefined),
    });
    const names = ['dead', 'spam', 'full', 'later', 'busy', 'cut', 'fine'];
    const { digest, slice } = await digestFor(names.map((name) => `${name}-answer@example.net`));
    const summary = await sendSlice(await bed.context(server.url), slice, never);
    expect(summary).toEqual({ sent: 1, deferred: 2, failed: 3, uncertain: 1, skipped: 0, ended: 'done' });

    const found = await deliveriesOf(bed.database, digest);
    const row = (name: string) => found.get(`${name}-answer@example.net`);
    expect(row('dead')).toEqual({
      state: 'failed',
      attempts: 1,
      reason: 'dead-address',
      code: 550,
      next: null,
    });
    expect(row('spam')).toEqual({ state: 'failed', attempts: 1, reason: 'policy', code: 554, next: null });
    expect(row('full')).toEqual({ state: 'failed', attempts: 1, reason: 'rejected', code: 552, next: null });
    expect(row('later')).toEqual({
      state: 'deferred',
      attempts: 1,
      reason: 'temporary',
      code: 450,
      next: new Date(bed.now.getTime() + 300_000),
    });
    expect(row('busy')).toMatchObject({ state: 'deferred', attempts: 0, reason: 'throttled', code: 421 });
    expect(row('cut')).toEqual({
      state: 'uncertain',
      attempts: 1,
      reason: 'uncertain',
      code: null,
      next: null,
    });
    expect(row('fine')).toEqual({ state: 'sent', attempts: 1, reason: null, code: 250, next: null });
    expect(bed.entries.map(({ event }) => event).sort()).toEqual(['message-uncertain', 'relay-throttles']);
  });

  it('suppresses a dead address, and no other', async () => {
    const server = await sink({
      onRcpt: (address) =>
        address.startsWith('dead')
          ? { code: 550, text: '5.1.1 No such user' }
          : { code: 554, text: '5.7.1 No' },
    });
    const { slice } = await digestFor(['dead-one@example.net', 'living-one@example.net']);
    await sendSlice(await bed.context(server.url), slice, never);
    const { rows } = await bed.database.query(
      `SELECT s.address, s.state, x.reason FROM subscribers s LEFT JOIN suppressions x USING (address_hash)
        WHERE s.address LIKE '%-one@example.net' ORDER BY s.address`,
    );
    expect(rows).toEqual([
      { address: 'dead-one@example.net', state: 'bounced', reason: 'bounced' },
      { address: 'living-one@example.net', state: 'active', reason: null },
    ]);
  });

  it('stores what a hostile server says, cleaned', async () => {
    const server = await sink({
      onRcpt: () => ({ code: 554, text: `5.7.1 no\u0007 \u202E${'x'.repeat(600)}` }),
    });
    const { digest, slice } = await digestFor(['told@example.net']);
    await sendSlice(await bed.context(server.url), slice, never);
    const { rows } = await bed.database.query(
      'SELECT reply_status, reply_text FROM deliveries WHERE digest_id = $1',
      [digest],
    );
    expect(rows).toEqual([{ reply_status: '5.7.1', reply_text: `no ${'x'.repeat(497)}` }]);
  });

  it('never makes a header or a recipient of what an address holds', async () => {
    const server = await sink();
    const { digest, slice } = await digestFor([
      'a@example.net>\r\nBcc: <victim@example.net',
      'plain@example.net',
    ]);
    await sendSlice(await bed.context(server.url), slice, never);
    expect(recipients(server)).toEqual(['plain@example.net']);
    expect(await statesOf(bed.database, digest)).toEqual({ failed: 1, sent: 1 });
  });
});

describe('right before a message', () => {
  it('the reader is asked for again: who left in the middle of a send gets nothing', async () => {
    const { digest, slice, readers } = await digestFor(addressesOf(4, 'leaving'));
    const [, second, third] = readers;
    const server = await sink({
      onData: async ({ to }) => {
        if (to[0] !== 'leaving-0@example.net') return undefined;
        await bed.database.query("UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1", [second]);
        await bed.database.query(
          `INSERT INTO suppressions (address_hash, reason)
           SELECT address_hash, 'complained' FROM subscribers WHERE id = $1`,
          [third],
        );
        return undefined;
      },
    });
    const summary = await sendSlice(await bed.context(server.url, { connections: 1 }), slice, never);
    expect(summary).toEqual({ ...none, sent: 2, skipped: 2, ended: 'done' });
    expect(recipients(server)).toEqual(['leaving-0@example.net', 'leaving-3@example.net']);
    const found = await deliveriesOf(bed.database, digest);
    expect(found.get('leaving-1@example.net')).toMatchObject({
      state: 'skipped',
      reason: 'unsubscribed',
      attempts: 0,
    });
    expect(found.get('leaving-2@example.net')).toMatchObject({
      state: 'skipped',
      reason: 'suppressed',
      attempts: 0,
    });
  });

  it('a reader who was erased is no reader', async () => {
    const { slice, readers } = await digestFor(addressesOf(2, 'erased'));
    const server = await sink({
      onData: async () => {
        await bed.database.query('DELETE FROM subscribers WHERE id = $1', [readers[1]]);
        return undefined;
      },
    });
    const summary = await sendSlice(await bed.context(server.url, { connections: 1 }), slice, never);
    expect(summary).toEqual({ ...none, sent: 1, ended: 'done' });
  });
});

describe('stopping', () => {
  it('ends after the messages on the wire and leaves the rest to be taken up', async () => {
    const stop = new AbortController();
    const server = await sink({
      onData: () => {
        stop.abort();
        return undefined;
      },
    });
    const { digest, slice } = await digestFor(addressesOf(20, 'stopped'));
    const context = await bed.context(server.url);
    const summary = await sendSlice(context, slice, stop.signal);
    expect(summary.ended).toBe('stopped');
    expect(summary.sent).toBeLessThanOrEqual(3);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: summary.sent, pending: 20 - summary.sent });
    expect(await sendSlice(context, slice, never)).toMatchObject({ sent: 20 - summary.sent, ended: 'done' });
    expect(new Set(recipients(server)).size).toBe(20);
    expect(server.messages).toHaveLength(20);
  });

  it('before it began changes nothing', async () => {
    const server = await sink();
    const { digest, slice } = await digestFor(addressesOf(2, 'unbegun'));
    expect(await sendSlice(await bed.context(server.url), slice, AbortSignal.abort())).toEqual({
      ...none,
      ended: 'stopped',
    });
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 2 });
  });

  it('a slice that does not exist is nobody’s', async () => {
    const server = await sink();
    expect(await sendSlice(await bed.context(server.url), 999_999, never)).toEqual({
      ...none,
      ended: 'held',
    });
  });
});
