import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ImapReader,
  type ImapReaderOptions,
  startImapReader,
} from '../../../src/feedback/inbound/imap-reader.js';
import { parseImapUrl } from '../../../src/feedback/inbound/imap-url.js';
import { receiveMail } from '../../../src/feedback/inbound/receive-mail.js';
import { hasDovecot, startDovecot, type TestDovecot } from '../../support/dovecot.js';
import { waitFor } from '../../support/wait-for.js';
import {
  bounceMail,
  type FeedbackBed,
  keys,
  reader as mailReader,
  openFeedbackBed,
  ownDomains,
} from '../feedback-bed.js';

describe.skipIf(!hasDovecot)('a mailbox', () => {
  let bed: FeedbackBed;
  let dovecot: TestDovecot;
  const readers: ImapReader[] = [];
  /** Messages as they were handed over, one entry each time. */
  let received: string[] = [];
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot?.remove());
  beforeEach(async () => {
    received = [];
    bed = await openFeedbackBed(12);
    await dovecot.anew();
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stop()));
    await bed.close();
  });

  const start = (changes: Partial<ImapReaderOptions> = {}) => {
    const reader = startImapReader({
      address: parseImapUrl(dovecot.url()),
      doneFolder: null,
      database: bed.database,
      log: bed.acting.log,
      askEveryMs: 200,
      firstPauseMs: 20,
      receive: async (raw, alongside) => {
        const context = {
          acting: bed.acting,
          keys,
          reader: mailReader,
          ownDomains,
          clock: () => new Date('2026-03-25T09:00:00Z'),
        };
        await receiveMail(context, { raw, recipients: [], source: 'imap' }, alongside);
        received.push(/Message-ID: <(report-\d+)/.exec(String(raw))?.[1] ?? '');
      },
      ...changes,
    });
    readers.push(reader);
    return reader;
  };
  const bounce = (index: number) =>
    dovecot.deliver(
      bounceMail({
        to: bed.returnAddress(index),
        recipient: bed.addresses[index] ?? '',
        name: `report-${index}`,
      }),
    );
  const bounced = async () => {
    const states = await Promise.all(bed.readers.map((_, index) => bed.stateOf(index)));
    return states.filter(({ state }) => state === 'bounced').length;
  };

  it('is read, what was there and what comes later, and marked', async () => {
    await bounce(0);
    start();
    await waitFor('the first', async () => (await bounced()) === 1);
    await bounce(1);
    await bounce(2);
    await waitFor('the others', async () => (await bounced()) === 3);
    await waitFor('the marks', async () => (await dovecot.flags()).join() === 'S,S,S');
    expect(received.sort()).toEqual(['report-0', 'report-1', 'report-2']);
  });

  it('is emptied into another folder, which is made where it is missing', async () => {
    await bounce(0);
    await bounce(1);
    start({ doneFolder: 'Read' });
    await waitFor('the mailbox to be empty', async () => (await dovecot.flags()).length === 0);
    expect(await dovecot.flags('Read')).toEqual(['S', 'S']);
    expect(await bounced()).toBe(2);
  });

  it('is read on after the connection was lost, each message once', async () => {
    const line = await startLine(dovecot.port);
    start({ address: parseImapUrl(dovecot.url().replace(String(dovecot.port), String(line.port))) });
    for (const index of [0, 1, 2]) await bounce(index);
    await waitFor('the first', async () => (await bounced()) >= 1);
    line.cut();
    for (const index of [3, 4, 5]) await bounce(index);
    await waitFor('more', async () => (await bounced()) >= 4);
    line.cut();
    await waitFor('all of them', async () => (await bounced()) === 6);
    expect(await bed.feedback()).toHaveLength(6);
    expect(bed.logged.join()).toContain('imap-connection-lost');
    expect(bed.logged.join()).not.toContain('@');
    await line.stop();
  });

  it('is not read past a message that could not be kept', async () => {
    let failing = true;
    await bounce(0);
    start({
      receive: async (raw, alongside) => {
        if (failing) throw new Error('the database is away');
        const context = { acting: bed.acting, keys, reader: mailReader, ownDomains, clock: () => new Date() };
        await receiveMail(context, { raw, recipients: [], source: 'imap' }, alongside);
      },
    });
    await waitFor('a failure', () => bed.logged.join().includes('imap-connection-lost'));
    failing = false;
    await waitFor('the message', async () => (await bounced()) === 1);
  });

  it('is marked by the next reader where the last one died before it could', async () => {
    await bounce(0);
    const reader = start();
    await waitFor('the message', async () => (await dovecot.flags()).join() === 'S');
    await reader.stop();
    await bed.database.query('UPDATE imap_positions SET last_uid = 2');
    await bounce(1);
    start();
    await waitFor('the mark', async () => (await dovecot.flags()).join() === 'S,S');
    expect(received).toEqual(['report-0']);
  });

  it('counts nothing twice when the server numbers it anew', async () => {
    await bounce(0);
    const reader = start();
    await waitFor('the first', async () => (await bounced()) === 1);
    await reader.stop();
    await dovecot.stop();
    await dovecot.renumber();
    await bounce(1);
    await dovecot.start();
    start();
    await waitFor('the second', async () => (await bounced()) === 2);
    expect(received.filter((name) => name === 'report-0')).toHaveLength(2);
    expect(await bed.feedback()).toHaveLength(2);
  });

  it('is read by one of several, and by another when that one ends', async () => {
    const first = start();
    await bounce(0);
    await waitFor('the first', async () => (await bounced()) === 1);
    start();
    await bounce(1);
    await waitFor('the second', async () => (await bounced()) === 2);
    await first.stop();
    await bounce(2);
    await waitFor('the third', async () => (await bounced()) === 3);
    expect(received.sort()).toEqual(['report-0', 'report-1', 'report-2']);
  });

  it('with another password is tried again, and the log does not tell whose it is', async () => {
    start({ address: { ...parseImapUrl(dovecot.url()), password: 'wrong' } });
    await waitFor('the refusal', () => bed.logged.join().includes('EAUTH'));
    expect(bed.logged.join()).not.toContain('bounces');
  });
});

/** A line to a port that can be cut. */
async function startLine(to: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('an IMAP URL', () => {
  it.each([
    [
      'imaps://user%40example.org:p%20w@mail.example.org/Bounces%2F2026',
      {
        port: 993,
        secure: true,
        user: 'user@example.org',
        password: 'p w',
        folder: 'Bounces/2026',
        mustEncrypt: false,
      },
    ],
    [
      'imap://u:p@mail.example.org',
      { port: 143, secure: false, folder: 'INBOX', mustEncrypt: true, verified: true },
    ],
    ['imap://u:p@127.0.0.1:1143/', { port: 1143, folder: 'INBOX', mustEncrypt: false }],
    ['imaps://u:p@[::1]:993/?tls.rejectUnauthorized=false', { host: '::1', verified: false }],
  ])('%s', (url, expected) => {
    expect(parseImapUrl(url)).toMatchObject(expected);
  });

  it.each([
    'imaps://mail.example.org',
    'imaps://user@mail.example.org',
    'imaps://u:p%@mail.example.org',
    'imaps://u:p@mail.example.org/?pool=true',
    'imaps://u:p@mail.example.org/?tls.rejectUnauthorized=maybe',
    'https://u:p@mail.example.org/',
    'mail.example.org',
  ])('%s is refused', (url) => {
    expect(() => parseImapUrl(url)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
