import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveMail } from '../../../src/feedback/inbound/receive-mail.js';
import { makeLinkToken } from '../../../src/signing/link-token.js';
import { type FeedbackBed, keys, openFeedbackBed, reader } from '../feedback-bed.js';

const now = new Date('2026-03-25T09:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;

let bed: FeedbackBed;
beforeEach(async () => {
  bed = await openFeedbackBed(4);
});
afterEach(() => bed.close());

interface Shape {
  readonly from?: string;
  readonly subject?: string;
  /** Of the report itself. */
  readonly header?: readonly string[];
  /** Null: the message alone, without a report. */
  readonly report?: readonly string[] | null;
  /** Of the message that is complained of. */
  readonly quoted?: readonly string[];
}

/** An abuse report (RFC 5965) as feedback loops write it, invented. */
function arf({
  from = 'fbl@loop.example.net',
  subject = 'abuse report',
  header = [],
  report,
  quoted = [],
}: Shape): Buffer {
  const fields =
    report === undefined ? ['Feedback-Type: abuse', 'User-Agent: Loop/1.0', 'Version: 1'] : report;
  const part = (type: string, lines: readonly string[]) => ['--b', `Content-Type: ${type}`, '', ...lines, ''];
  const lines = [
    `From: <${from}>`,
    'To: <abuse@example.org>',
    `Subject: ${subject}`,
    'Message-ID: <report-1@loop.example.net>',
    'Date: Wed, 25 Mar 2026 08:00:00 +0000',
    'MIME-Version: 1.0',
    ...header,
    `Content-Type: multipart/report; report-type=feedback-report; boundary="b"`,
    '',
    ...part('text/plain', ['This is an email abuse report.']),
    ...(fields === null ? [] : part('message/feedback-report', fields)),
    ...part('message/rfc822', [
      'From: Papers <papers@example.org>',
      'Subject: invented',
      ...quoted,
      '',
      'text',
    ]),
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

const signed = async (raw: Buffer, signingDomain: string): Promise<Buffer> => {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const { signatures } = await dkimSign(raw, {
    // Where no time is given, the signer asks for it twice, and a second that ends in between spoils the signature.
    signTime: now,
    signatureData: [{ signingDomain, selector: 's1', privateKey: key }],
  });
  return Buffer.concat([Buffer.from(signatures), raw]);
};

const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (type === 'TXT' && name.endsWith('._domainkey.loop.example.net')) return [[published]];
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
};

const receive = (raw: Buffer, domains: readonly string[] = []) =>
  receiveMail(
    { acting: bed.acting, keys, reader, ownDomains: [], clock: () => now, loops: { domains, resolver } },
    { raw, recipients: [], source: 'smtp' },
  );

const unsubscribeLink = (index: number, secret = keys.secretKeys[0] ?? '') => {
  const subscriberId = bed.readers[index] ?? 0;
  const token = makeLinkToken([secret], { purpose: 'unsubscribe', subscriberId, serial: 0, issuedAt: now });
  return `List-Unsubscribe: <https://papers.example.org/unsubscribe/${token}>`;
};

const untouched = { state: 'active', suppressed: null };
const complained = { state: 'complained', suppressed: 'complained' };

describe('a forged complaint', () => {
  const shapes: readonly (readonly [string, () => Buffer | Promise<Buffer>])[] = [
    ['by a Message-ID of ours', () => arf({ quoted: [`Message-ID: ${bed.messageId(0)}`] })],
    [
      'by an address',
      () =>
        arf({
          report: [
            'Feedback-Type: abuse',
            'Version: 1',
            'User-Agent: x',
            `Original-Rcpt-To: ${bed.addresses[0]}`,
          ],
        }),
    ],
    [
      'with a link that another key signed',
      () => arf({ quoted: [unsubscribeLink(0, 'another secret of 32 characters!!')] }),
    ],
    [
      'in the name of a loop that is named, unsigned',
      () => arf({ from: 'staff@loop.example.net', quoted: [`Message-ID: ${bed.messageId(0)}`] }),
    ],
    [
      'in the name of a loop that is named, signed by another',
      () =>
        signed(
          arf({ from: 'staff@loop.example.net', quoted: [`Message-ID: ${bed.messageId(0)}`] }),
          'attacker.example',
        ),
    ],
    [
      'signed by the loop, changed since',
      async () => {
        const raw = await signed(arf({ quoted: [`Message-ID: ${bed.messageId(1)}`] }), 'loop.example.net');
        return Buffer.from(raw.toString().replace(bed.messageId(1), bed.messageId(0)));
      },
    ],
    [
      'signed by the loop, among more signatures than any report has',
      async () => {
        const raw = await signed(arf({ quoted: [`Message-ID: ${bed.messageId(0)}`] }), 'loop.example.net');
        const more = Array.from(
          { length: 8 },
          (_, index) => `DKIM-Signature: v=1; a=rsa-sha256; l=${index}\r\n`,
        );
        return Buffer.concat([Buffer.from(more.join('')), raw]);
      },
    ],
    [
      'without a report, as Hotmail does',
      () =>
        arf({
          from: 'staff@hotmail.com',
          report: null,
          quoted: [`X-HmXmrOriginalRecipient: ${bed.addresses[0]}`, `Message-ID: ${bed.messageId(0)}`],
        }),
    ],
  ];

  it.each(shapes)('%s changes nothing and is kept', async (_, make) => {
    await receive(await make(), ['loop.example.net']);
    for (const index of [0, 1]) expect(await bed.stateOf(index)).toEqual(untouched);
    expect(await bed.feedback()).toMatchObject([{ class: 'complaint', effect: 'none', cause: 'unproven' }]);
  });
});

describe('a complaint that proves itself', () => {
  const shapes: readonly (readonly [string, () => Buffer | Promise<Buffer>, string])[] = [
    [
      'Yahoo, with our return path',
      () =>
        arf({
          from: 'feedback@arf.mail.example',
          report: [
            'Feedback-Type: abuse',
            'User-Agent: Loop/1.0',
            'Version: 0.1',
            `Original-Mail-From: <${bed.returnAddress(0)}>`,
          ],
          quoted: [`Return-Path: <${bed.returnAddress(0)}>`],
        }),
      'return-path',
    ],
    [
      'Hotmail, which sends the message alone',
      () =>
        arf({
          from: 'staff@hotmail.com',
          subject: 'complaint about message',
          report: null,
          quoted: [`X-HmXmrOriginalRecipient: ${bed.addresses[0]}`, unsubscribeLink(0)],
        }),
      'unsubscribe-token',
    ],
    [
      'AOL and Comcast, which redact everything but List-Unsubscribe',
      () =>
        arf({
          subject: 'Email Feedback Report for IP 192.0.2.1',
          report: [
            'Feedback-Type: abuse',
            'User-Agent: AOL SComp',
            'Version: 0.1',
            'Original-Rcpt-To: redacted',
          ],
          quoted: ['To: redacted', unsubscribeLink(0)],
        }),
      'unsubscribe-token',
    ],
    [
      'a named loop that signs, with our Message-ID',
      () => signed(arf({ quoted: [`Message-ID: ${bed.messageId(0)}`] }), 'loop.example.net'),
      'feedback-loop',
    ],
    [
      'a named loop that signs, with the address',
      () =>
        signed(
          arf({
            report: [
              'Feedback-Type: abuse',
              'User-Agent: Loop/1',
              'Version: 1',
              `Original-Rcpt-To: <${bed.addresses[0]}>`,
            ],
          }),
          'loop.example.net',
        ),
      'feedback-loop',
    ],
  ];

  it.each(shapes)('%s acts', async (_, make, evidence) => {
    await receive(await make(), ['loop.example.net']);
    expect(await bed.stateOf(0)).toEqual(complained);
    expect(await bed.stateOf(1)).toEqual(untouched);
    expect(await bed.feedback()).toMatchObject([{ class: 'complaint', effect: 'complained', evidence }]);
  });
});
