import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer, { type SentMessageInfo } from 'nodemailer';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrivalOf, openMessageFolder } from '../../src/embedded/mailbox/message-folder.js';
import { type LocalMailbox, startMailbox } from '../../src/embedded/mailbox.js';

const log = pino({ level: 'silent' });
let dataDir: string;
let opened: LocalMailbox[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-mailbox-'));
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((mailbox) => mailbox.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function open(): Promise<LocalMailbox> {
  const mailbox = await startMailbox({ dataDir, log });
  opened.push(mailbox);
  return mailbox;
}

interface Sending {
  readonly from?: string;
  readonly to: readonly string[];
  readonly raw: string | Buffer;
}

async function send(mailbox: LocalMailbox, mail: Sending): Promise<SentMessageInfo> {
  const transport = nodemailer.createTransport(mailbox.smtpUrl);
  const envelope = { from: mail.from ?? 'papers@sender.example', to: [...mail.to] };
  return await transport.sendMail({ envelope, raw: mail.raw });
}

const message = (subject: string, from = 'Papers <papers@sender.example>') =>
  `From: ${from}\r\nTo: shown@reader.example\r\nSubject: ${subject}\r\n\r\nBody of it\r\n`;

describe('receiving', () => {
  it('keeps a message byte for byte with its envelope, newest first', async () => {
    const mailbox = await open();
    const before = Date.now();
    const first = `${message('First')}.dot\r\n..dots\r\nFrom here\r\n`;
    await send(mailbox, { to: ['ann@reader.example'], raw: first });
    await send(mailbox, { to: ['ben@reader.example', 'cle@reader.example'], raw: message('Second') });
    const [second, oldest] = await mailbox.list();
    expect(second).toMatchObject({
      from: 'Papers <papers@sender.example>',
      to: 'ben@reader.example, cle@reader.example',
      subject: 'Second',
      bytes: message('Second').length,
    });
    expect(oldest).toMatchObject({ to: 'ann@reader.example', subject: 'First' });
    const read = await mailbox.read(oldest?.id ?? '');
    expect(read?.raw.toString('latin1')).toBe(first);
    expect(read?.receivedAt).toEqual(oldest?.receivedAt);
    expect(read?.receivedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(read?.receivedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    [
      'an encoded word',
      message('=?utf-8?Q?Sch=C3=B6ne_Gr=C3=BC=C3=9Fe?='),
      'Schöne Grüße',
      'Papers <papers@sender.example>',
    ],
    [
      'UTF-8 as it is',
      message('Schöne Grüße', 'Jörg <jörg@bücher.example>'),
      'Schöne Grüße',
      'Jörg <jörg@bücher.example>',
    ],
    ['a folded subject', message('one\r\n two'), 'one two', 'Papers <papers@sender.example>'],
    ['no name', message('Bare', 'bare@sender.example'), 'Bare', 'bare@sender.example'],
    ['no headers', '\r\nBody\r\n', '', 'papers@sender.example'],
    ['no structure at all', Buffer.from([0, 255, 254, 13, 10, 1]), '', 'papers@sender.example'],
    ['a subject without end', message('x'.repeat(900)), 'x'.repeat(500), 'Papers <papers@sender.example>'],
  ])('reads %s', async (_name, raw, subject, from) => {
    const mailbox = await open();
    await send(mailbox, { to: ['ann@reader.example'], raw });
    expect(await mailbox.list()).toMatchObject([{ subject, from }]);
  });

  it('takes addresses and bodies beyond ASCII, and bounces without a sender', async () => {
    const mailbox = await open();
    const raw = message('From nobody', '');
    const info = await send(mailbox, { from: '', to: ['jörg@bücher.example'], raw });
    expect(info.response).toMatch(/^250 2\./);
    const [entry] = await mailbox.list();
    expect(entry).toMatchObject({ from: '', to: 'jörg@bücher.example' });
  });

  it('says 250 only when the message stands in a file that others can read', async () => {
    const mailbox = await open();
    await send(mailbox, { to: ['ann@reader.example'], raw: message('Kept') });
    const names = await readdir(join(dataDir, 'mailbox'));
    expect(names).toHaveLength(1);
    const content = await readFile(join(dataDir, 'mailbox', names[0] ?? ''), 'utf8');
    const line = content.slice(0, content.indexOf('\n'));
    expect(JSON.parse(line)).toMatchObject({
      envelopeFrom: 'papers@sender.example',
      to: ['ann@reader.example'],
    });
    expect(content.slice(line.length + 1)).toBe(message('Kept'));
    expect((await stat(join(dataDir, 'mailbox'))).mode & 0o777).toBe(0o700);
  });

  it('refuses what is too big and stays usable', async () => {
    const mailbox = await open();
    const big = Buffer.alloc(10_500_000, 'x'.repeat(76).concat('\r\n'));
    await expect(send(mailbox, { to: ['ann@reader.example'], raw: big })).rejects.toMatchObject({
      responseCode: 552,
    });
    const undeclared = await converse(mailbox, [
      'EHLO t',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<c@d.example>',
      'DATA',
      `${big.toString()}\r\n.`,
      'QUIT',
    ]);
    expect(undeclared).toContain('552 5.3.4');
    expect(await mailbox.list()).toEqual([]);
    await send(mailbox, { to: ['ann@reader.example'], raw: message('After') });
    expect(await mailbox.list()).toHaveLength(1);
  });

  it('keeps nothing of a message whose sender goes away in the middle', async () => {
    const mailbox = await open();
    const { socket, said } = talk(mailbox, [
      'EHLO t',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<c@d.example>',
      'DATA',
    ]);
    await expect.poll(said).toContain('354');
    socket.write(message('Half'));
    socket.destroy();
    await send(mailbox, { to: ['ann@reader.example'], raw: message('Whole') });
    expect(await mailbox.list()).toMatchObject([{ subject: 'Whole' }]);
    expect(await readdir(join(dataDir, 'mailbox'))).toHaveLength(1);
  });

  it('asks to come back later when it cannot write', async () => {
    const mailbox = await open();
    await rm(join(dataDir, 'mailbox'), { recursive: true });
    const sent = send(mailbox, { to: ['ann@reader.example'], raw: message('Lost') });
    await expect(sent).rejects.toMatchObject({ responseCode: 451 });
  });

  it('announces what senders look for', async () => {
    const said = await converse(await open(), ['EHLO t', 'QUIT']);
    for (const word of ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'SIZE 10000000', 'ENHANCEDSTATUSCODES']) {
      expect(said).toContain(word);
    }
    expect(said).not.toMatch(/STARTTLS|AUTH/);
  });
});

describe('reading', () => {
  it('knows no id that is none, whatever it points to', async () => {
    const mailbox = await open();
    await writeFile(join(dataDir, 'secret-key'), 'secret');
    await writeFile(join(dataDir, 'secret.mail'), '{}\nsecret');
    for (const id of ['', '.', '..', '../secret', '../secret-key', '/etc/passwd', '1'.repeat(13), 'a\0b']) {
      expect(await mailbox.read(id)).toBeNull();
    }
    expect(await mailbox.read('1774252800000-0000-00000000')).toBeNull();
  });

  it('sees what other processes received, and keeps it over a restart', async () => {
    const [one, two] = [await open(), await open()];
    expect(one.smtpUrl).not.toBe(two.smtpUrl);
    const from = async (mailbox: LocalMailbox, name: string) => {
      for (let n = 0; n < 10; n += 1) {
        await send(mailbox, { to: ['ann@reader.example'], raw: message(`${name} ${n}`) });
      }
    };
    await Promise.all([from(one, 'one'), from(two, 'two')]);
    const subjects = (await one.list()).map(({ subject }) => subject);
    expect(subjects).toHaveLength(20);
    expect(new Set(subjects).size).toBe(20);
    expect(await two.list()).toEqual(await one.list());
    await Promise.all([one.stop(), one.stop(), two.stop()]);
    const later = await open();
    expect((await later.list()).map(({ subject }) => subject)).toEqual(subjects);
  });

  it('is emptied for everybody', async () => {
    const [one, two] = [await open(), await open()];
    await send(one, { to: ['ann@reader.example'], raw: message('Gone') });
    const [entry] = await two.list();
    await two.clear();
    expect(await one.list()).toEqual([]);
    expect(await one.read(entry?.id ?? '')).toBeNull();
    await send(one, { to: ['ann@reader.example'], raw: message('New') });
    expect(await two.list()).toMatchObject([{ subject: 'New' }]);
  });
});

describe('the newest 2,000', () => {
  const summary = { from: 'a@b.example', to: ['c@d.example'], subject: 'Old', bytes: 4, envelopeFrom: '' };

  it('stay; older ones make way', async () => {
    const folder = await openMessageFolder(join(dataDir, 'mailbox'));
    for (let n = 0; n < 2010; n += 1)
      await folder.write({ ...summary, subject: `Old ${n}` }, Buffer.from('old\n'));
    const mailbox = await open();
    await send(mailbox, { to: ['ann@reader.example'], raw: message('Newest') });
    const list = await mailbox.list();
    expect(list).toHaveLength(2000);
    expect([list[0]?.subject, list[1]?.subject, list.at(-1)?.subject]).toEqual([
      'Newest',
      'Old 2009',
      'Old 11',
    ]);
    await expect.poll(() => readdir(join(dataDir, 'mailbox'))).toHaveLength(2000);
  });

  it('get ids in the order of arrival, within a millisecond too', async () => {
    const folder = await openMessageFolder(join(dataDir, 'mailbox'));
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => folder.write({ ...summary, bytes: n }, Buffer.from('x'))),
    );
    const ids = await folder.ids();
    const bytes = await Promise.all(ids.map(async (id) => (await folder.readSummary(id))?.bytes));
    expect(bytes).toEqual(Array.from({ length: 300 }, (_, n) => 299 - n));
    expect(arrivalOf(ids[0] ?? '').getTime()).toBeLessThanOrEqual(Date.now() + 300);
  });

  it('are read with summaries of any length', async () => {
    const folder = await openMessageFolder(join(dataDir, 'mailbox'));
    const to = Array.from({ length: 100 }, (_, n) => `${'ö'.repeat(60)}${n}@${'a'.repeat(60)}.example`);
    await folder.write({ ...summary, to }, Buffer.from('x'));
    const [id] = await folder.ids();
    expect((await folder.readSummary(id ?? ''))?.to).toEqual(to);
  });
});

describe('what a killed process leaves', () => {
  it('is removed when it is old, and never listed', async () => {
    await (await open()).stop();
    const place = join(dataDir, 'mailbox');
    const hourAgo = new Date(Date.now() - 3_600_000);
    await writeFile(join(place, '1774252800000-0000-0000000a.part'), 'old');
    await utimes(join(place, '1774252800000-0000-0000000a.part'), hourAgo, hourAgo);
    await writeFile(join(place, '1774252800000-0000-0000000b.part'), 'being written');
    const mailbox = await open();
    expect(await mailbox.list()).toEqual([]);
    expect(await readdir(place)).toEqual(['1774252800000-0000-0000000b.part']);
  });
});

/** Says each line after the answer to the one before: a server refuses those who talk before it greets. */
function talk(mailbox: LocalMailbox, lines: readonly string[]): { socket: Socket; said: () => string } {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  let said = '';
  const waiting = [...lines];
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (!/^\d{3} [^\r\n]*\r\n$/m.test(text)) return;
    const next = waiting.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
  });
  return { socket, said: () => said };
}

/** All that was answered until the server hung up. */
async function converse(mailbox: LocalMailbox, lines: readonly string[]): Promise<string> {
  const { socket, said } = talk(mailbox, lines);
  await once(socket, 'close');
  return said();
}
