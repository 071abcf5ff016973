import fc from 'fast-check';
import { anyCharacter } from '../../test/support/any-character.js';
import { hostileText } from './hostile-values.js';

const types: readonly string[] = [
  ...[
    'text/plain',
    'text/html; charset=utf-16',
    'text/plain; charset="x-nothing"',
    'message/delivery-status',
  ],
  ...[
    'multipart/report; report-type=delivery-status; boundary="b"',
    'multipart/mixed; boundary=b',
    'message/rfc822',
  ],
  ...[
    'multipart/report; report-type=feedback-report; boundary="b"',
    'message/feedback-report',
    'application/gzip',
  ],
  ...[
    'multipart/alternative; boundary=""',
    'multipart/mixed',
    'application/zip',
    'application/xml',
    'garbage;;;=',
  ],
];
const encodings: readonly string[] = ['7bit', 'base64', 'quoted-printable', 'x-uuencode', '8bit', ''];
const names: readonly string[] = [
  ...[
    'From',
    'To',
    'Subject',
    'Message-ID',
    'Date',
    'In-Reply-To',
    'Auto-Submitted',
    'X-Failed-Recipients',
    'Received',
  ],
  ...[
    'Final-Recipient',
    'Original-Recipient',
    'Action',
    'Status',
    'Diagnostic-Code',
    'Feedback-Type',
    'Reported-Domain',
  ],
  ...['List-Unsubscribe', 'Content-Disposition', 'Return-Path', 'DKIM-Signature', 'X-Supplementary-Info'],
];
const words: readonly string[] = [
  ...[
    '<reader@example.org>: 550 5.1.1 no such user',
    'rfc822; reader@example.org',
    'smtp; 452 4.2.2 over quota',
  ],
  ...[
    'failed',
    '5.0.0',
    '=?utf-8?B?4pyT?=',
    '=?utf-8?Q?=ff=fe?=',
    '=?x?B?',
    '(a (b (c',
    '"unclosed',
    '<<<>>>',
  ],
  ...[
    'multipart; a*0*=utf-8\'\'%ff; a*1="x"',
    'Thu, 32 Foo 20999 99:99:99 +9999',
    'a@b, c@d; e@f:',
    '\u0000',
    '\u00ff',
  ],
];

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 60 }) },
);
const field = fc.tuple(fc.constantFrom(...names), line).map(([name, value]) => `${name}: ${value}`);
const head = fc
  .tuple(fc.array(field, { maxLength: 8 }), fc.constantFrom(...types), fc.constantFrom(...encodings))
  .map(([fields, type, encoding]) =>
    [...fields, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`].join('\r\n'),
  );

const entity: fc.Arbitrary<string> = fc.letrec<{ entity: string }>((tie) => ({
  entity: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .tuple(head, fc.array(line, { maxLength: 12 }))
      .map(([above, lines]) => `${above}\r\n\r\n${lines.join('\r\n')}`),
    fc
      .tuple(head, fc.array(tie('entity'), { maxLength: 4 }), fc.boolean())
      .map(
        ([above, parts, closed]) =>
          `${above}\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join('')}${closed ? '--b--\r\n' : ''}`,
      ),
  ),
})).entity;

/** Messages that no mailer would write, as their octets. */
export const hostileMails: fc.Arbitrary<Buffer> = fc
  .tuple(entity, fc.constantFrom('\r\n', '\n', '\r'), fc.nat(40))
  .map(([text, ending, cut]) => {
    const whole = Buffer.from(ending === '\r\n' ? text : text.replaceAll('\r\n', ending), 'latin1');
    return cut === 0 ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  });
