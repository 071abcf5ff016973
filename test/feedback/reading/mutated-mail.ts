/** A small generator of pseudo-random numbers (mulberry32), so that a run can be repeated by its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

type Random = (below: number) => number;

/** What stands in reports, and what breaks their readers. */
const PIECES: readonly string[] = [
  '\r',
  '\n',
  '\r\n\r\n',
  '\0',
  '\x1b$B',
  '\xff\xfe',
  '--',
  '=',
  '=?utf-8?B?',
  '?=',
  '<',
  '>',
  '@',
  'a@b.example',
  '550 5.1.1 ',
  'Content-Type: multipart/mixed; boundary="',
  'Content-Type: message/rfc822\n\n',
  'Content-Transfer-Encoding: base64\n\n',
  'Final-Recipient: rfc822; ',
  'Action: failed\n',
  'user unknown ',
  'recipient address ',
  ' '.repeat(200),
  '>'.repeat(200),
  '\t',
];

/** The message with a few things cut, doubled, swapped in from another, flipped or put in. */
export function mutated(raw: Buffer, other: Buffer, random: Random): Buffer {
  let bytes = raw;
  for (let times = 1 + random(6); times > 0; times -= 1) bytes = mutatedOnce(bytes, other, random);
  return bytes;
}

function mutatedOnce(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const length = random(Math.min(2_000, bytes.length - at + 1));
  const [head, middle, tail] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (random(7)) {
    case 0:
      return Buffer.concat([head, tail]);
    case 1:
      return Buffer.concat([head, middle, middle, tail]);
    case 2:
      return Buffer.concat([head, other.subarray(random(other.length), random(other.length)), tail]);
    case 3:
      return Buffer.concat([head, Buffer.from(PIECES[random(PIECES.length)] ?? '', 'latin1'), tail]);
    case 4:
      return Buffer.concat([head, Buffer.from(middle.map((byte) => byte ^ (1 << random(8)))), tail]);
    case 5:
      return head;
    default: {
      const piece = PIECES[random(PIECES.length)] ?? '';
      return Buffer.concat([head, Buffer.from(piece.repeat(1 + random(300)), 'latin1'), tail]);
    }
  }
}

const MEGABYTE = 1_000_000;

const HEAD =
  'Return-Path: <>\nFrom: MAILER-DAEMON@relay.example\nTo: bounce@news.example\nSubject: failure notice\n';

/** Messages of about a megabyte, each made to be slow for some careless way of reading. */
export function heavyMail(words: readonly string[], random: Random): Map<string, Buffer> {
  const filled = (piece: string): string => piece.repeat(Math.ceil(MEGABYTE / piece.length));
  const chatter = (): string => {
    const parts: string[] = [];
    for (let size = 0; size < MEGABYTE; size += parts.at(-1)?.length ?? 1) {
      parts.push(`${words[random(words.length)]}${random(12) === 0 ? '\n' : ' '}`);
    }
    return parts.join('');
  };
  const bodies: Record<string, string> = {
    'one line': filled('x'),
    spaces: filled(' '),
    'carriage returns': filled('\r'),
    'empty lines': filled('\n'),
    NUL: filled('\0'),
    'greater-than signs': filled('>'),
    'less-than signs': filled('<'),
    addresses: filled('a@b.example '),
    'addresses by line': filled('<a@b.example>:\n'),
    'half addresses': filled('a@'),
    'words without an end': filled('user recipient mailbox address account '),
    phrases: chatter(),
    'phrases, other ones': chatter(),
    delimiters: filled('--b\n'),
    'header fields': filled('Received: from x\n'),
    'status fields': filled('Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n'),
    hyphens: filled('-'),
    'quoted-printable': filled('=3D=\n'),
  };
  const mails = new Map<string, Buffer>();
  for (const [name, body] of Object.entries(bodies)) {
    mails.set(name, Buffer.from(`${HEAD}\n${body}`, 'latin1'));
    mails.set(`${name}, as HTML`, Buffer.from(`${HEAD}Content-Type: text/html\n\n${body}`, 'latin1'));
    const report = `Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nDiagnostic-Code: smtp; 550 `;
    mails.set(
      `${name}, as a diagnostic`,
      Buffer.from(`${HEAD}${report}${body.replaceAll('\n', ' ')}\n--b--\n`, 'latin1'),
    );
    mails.set(
      `${name}, as a subject`,
      Buffer.from(`${HEAD.replace('failure notice', body.replaceAll('\n', ' '))}\nhello\n`, 'latin1'),
    );
  }
  const base64 = Buffer.from(filled('no such user ')).toString('base64');
  mails.set('base64', Buffer.from(`${HEAD}Content-Transfer-Encoding: base64\n\n${base64}`));
  mails.set('a thousand nested parts', nestedParts(1_000));
  mails.set(
    'a thousand nested messages',
    Buffer.from(`${HEAD}${'Content-Type: message/rfc822\n\n'.repeat(1_000)}\nhello`),
  );
  mails.set('a hundred thousand fields', Buffer.from(`${HEAD}${'X: y\n'.repeat(100_000)}\nhello`));
  mails.set(
    'a boundary in each line',
    Buffer.from(`${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${filled('--b\n\nx\n')}`),
  );
  mails.set(
    'encoded words',
    Buffer.from(`${HEAD.replace('failure notice', filled('=?utf-8?Q?a?= '))}\nhello`),
  );
  return mails;
}

function nestedParts(depth: number): Buffer {
  const opened = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
  );
  const closed = Array.from({ length: depth }, (_, at) => `\n--b${depth - 1 - at}--`);
  return Buffer.from(`${HEAD}${opened.join('')}\nhello${closed.join('')}\n`);
}

/** A report whose first part is huge: what counts lies beyond every limit. */
export function hugeMail(octets: number): Buffer {
  const head = `${HEAD}\nHi. This is the qmail-send program.\n\n<ada@readers.example>:\n550 5.1.1 no such user\n\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(octets, 'x\n')]);
}
