import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendNotices } from '../../src/delivery/send-notices.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { readReturnAddress } from '../../src/signing/return-path.js';
import { insertNotices } from '../../src/store/deliveries/notices.js';
import { checkMessage } from '../support/check-message.js';
import { type HostileSmtp, startHostileSmtp } from '../support/hostile-smtp.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  never,
  openDeliveryBed,
  secretKey,
} from './delivery-bed.js';

const returnPath = { prefix: 'bounces+', domain: 'returns.example.org' };

let bed: DeliveryBed;
let readers: number[] = [];
let sink: SmtpSink;
let pipelining: HostileSmtp;
beforeAll(async () => {
  bed = await openDeliveryBed();
  sink = await startSmtpSink();
  pipelining = await startHostileSmtp({ act: () => undefined });
  readers = await addReaders(bed.database, addressesOf(20));
});
afterAll(async () => {
  await bed.close();
  await pipelining.stop();
  await sink.stop();
});

/** Whom the sender of an envelope names. */
const namedBy = (sender: string) => {
  const reading = readReturnAddress([secretKey], sender);
  if (reading === null) throw new Error(`${sender} is not signed`);
  return reading;
};

describe('the sender of an envelope', () => {
  it('is signed for its own recipient, and From stays', async () => {
    const digest = await addDigest(bed.database);
    const context = await bed.context(sink.url, { returnPath });
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    expect(sink.messages).toHaveLength(20);
    for (const { from, to, raw } of sink.messages) {
      expect(from).toMatch(/^bounces\+[a-z2-7]{40}@returns\.example\.org$/);
      const { claim, wasSentTo } = namedBy(from);
      expect(claim).toMatchObject({ kind: 'delivery', id: digest });
      expect(to.map(wasSentTo)).toEqual([true]);
      expect(readers).toContain(claim.subscriberId);
      expect(String(raw)).toMatch(/^From: .*<papers@example\.org>\r$/m);
    }
  });

  it('goes ahead with its own recipient where the server pipelines', async () => {
    const digest = await addDigest(bed.database);
    const context = await bed.context(pipelining.url, { returnPath, connections: 1 });
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    const commands = pipelining.commands.filter((command) => /^(MAIL|RCPT)/.test(command));
    expect(commands).toHaveLength(40);
    for (let at = 0; at < commands.length; at += 2) {
      const [sender = '', to = ''] = [commands[at], commands[at + 1]].map(
        (command) => /<(.*)>/.exec(command ?? '')?.[1],
      );
      expect(namedBy(sender).wasSentTo(to)).toBe(true);
    }
    expect(pipelining.read).toHaveLength(20);
    expect(pipelining.connections()).toBe(1);
  });

  it('of a notice is signed too', async () => {
    const [subscriberId = 0] = readers;
    await insertNotices(
      bed.database,
      [{ kind: 'welcome', subscriberId, serial: 0, domain: 'example.net' }],
      bed.now,
    );
    const before = sink.messages.length;
    await sendNotices(await bed.context(sink.url, { returnPath }), never);
    const [message] = sink.messages.slice(before);
    const { claim } = namedBy(message?.from ?? '');
    const { rows } = await bed.database.query('SELECT id FROM notices WHERE subscriber_id = $1', [
      subscriberId,
    ]);
    expect(claim).toEqual({ kind: 'notice', id: rows[0]?.['id'], subscriberId });
  });

  it('has another one beside it for who wants to leave by mail', async () => {
    const digest = await addDigest(bed.database);
    const before = sink.messages.length;
    const context = await bed.context(sink.url, { returnPath, leavesByMail: true });
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    for (const { to, raw } of sink.messages.slice(before)) {
      const [, mailto = ''] =
        /^List-Unsubscribe: <https?:[^<>]+>,<mailto:([^<>?]+)\?subject=unsubscribe>\r$/m.exec(String(raw)) ??
        [];
      const { claim, wasSentTo } = namedBy(mailto);
      expect(claim).toMatchObject({ kind: 'unsubscribe', id: digest });
      expect(to.map(wasSentTo)).toEqual([true]);
      expect(await checkMessage(raw, { expectList: true })).toEqual([]);
    }
    expect(sink.messages.length).toBeGreaterThan(before);
  });

  it('is that of From where no return path is configured', async () => {
    const digest = await addDigest(bed.database);
    const before = sink.messages.length;
    const context = await bed.context(sink.url);
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    const senders = new Set(sink.messages.slice(before).map(({ from }) => from));
    expect([...senders]).toEqual(['papers@example.org']);
  });
});
