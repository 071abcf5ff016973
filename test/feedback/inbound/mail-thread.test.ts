import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenMailReader, openMailReader } from '../../../src/feedback/inbound/open-mail-reader.js';
import { type InboundContext, receiveMail } from '../../../src/feedback/inbound/receive-mail.js';
import {
  findFailedMail,
  insertFailedMail,
  listFailedMails,
} from '../../../src/store/feedback/failed-mails.js';
import { bounceMail, type FeedbackBed, keys, openFeedbackBed, ownDomains } from '../feedback-bed.js';

const entry = new URL('../../support/mail-thread.js', import.meta.url);
const receivedAt = new Date('2026-03-25T09:00:00Z');

/** A message with files attached, as a receiver of mail would send its report. */
function reportMail(files: readonly Buffer[], type = 'application/gzip'): Buffer {
  const name = 'receiver.example!example.org!1774310400!1774396799.xml.gz';
  const parts = files.map(
    (file) =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${file
        .toString('base64')
        .replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
  return Buffer.from(
    `From: reports@receiver.example\r\nSubject: Report Domain: example.org Submitter: x Report-ID: y\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n${parts.join('')}--b--\r\n`,
  );
}

const packed = (xml: string): Buffer => gzipSync(xml, { level: 9 });
const fiveOf = (file: Buffer): Buffer[] => Array.from({ length: 5 }, () => file);
const nested = (depth: number): string => {
  let mail = 'Subject: innermost\n\nnothing';
  for (let level = 0; level < depth; level += 1) mail = `Content-Type: message/rfc822\n\n${mail}`;
  return mail;
};

/** What the penetration test sent, and neighbours of it. */
const hostile: readonly (readonly [string, () => Buffer, string])[] = [
  [
    'five files of 2.4 million elements',
    () => reportMail(fiveOf(packed(`<feedback>${'<a/>'.repeat(2_400_000)}</feedback>`))),
    'too-many-elements',
  ],
  [
    '2 million attributes',
    () => reportMail([packed(`<feedback ${attributes(1_000_000)}/>`)]),
    'too-many-elements',
  ],
  ['elements a million deep', () => reportMail([packed('<feedback>'.repeat(900_000))]), 'too-deep'],
  ['a bomb of 200 MB', () => reportMail([gzipSync(Buffer.alloc(200_000_000, ' '))]), 'too-large'],
  [
    'files that are too much together',
    () => reportMail(fiveOf(packed(`<feedback>${' '.repeat(9_000_000)}</feedback>`))),
    'too-large',
  ],
];

function attributes(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}=""`)
    .join(' ')
    .slice(0, 9_900_000);
}

/** Large and odd, and read all the same. */
const harmless: readonly (readonly [string, () => Buffer])[] = [
  ['messages 5,000 deep in each other', () => Buffer.from(nested(5_000))],
  [
    '100,000 parts',
    () => Buffer.from(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(100_000)}--b--`),
  ],
  [
    '4 MB of boundaries',
    () => Buffer.from(`Content-Type: multipart/mixed; boundary=b\n\n${'\n--b'.repeat(1_000_000)}`),
  ],
  ['200,000 header fields', () => Buffer.from(`${'X-A: b\n'.repeat(200_000)}\nbody`)],
  ['4 MB of encoded words', () => Buffer.from(`Subject: ${'=?utf-8?q?=41?= '.repeat(250_000)}\n\nbody`)],
  ['4 MB of tags', () => Buffer.from(`Content-Type: text/html\n\n${'<p'.repeat(2_000_000)}`)],
];

let bed: FeedbackBed;
let reader: OpenMailReader;
let context: InboundContext;
beforeAll(() => {
  reader = openMailReader({ entry, deadlineMs: 20_000 });
});
afterAll(() => reader.close());
beforeEach(async () => {
  bed = await openFeedbackBed(2);
  context = { acting: bed.acting, keys, reader, ownDomains, clock: () => receivedAt };
});
afterEach(() => bed.close());

const receive = (raw: Buffer, inbound = context) =>
  receiveMail(inbound, { raw, recipients: [], source: 'smtp' });
const bounceOf = (index: number) =>
  bounceMail({ to: bed.returnAddress(index), recipient: bed.addresses[index] ?? '' });

/**
 * How long this thread had no time for anything else while something was waited for, in ms of the processor; the best
 * of three, for memory is cleared away at some time or other.
 */
async function busyWhile(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && best >= 100; time += 1) {
    const before = processorMs();
    await work();
    best = Math.min(best, processorMs() - before);
  }
  return best;
}

