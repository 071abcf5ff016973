import { type InventedMail, letter, READER, RETURNED, said } from './letter.js';

const BOUNDARY = 'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"';

function dsn(
  fields: readonly string[],
  type = 'message/delivery-status',
  header: readonly string[] = [BOUNDARY],
): string {
  const body = [
    '--=_b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '',
    '--=_b',
    `Content-Type: ${type}`,
    '',
    'Reporting-MTA: dns; relay.example',
    '',
    ...fields,
    '',
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    RETURNED,
    '--=_b--',
  ].join('\n');
  return letter({ subject: 'Undelivered Mail Returned to Sender', header, body });
}

const FINAL = `Final-Recipient: rfc822; ${READER}`;
const DEAD = [FINAL, 'Action: failed', 'Status: 5.1.1'];

/** A final failure with this status, and what the server said. */
const failed = (status: string, said: string): string =>
  dsn([FINAL, 'Action: failed', `Status: ${status}`, `Diagnostic-Code: smtp; ${said}`]);

const ENCODED = Buffer.from(
  `Reporting-MTA: dns; relay.example\r\n\r\n${FINAL}\r\nAction: failed\r\nStatus: 5.1.1\r\n`,
).toString('base64');

function arf(type: string, fields: readonly string[] = [], part = 'message/feedback-report'): string {
  const body = [
    '--=_b',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '',
    '--=_b',
    `Content-Type: ${part}`,
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeLoop/1.0',
    'Version: 1',
    ...fields,
    '',
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    RETURNED,
    '--=_b--',
  ].join('\n');
  const header = ['Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"'];
  return letter({ from: 'feedback@loop.example', subject: 'FW: The papers of the day', header, body });
}

export const reportsForPrograms: readonly InventedMail[] = [
  { name: 'a DSN', raw: dsn(DEAD), class: 'hard', recipient: READER },
  {
    name: 'a DSN in UTF-8',
    raw: dsn(
      [`Final-Recipient: utf-8; ${READER}`, 'Action: failed', 'Status: 5.1.1'],
      'message/global-delivery-status',
    ),
    class: 'hard',
    recipient: READER,
  },
  { name: 'a DSN of the wrong type', raw: dsn(DEAD, 'text/plain'), class: 'hard', recipient: READER },
  {
    name: 'a DSN of an unknown type',
    raw: dsn(DEAD, 'application/octet-stream; name=status.txt'),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'a DSN without a boundary',
    raw: dsn(DEAD, undefined, ['Content-Type: multipart/report']),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'a DSN without a header for its parts',
    raw: dsn(DEAD, undefined, []),
    class: 'hard',
    recipient: READER,
  },
  said('a DSN in base64', 'hard', {
    subject: 'Undeliverable',
    header: [BOUNDARY],
    body: `--=_b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n${ENCODED}\n--=_b--`,
  }),
  {
    name: 'a DSN of a full mailbox with the wrong status',
    raw: failed('5.1.1', '550 5.1.1 mailbox full'),
    class: 'soft',
    recipient: READER,
    reason: 'mailbox-full',
  },
  {
    name: 'a DSN of a block list with the wrong status',
    raw: failed('5.1.1', '550 5.1.1 blocked by a DNSBL'),
    class: 'soft',
    recipient: READER,
    reason: 'reputation',
  },
  {
    name: 'a DSN of 4.1.1',
    raw: failed('4.1.1', '450 4.1.1 user unknown'),
    class: 'soft',
    recipient: READER,
  },
  {
    name: 'a DSN of 5.1.1 out of a 450',
    raw: failed('5.1.1', '450 user unknown'),
    class: 'soft',
    recipient: READER,
  },
  {
    name: 'a DSN of 5.7.1 with a dead text',
    raw: failed('5.7.1', '550 5.7.1 user unknown'),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'a DSN of 5.0.0 with a dead text',
    raw: failed('5.0.0', '550 no such user here'),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'a DSN of DMARC',
    raw: failed('5.7.26', '550-5.7.26 Unauthenticated email is not accepted due to the DMARC policy'),
    class: 'soft',
    recipient: READER,
    reason: 'authentication',
  },
  {
    name: 'a DSN of a null MX',
    raw: failed('5.1.10', '556 5.1.10 recipient domain has a null MX'),
    class: 'hard',
    recipient: READER,
    reason: 'no-mail-domain',
  },
  {
    name: 'a DSN of a delivery',
    raw: dsn([FINAL, 'Action: delivered', 'Status: 2.0.0']),
    class: 'delivered',
    recipient: READER,
  },
  {
    name: 'a DSN of a relay',
    raw: dsn([FINAL, 'Action: relayed', 'Status: 2.0.0']),
    class: 'delivered',
    recipient: READER,
    reason: 'relayed',
  },
  {
    name: 'a DSN of a delay with a dead status',
    raw: dsn([FINAL, 'Action: delayed', 'Status: 5.1.1']),
    class: 'soft',
    recipient: READER,
    reason: 'delayed',
  },
  {
    name: 'abuse',
    raw: arf('abuse', [`Original-Rcpt-To: <${READER}>`]),
    class: 'complaint',
    recipient: READER,
  },
  { name: 'abuse, the recipient in the message', raw: arf('abuse'), class: 'complaint', recipient: READER },
  {
    name: 'abuse in a part of the wrong type',
    raw: arf('abuse', [`Original-Rcpt-To: ${READER}`], 'text/plain'),
    class: 'complaint',
    recipient: READER,
  },
  {
    name: 'abuse in capitals with a comment',
    raw: arf('ABUSE (as reported)', [`Removal-Recipient: ${READER}`]),
    class: 'complaint',
    recipient: READER,
  },
  {
    name: 'opt-out',
    raw: arf('opt-out', [`Removal-Recipient: ${READER}`]),
    class: 'unsubscribe',
    recipient: READER,
  },
  {
    name: 'not spam',
    raw: arf('not-spam', [`Original-Rcpt-To: ${READER}`]),
    class: 'none',
    recipient: READER,
    reason: 'not-spam',
  },
  {
    name: 'failed authentication',
    raw: arf('auth-failure', ['Auth-Failure: dmarc']),
    class: 'auth-report',
    recipient: READER,
  },
  said('a feedback loop that sends the message alone', 'complaint', {
    from: 'staff@hotmail.com',
    subject: 'complaint about message from 192.0.2.7',
    header: ['Content-Type: message/rfc822'],
    body: `X-HmXmrOriginalRecipient: ${READER}\n${RETURNED}`,
  }),
  {
    name: 'a DMARC aggregate report',
    raw: letter({
      from: 'noreply-dmarc@receiver.example',
      subject: 'Report domain: news.example Submitter: receiver.example Report-ID: 1',
      header: [
        'Content-Type: application/zip; name="receiver.example!news.example!1772409600!1772496000.zip"',
      ],
      body: 'UEsDBA==',
    }),
    class: 'auth-report',
    recipient: null,
    reason: 'dmarc-aggregate',
  },
  said('a report that a relay wrapped', 'hard', {
    subject: 'Returned mail: User unknown',
    header: ['Content-Type: multipart/mixed; boundary="=_o"'],
    body: `--=_o\n\nThe message could not be delivered.\n\n--=_o\nContent-Type: message/rfc822\n\n${dsn(DEAD)}\n--=_o--`,
  }),
];
