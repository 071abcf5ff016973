import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmtpConnection } from '../../../src/delivery/smtp/smtp-connection.js';
import { isExpectedRecipient } from '../../../src/feedback/inbound/expected-recipient.js';
import { receiveMail } from '../../../src/feedback/inbound/receive-mail.js';
import {
  listenForReports,
  type SmtpReceiver,
  type SmtpReceiverOptions,
} from '../../../src/feedback/inbound/smtp-receiver.js';
import { selfSigned } from '../../support/self-signed.js';
import { waitFor } from '../../support/wait-for.js';
import {
  bounceMail,
  type FeedbackBed,
  keys,
  openFeedbackBed,
  ownDomains,
  reader,
  returnPath,
} from '../feedback-bed.js';

let bed: FeedbackBed;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  bed = await openFeedbackBed(3);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await bed.close();
});

async function listen(changes: Partial<SmtpReceiverOptions> = {}): Promise<SmtpReceiver> {
  const expected = { secretKeys: keys.secretKeys, returnPath, mailboxes: ['abuse@returns.example.org'] };
  const context = {
    acting: bed.acting,
    keys,
    reader,
    ownDomains,
    clock: () => new Date('2026-03-25T09:00:00Z'),
  };
  const receiver = await listenForReports({
    host: '127.0.0.1',
    port: 0,
    name: returnPath.domain,
    tls: null,
    isExpected: (recipient) => isExpectedRecipient(expected, recipient),
    receive: (raw, recipients) => receiveMail(context, { raw, recipients, source: 'smtp' }),
    onFault: () => undefined,
    ...changes,
  });
  closers.push(() => receiver.stop());
  return receiver;
}

async function send(receiver: SmtpReceiver, to: string, raw: Buffer, from = '') {
  const connection = openSmtpConnection({
    url: `smtp://127.0.0.1:${receiver.port}?tls.rejectUnauthorized=false`,
    name: 'relay.example.net',
  });
  closers.push(() => connection.close());
  return connection.send({ from, to }, raw, null);
}

const bounceOf = (index: number) =>
  bounceMail({ to: 'x@elsewhere.example', recipient: bed.addresses[index] ?? '' });