/**
 * What this thread has had of the processor. Where the system does not tell, it is how long its loop was busy, in which
 * other programs may have had the processor.
 */
function processorMs(): number {
  try {
    return Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'utf8'), 10) / 1_000_000;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

describe('a hostile mail', () => {
  it.each(hostile)(
    'of %s is set aside with its reason, and keeps nobody waiting',
    async (_name, make, reason) => {
      await receive(bounceOf(1));
      const raw = make();
      expect(await busyWhile(() => receive(raw))).toBeLessThan(100);
      expect(await listFailedMails(bed.database)).toMatchObject([
        { reason, bytes: raw.length, source: 'smtp' },
      ]);
      await receive(bounceOf(0));
      expect(await bed.stateOf(0)).toMatchObject({ state: 'bounced' });
      expect(bed.logged.join()).toContain(`"reason":"${reason}"`);
    },
  );

  it.each(harmless)('of %s is read within bounds', async (_name, make) => {
    const raw = make();
    expect(await busyWhile(() => receive(raw))).toBeLessThan(100);
    expect(await listFailedMails(bed.database)).toEqual([]);
  });
});

describe('a thread that a mail breaks', () => {
  const heavy = () =>
    reportMail([packed(`<feedback>${'<record><row/></record>'.repeat(90_000)}</feedback>`)]);

  it('by time is ended, and the next mail is read by another', async () => {
    const impatient = openMailReader({ entry, deadlineMs: 1 });
    await receive(heavy(), { ...context, reader: impatient });
    await impatient.close();
    expect(await listFailedMails(bed.database)).toMatchObject([{ reason: 'too-slow' }]);
    await receive(bounceOf(0));
    expect(await bed.stateOf(0)).toMatchObject({ state: 'bounced' });
  });

  it('by memory is ended alone', async () => {
    const small = openMailReader({
      entry: new URL('../../support/hungry-thread.js', import.meta.url),
      heapMegabytes: 16,
    });
    const raw = bounceOf(0);
    for (let time = 0; time < 2; time += 1) await receive(raw, { ...context, reader: small });
    await small.close();
    expect(await listFailedMails(bed.database)).toMatchObject([{ reason: 'out-of-memory' }]);
  });

  it('because the service ends is to blame for nothing: the mail may come again', async () => {
    const closing = openMailReader({ entry, deadlineMs: 20_000 });
    const received = receive(heavy(), { ...context, reader: closing });
    await closing.close();
    await expect(received).rejects.toThrow('closed');
    expect(await listFailedMails(bed.database)).toEqual([]);
  });
});

describe('a mail that was set aside', () => {
  it('is whole, and moves the position of its mailbox on in the same transaction', async () => {
    const raw = reportMail([packed('<feedback>'.repeat(100))]);
    let moved = 0;
    await receiveMail(context, { raw, recipients: ['dmarc@example.org'], source: 'imap' }, async (client) => {
      moved += 1;
      await client.query("INSERT INTO imap_positions VALUES ('box', 1, 7)");
    });
    const [mail] = await listFailedMails(bed.database);
    expect(mail).toMatchObject({ source: 'imap', reason: 'too-deep', recipients: ['dmarc@example.org'] });
    expect((await findFailedMail(bed.database, mail?.id ?? 0))?.raw).toEqual(raw);
    const { rows } = await bed.database.query<{ last_uid: number }>('SELECT last_uid FROM imap_positions');
    expect([moved, rows]).toEqual([1, [{ last_uid: 7 }]]);
  });

  it('is one of two hundred at most', async () => {
    for (let index = 0; index < 205; index += 1) {
      await insertFailedMail(bed.database, {
        ...{
          source: 'smtp',
          reason: 'fault',
          detail: 'x',
          recipients: [],
          raw: Buffer.from([index]),
          receivedAt,
        },
        rawHash: Buffer.alloc(32, index),
      });
    }
    expect((await listFailedMails(bed.database)).length).toBe(200);
  });

  it('is what the database will not take, and not what it could not take just now', async () => {
    const failing = (error: object) => ({ ...context, reader: { read: async () => Promise.reject(error) } });
    const raw = bounceOf(0);
    await receive(raw, failing(Object.assign(new Error('invalid byte sequence'), { code: '22021' })));
    expect(await listFailedMails(bed.database)).toMatchObject([{ reason: 'fault' }]);
    for (const code of ['57P01', '40P01', '53100', 'ECONNRESET']) {
      const lost = Object.assign(new Error('lost'), { code });
      await expect(receive(raw, failing(lost))).rejects.toThrow('lost');
    }
  });
});
