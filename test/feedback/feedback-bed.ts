import type { ActingContext } from '../../src/feedback/acting/record-report.js';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import type { FeedbackEvent } from '../../src/model/feedback.js';
import { deliveryMessageId } from '../../src/signing/message-id.js';
import { makeReturnAddress } from '../../src/signing/return-path.js';
import type { SoftBounceLimit } from '../../src/store/feedback/feedback-effects.js';
import { addDigest, addReaders, addressesOf, messageIdKey, secretKey } from '../delivery/delivery-bed.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

export const keys = { secretKeys: [secretKey], messageIdKey };
/** Reads messages where the test runs; `mail-thread.test.ts` has the thread. */
export const reader = { read: async (raw: Uint8Array) => readMail(raw) };
export const ownDomains = ['example.org', 'returns.example.org'];
export const returnPath = { prefix: '', domain: 'returns.example.org' };

export interface FeedbackRow extends Omit<FeedbackEvent, 'recipient'> {
  readonly source: string;
  readonly evidence: string;
  readonly effect: string;
  readonly cause: string | null;
  readonly subscriber_id: number | null;
  readonly digest_id: number | null;
  readonly domain: string | null;
  readonly excerpt: string | null;
}

/** Readers who were sent a digest, and what acting on reports needs. */
export interface FeedbackBed extends TestDatabase {
  readonly acting: ActingContext;
  /** Entries of the log, as JSON. */
  readonly logged: string[];
  readonly readers: readonly number[];
  readonly addresses: readonly string[];
  digest: number;
  /** A further digest that all readers were sent at this moment. */
  sendDigest(at: Date): Promise<number>;
  /** The signed return path of the digest's message to a reader. */
  returnAddress(index: number): string;
  messageId(index: number): string;
  stateOf(index: number): Promise<{ readonly state: string; readonly suppressed: string | null }>;
  feedback(): Promise<FeedbackRow[]>;
}

export async function openFeedbackBed(
  count: number,
  softBounces: SoftBounceLimit = { days: 3, withinDays: 30 },
): Promise<FeedbackBed> {
  const test = await createTestDatabase();
  const { database } = test;
  const addresses = addressesOf(count);
  const readers = await addReaders(database, addresses);
  const logged: string[] = [];
  const log = { info: keep(logged), warn: keep(logged), error: keep(logged) };
  const bed: FeedbackBed = {
    ...test,
    acting: { database, softBounces, log },
    logged,
    readers,
    addresses,
    digest: 0,
    sendDigest: async (at) => {
      const digest = await addDigest(database);
      const { rows } = await database.query<{ id: number }>(
        'INSERT INTO slices (digest_id) VALUES ($1) RETURNING id',
        [digest],
      );
      await database.query(
        `INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, created_at, settled_at)
         SELECT $1, id, $2, 'sent', 1, $3, $3 FROM subscribers`,
        [digest, rows[0]?.id, at],
      );
      bed.digest = digest;
      return digest;
    },
    returnAddress: (index) =>
      makeReturnAddress(
        keys.secretKeys,
        returnPath,
        { kind: 'delivery', id: bed.digest, subscriberId: readers[index] ?? 0 },
        addresses[index] ?? '',
      ),
    messageId: (index) => deliveryMessageId(messageIdKey, bed.digest, readers[index] ?? 0, 'example.org'),
    stateOf: async (index) => {
      const { rows } = await database.query<{ state: string; suppressed: string | null }>(
        `SELECT state, (SELECT reason FROM suppressions x WHERE x.address_hash = s.address_hash) AS suppressed
           FROM subscribers s WHERE id = $1`,
        [readers[index]],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`there is no reader ${index}`);
      return row;
    },
    feedback: async () => {
      const { rows } = await database.query<FeedbackRow>(
        `SELECT class, status, reply, reason, rule, source, evidence, effect, cause, subscriber_id, digest_id, domain,
                excerpt
           FROM feedback ORDER BY id`,
      );
      return rows;
    },
  };
  await bed.sendDigest(new Date('2026-03-24T08:00:00Z'));
  return bed;
}

function keep(logged: string[]) {
  return (fields: object, event: string): void => void logged.push(JSON.stringify({ event, ...fields }));
}

export interface Bounce {
  /** What the report came to. */
  readonly to?: string;
  readonly recipient: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  /** Of the message that came back. */
  readonly messageId?: string;
  /** Makes it another report. */
  readonly name?: string;
}

/** A delivery status notification (RFC 3464), invented. */
export function bounceMail({
  to = 'papers@example.org',
  recipient,
  action = 'failed',
  status = '5.1.1',
  diagnostic = `smtp; 550 ${status} <${recipient}>: no such user here`,
  messageId,
  name = 'report-1',
}: Bounce): Buffer {
  const lines = [
    'Received: from relay.example.net by mx.example.org; Wed, 25 Mar 2026 08:00:02 +0000',
    'From: Mail Delivery System <mailer-daemon@relay.example.net>',
    `To: <${to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Wed, 25 Mar 2026 08:00:01 +0000',
    `Message-ID: <${name}@relay.example.net>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Your message could not be delivered to one or more recipients.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example.net',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: Papers <papers@example.org>',
    `To: ${recipient}`,
    ...(messageId === undefined ? [] : [`Message-ID: ${messageId}`]),
    'Subject: invented',
    '',
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
