import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalMailbox, startMailbox } from '../../../src/embedded/mailbox.js';
import { converse, message, send, talk } from './mail-client.js';

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
