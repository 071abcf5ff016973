import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrivalOf, openMessageFolder } from '../../../src/embedded/mailbox/message-folder.js';
import { type LocalMailbox, startMailbox } from '../../../src/embedded/mailbox.js';
import { message, send } from './mail-client.js';

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

describe('removing what was for somebody', () => {
  it('leaves what was for others', async () => {
    const mailbox = await open();
    const to = [['ann@reader.example'], ['ben@reader.example'], ['ben@reader.example', 'ann@reader.example']];
    for (const [n, recipients] of to.entries()) {
      await send(mailbox, { to: recipients, raw: message(`mail ${n}`) });
    }
    await mailbox.removeFor((recipient) => recipient === 'ann@reader.example');
    expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['mail 1']);
  });
});