describe('inbound SMTP', () => {
  it('keeps a report before it says 250', async () => {
    const receiver = await listen();
    expect(await send(receiver, bed.returnAddress(0), bounceOf(0))).toMatchObject({ replyCode: 250 });
    expect(await bed.stateOf(0)).toEqual({ state: 'bounced', suppressed: 'bounced' });
  });

  it('takes mail for signed return paths of its domain, in any case and wrapping, and named mailboxes', async () => {
    const receiver = await listen();
    const signed = bed.returnAddress(0);
    const local = signed.split('@')[0];
    for (const to of [signed.toUpperCase(), `prvs=1234abcdef=${signed}`, 'Abuse@Returns.Example.Org']) {
      expect(await send(receiver, to, bounceOf(1))).toMatchObject({ replyCode: 250 });
    }
    const altered = signed.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
    for (const to of [altered, `${local}@elsewhere.example`, 'reader@returns.example.org', 'x@example.com']) {
      expect(await send(receiver, to, bounceOf(1))).toMatchObject({ replyCode: 550 });
    }
  });

  it('refuses what is too large, and keeps nothing of it', async () => {
    const receiver = await listen({ mostBytes: 50_000 });
    const large = Buffer.concat([bounceOf(0), Buffer.alloc(60_000, 'x')]);
    expect(await send(receiver, bed.returnAddress(0), large)).toMatchObject({ class: 'rejected' });
    const lines = await talk(receiver.port, [
      'EHLO relay.example.net',
      'MAIL FROM:<>',
      `RCPT TO:<${bed.returnAddress(0)}>`,
      'DATA',
      `${'x'.repeat(900)}\r\n`.repeat(80),
      '.',
    ]);
    expect(lines.at(-1)).toMatch(/^552 /);
    expect(await bed.feedback()).toEqual([]);
  });

  it('keeps a message whole that comes in thousands of pieces', async () => {
    const kept: Buffer[] = [];
    const receiver = await listen({ receive: async (raw) => void kept.push(raw) });
    const dots = Buffer.from(`Subject: dots\r\n\r\n${'.\r\n'.repeat(3_500)}`);
    expect(await send(receiver, bed.returnAddress(0), dots)).toMatchObject({ replyCode: 250 });
    expect(kept.map(String)).toEqual([dots.toString()]);
  });

  it('asks to come back when the message could not be kept', async () => {
    const receiver = await listen({ receive: () => Promise.reject(new Error('the database is away')) });
    expect(await send(receiver, bed.returnAddress(0), bounceOf(0))).toMatchObject({ replyCode: 451 });
  });

  it('offers STARTTLS where it has a certificate', async () => {
    const { keyPem, certificate } = selfSigned('returns.example.org');
    const receiver = await listen({ tls: { key: keyPem, certificate } });
    const hello = await talk(receiver.port, ['EHLO relay.example.net']);
    expect(hello.join('\n')).toMatch(/^250[- ]STARTTLS$/m);
    expect(await send(receiver, bed.returnAddress(2), bounceOf(2))).toMatchObject({ replyCode: 250 });
    expect(await bed.stateOf(2)).toMatchObject({ state: 'bounced' });
    const plain = await talk((await listen()).port, ['EHLO relay.example.net']);
    expect(plain.join('\n')).not.toContain('STARTTLS');
  });

  it('has twenty places for one client, and others when it leaves', async () => {
    const receiver = await listen();
    const open = await Promise.all(Array.from({ length: 20 }, () => greeted(receiver.port)));
    const further = await greeted(receiver.port);
    expect(open.map(({ line }) => line.slice(0, 3))).toEqual(open.map(() => '220'));
    expect(further.line).toMatch(/^421 /);
    for (const { socket } of [...open, further]) socket.destroy();
    await waitFor('a place', async () => {
      const { socket, line } = await greeted(receiver.port);
      socket.destroy();
      return line.startsWith('220');
    });
  });

  it('takes mail for the postmaster (RFC 5321 §4.5.1)', async () => {
    const receiver = await listen();
    expect(await send(receiver, 'Postmaster@returns.example.org', bounceOf(0))).toMatchObject({
      replyCode: 250,
    });
    const bare = await talk(receiver.port, ['EHLO x', 'MAIL FROM:<>', 'RCPT TO:<postmaster>', 'QUIT']);
    expect(bare.filter((line) => line.startsWith('250 ')).length).toBeGreaterThan(2);
  });

  it('lets nobody stay who only says NOOP, and serves who comes after', async () => {
    const receiver = await listen({ messageWithinMs: 300 });
    const { socket, heard } = await greeted(receiver.port);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const again = setInterval(() => socket.write('NOOP\r\n'), 20);
    await closed;
    clearInterval(again);
    expect(heard()).toMatch(/250 [^\n]*\r\n(?:.*\n)*421 4\.4\.2 /);
    expect(await send(receiver, 'Postmaster@returns.example.org', bounceOf(0))).toMatchObject({
      replyCode: 250,
    });
  });

  it('has room for so many at once', async () => {
    const receiver = await listen({ mostClients: 2 });
    const open = [await greeted(receiver.port), await greeted(receiver.port)];
    const third = await greeted(receiver.port);
    expect(open.map(({ line }) => line.slice(0, 3))).toEqual(['220', '220']);
    expect(third.line).toMatch(/^421 /);
    for (const { socket } of [...open, third]) socket.destroy();
  });
});

interface Greeted {
  readonly socket: Socket;
  readonly line: string;
  /** All that the server said until now. */
  readonly heard: () => string;
}

async function greeted(port: number): Promise<Greeted> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  socket.on('error', () => undefined);
  await waitFor('a greeting', () => heard.includes('\n'));
  return { socket, line: heard, heard: () => heard };
}

/** Says each line when the last one was answered; returns all lines that were heard. */
async function talk(port: number, said: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  const answers = () => heard.split('\r\n').filter((line) => /^\d{3} /.test(line)).length;
  await waitFor('a greeting', () => answers() === 1);
  let expected = 1;
  for (const line of said) {
    socket.write(`${line}\r\n`);
    if (line.startsWith('xxx')) continue;
    expected += 1;
    await waitFor(`an answer to ${line.slice(0, 20)}`, () => answers() === expected);
  }
  socket.destroy();
  return heard.split('\r\n').filter((line) => line !== '');
}
