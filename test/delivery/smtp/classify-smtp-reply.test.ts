import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyReply, verdictOfReply } from '../../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply, type SmtpStage } from '../../../src/delivery/smtp/smtp-reply.js';
import type { OutcomeClass } from '../../../src/model/delivery.js';
import { anyCharacter } from '../../support/any-character.js';

type Case = readonly [expected: OutcomeClass, stage: SmtpStage, reply: string];

/** Replies as servers word them, with invented names. */
const cases: readonly Case[] = [
  ['delivered', 'final', '250 2.0.0 Ok: queued as 4ZxYk1234'],
  ['delivered', 'final', '250 2.0.0 OK  1711267200 a1-20020a17 - gsmtp'],
  ['delivered', 'final', '250 OK'],

  // Dead addresses.
  [
    'dead-address',
    'rcpt',
    '550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the address\n550 5.1.1  https://support.example.com/?p=NoSuchUser a1si2 - gsmtp',
  ],
  [
    'dead-address',
    'rcpt',
    '550 5.1.1 <nobody@example.net>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  [
    'dead-address',
    'rcpt',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ],
  ['dead-address', 'rcpt', '550 5.1.2 <a@nowhere.example>: Recipient address rejected: Domain not found'],
  ['dead-address', 'rcpt', '556 5.1.10 Recipient address has null MX'],
  ['dead-address', 'rcpt', '556 Domain does not accept mail'],
  ['dead-address', 'rcpt', '501 5.1.3 Bad recipient address syntax'],
  ['dead-address', 'rcpt', '551 5.1.6 Mailbox has moved'],
  ['dead-address', 'rcpt', '550 5.2.1 The email account that you tried to reach is disabled.'],
  ['dead-address', 'rcpt', '550 No such user here'],
  ['dead-address', 'rcpt', '550 <nobody@example.net>... User unknown'],
  ['dead-address', 'rcpt', '550 Unrouteable address'],
  ['dead-address', 'rcpt', '550 unknown user'],
  ['dead-address', 'rcpt', '550 5.0.0 Mailbox not found'],
  ['dead-address', 'rcpt', '550 Invalid recipient nobody@example.net (#5.1.1)'],
  ['dead-address', 'rcpt', '550 spam@example.net: no such recipient'],
  [
    'dead-address',
    'final',
    "554 delivery error: dd This user doesn't have a mail.example account (nobody@mail.example) [0]",
  ],
  ['dead-address', 'final', '550 5.1.1 No such user'],

  // What looks like one and is not.
  ['temporary', 'rcpt', '450 4.1.1 <nobody@example.net>: Recipient address rejected: unverified address'],
  [
    'temporary',
    'rcpt',
    '550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.',
  ],
  ['temporary', 'rcpt', '450 4.2.1 The user you are trying to contact is receiving mail too quickly.'],
  ['rejected', 'rcpt', '550 5.1.1 <reader@example.net>: mailbox full'],
  ['rejected', 'rcpt', "552-5.2.2 The recipient's inbox is out of storage space and inactive."],
  ['rejected', 'rcpt', '552 5.2.2 Mailbox size limit exceeded'],
  ['dead-address', 'rcpt', '550 5.3.0 <reader@example.net>... User unknown'],
  ['rejected', 'rcpt', '554 5.3.2 STOREDRV.Deliver; user unknown'],
  ['rejected', 'final', '554 5.6.0 Corrupt message content: no such user'],
  ['dead-address', 'rcpt', '550 Requested action not taken: mailbox unavailable'],
  ['rejected', 'rcpt', '550 5.4.1 Recipient address rejected'],
  ['dead-address', 'rcpt', '550 5.7.1 <reader@example.net>: Recipient address rejected: User unknown'],
  ['policy', 'rcpt', '550 5.1.1 Blocked by our spam filter'],
  ['configuration', 'rcpt', '550 5.1.0 Sender address rejected: unknown user'],
  ['configuration', 'rcpt', '553 5.1.8 <news@example.org>: Sender address rejected: Domain not found'],
  ['configuration', 'rcpt', '550 Verification failed for the sender: unknown user'],

  // Policy.
  [
    'policy',
    'final',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 - gsmtp',
  ],
  [
    'policy',
    'final',
    '550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification',
  ],
  ['policy', 'rcpt', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]'],
  ['policy', 'final', '554 5.7.9 Message not accepted for policy reasons.'],
  ['policy', 'rcpt', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using list.example'],
  ['policy', 'final', '554 Message rejected: spam detected'],
  ['policy', 'final', '550 High probability of spam'],
  ['rejected', 'rcpt', '550 5.7.13 Disabled recipient address'],

  // The message, not the reader.
  ['rejected', 'mail', '552 5.3.4 Message size exceeds fixed limit'],
  ['rejected', 'final', '552 5.2.3 Message length exceeds administrative limit'],
  ['rejected', 'mail', '552 message too big for the system'],
  ['rejected', 'rcpt', '555 5.5.4 Unsupported option: SMTPUTF8'],
  ['rejected', 'final', '554 Transaction failed'],

  // Greylisting and other things that pass.
  [
    'temporary',
    'rcpt',
    '450 4.2.0 <reader@example.net>: Recipient address rejected: Greylisted, see http://postgrey.example/help',
  ],
  ['temporary', 'rcpt', '451 4.7.1 Greylisting in action, please come back in 300 seconds'],
  ['temporary', 'rcpt', '450 4.7.1 <reader@example.net>: Recipient address rejected: Greylisted'],
  ['temporary', 'rcpt', '451 DT:SPM mail.example, please come back later'],
  ['temporary', 'rcpt', '452 4.5.3 Error: too many recipients'],
  ['temporary', 'rcpt', '552 5.5.3 Too many recipients'],
  ['temporary', 'rcpt', '552 Too many recipients'],
  ['temporary', 'rcpt', '552 5.5.3 Enough'],
  ['temporary', 'rcpt', '452 4.2.2 Mailbox full'],
  ['temporary', 'rcpt', '432 4.2.0 recipient thread limit exceeded'],
  ['temporary', 'final', '451 Requested action aborted: local error in processing'],
  ['temporary', 'data', '503 5.5.1 Error: need RCPT command'],
  ['temporary', 'rcpt', '550 4.4.1 Connection timed out'],

  // Throttling: of the relay, not of the recipient.
  ['throttled', 'connect', '421 4.3.2 Service not available, too many connections'],
  ['throttled', 'rcpt', '421 4.7.28 Our system has detected an unusual rate of unsolicited mail'],
  [
    'throttled',
    'final',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints',
  ],
  ['throttled', 'final', '454 Throttling failure: Maximum sending rate exceeded.'],
  ['throttled', 'connect', '454 4.7.0 Temporary authentication failure'],
  ['throttled', 'connect', '454 4.7.0 TLS not available due to local problem'],
  ['throttled', 'rcpt', '451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712)'],
  [
    'throttled',
    'rcpt',
    '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.',
  ],
  ['throttled', 'mail', '452 4.3.1 Insufficient system storage'],
  ['throttled', 'mail', '450 4.1.8 <news@example.org>: Sender address rejected: Domain not found'],
  ['throttled', 'final', '450 too many messages from your host, slow down'],
  ['throttled', 'final', '550 5.4.5 Daily user sending limit exceeded.'],

  // Ours to put right.
  ['configuration', 'connect', '535 5.7.8 Error: authentication failed'],
  [
    'configuration',
    'connect',
    '535-5.7.8 Username and Password not accepted.\n535 5.7.8  https://support.example.com - gsmtp',
  ],
  ['configuration', 'connect', '554 5.7.1 No SMTP service here'],
  ['configuration', 'connect', '550 5.1.1 User unknown'],
  ['configuration', 'mail', '530 5.7.0 Must issue a STARTTLS command first'],
  ['configuration', 'mail', '530 5.7.57 Client not authenticated to send mail'],
  ['configuration', 'mail', '550 5.1.1 Sender unknown'],
  ['configuration', 'mail', '553 5.7.1 <news@example.org>: Sender address rejected: not owned by user relay'],
  ['configuration', 'rcpt', '553 5.7.1 <news@example.org>: Sender address rejected: not owned by user relay'],
  ['configuration', 'rcpt', '530 5.7.1 Authentication required'],
  ['configuration', 'rcpt', '554 5.7.1 <reader@example.net>: Relay access denied'],
  ['configuration', 'rcpt', '550 5.7.1 Unable to relay'],
  ['configuration', 'rcpt', '550 relay not permitted'],
  [
    'configuration',
    'final',
    '554 Message rejected: Email address is not verified. The following identities failed the check',
  ],
  ['configuration', 'rcpt', '534 5.7.9 Application-specific password required'],
  ['configuration', 'rcpt', '538 5.7.11 Encryption required for requested authentication mechanism'],

  // Answers that are none.
  ['uncertain', 'final', '354 Go on'],
  ['uncertain', 'final', 'OK thank you'],
  ['temporary', 'rcpt', '354 Go on'],
];

describe('a reply', () => {
  it.each(cases)('means %s at %s: %s', (expected, stage, reply) => {
    expect(classifyReply(parseReply(stage, reply))).toBe(expected);
  });

  it.each([
    ['connect', 'throttled'],
    ['mail', 'temporary'],
    ['rcpt', 'temporary'],
    ['data', 'temporary'],
    ['final', 'uncertain'],
  ] as const)('that never came means, at %s, %s', (stage, expected) => {
    expect(classifyReply({ stage, code: null, enhanced: null, text: 'no reply' })).toBe(expected);
  });

  it('is read from several lines', () => {
    expect(parseReply('rcpt', '550-5.1.1 No such\r\n550 5.1.1 user')).toEqual({
      stage: 'rcpt',
      code: 550,
      enhanced: '5.1.1',
      text: 'No such user',
    });
    expect(parseReply('rcpt', '250 10.1.1.1 is welcome')).toMatchObject({ enhanced: null });
    expect(parseReply('rcpt', '250')).toEqual({ stage: 'rcpt', code: 250, enhanced: null, text: null });
  });
});

const anyStage = fc.constantFrom<SmtpStage>('connect', 'mail', 'rcpt', 'data', 'final');
const anyText = fc.oneof(
  fc.string(),
  fc.constantFrom('User unknown', 'No such user', 'mailbox does not exist', 'unrouteable address'),
);

describe('whatever a server says', () => {
  it('is answered, however long and strange', () => {
    fc.assert(
      fc.property(anyStage, fc.string({ maxLength: 2000, unit: anyCharacter }), (stage, reply) => {
        expect(classifyReply(parseReply(stage, reply))).toEqual(expect.any(String));
      }),
    );
  });

  it('is never certain of a dead address by 5.3.0 or 5.7.1, which servers give for anything', () => {
    fc.assert(
      fc.property(
        anyStage,
        fc.constantFrom('550 5.3.0', '554 5.7.1', '550 5.7.0', '550'),
        anyText,
        (stage, code, text) => {
          const verdict = verdictOfReply(parseReply(stage, `${code} ${text}`), 'reader@example.net');
          expect(verdict.grade).not.toBe('certain');
        },
      ),
    );
  });

  it('never kills an address by 4yz, 5.2.2, 5.3.x, 5.6.x, 5.7.x or a login', () => {
    const codes = fc.oneof(
      fc.integer({ min: 400, max: 499 }).map((code) => `${code}`),
      fc.constantFrom('530', '534', '535', '538'),
      fc
        .tuple(
          fc.integer({ min: 500, max: 599 }),
          fc.constantFrom('2.2', '3.2', '3.5', '6.1', '7.2', '7.9', '7.26'),
        )
        .map(([code, detail]) => `${code} 5.${detail}`),
    );
    fc.assert(
      fc.property(anyStage, codes, anyText, (stage, code, text) => {
        expect(classifyReply(parseReply(stage, `${code} ${text}`))).not.toBe('dead-address');
      }),
    );
  });

  it('never kills an address before the recipient was named', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<SmtpStage>('connect', 'mail'),
        fc.constantFrom('550 5.1.1', '550', '551 5.1.6', '550 5.2.1', '556'),
        anyText,
        (stage, code, text) => {
          expect(classifyReply(parseReply(stage, `${code} ${text}`))).not.toBe('dead-address');
        },
      ),
    );
  });

  it('4yz and 421 never end a delivery', () => {
    fc.assert(
      fc.property(anyStage, fc.integer({ min: 400, max: 499 }), anyText, (stage, code, text) => {
        expect(['temporary', 'throttled']).toContain(classifyReply(parseReply(stage, `${code} ${text}`)));
      }),
    );
  });
});

const bounces = fileURLToPath(new URL('../../../../shared/data/bounces/', import.meta.url));

interface Expected {
  readonly file: string;
  readonly expected: readonly { readonly must: string }[];
}

/** Replies that servers gave, quoted in bounces that hold one recipient and one verdict. */
function quotedReplies(): { readonly must: string; readonly reply: string }[] {
  const list = JSON.parse(readFileSync(`${bounces}expected.json`, 'utf8')) as Expected[];
  return list.flatMap(({ file, expected }) => {
    const [only, ...others] = expected;
    if (only === undefined || others.length > 0) return [];
    const unfolded = readFileSync(bounces + file, 'latin1').replace(/\r?\n[ \t]+/g, ' ');
    const reply = /^Diagnostic-Code:\s*smtp;\s*([245]\d\d.*)$/im.exec(unfolded)?.[1];
    return reply === undefined ? [] : [{ must: only.must, reply }];
  });
}

describe.skipIf(!existsSync(bounces))('replies of real servers', () => {
  const replies = existsSync(bounces) ? quotedReplies() : [];
  const dead = (must: string) =>
    replies
      .filter((quoted) => quoted.must === must)
      .map(({ reply }) => classifyReply(parseReply('rcpt', reply)) === 'dead-address');

  it('are there', () => {
    expect(replies.length).toBeGreaterThan(100);
  });

  it('hardly ever kill a living address', () => {
    // One of them says "Unknown user" and means a filter; no table can know.
    expect(dead('not-hard').filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  it('mostly tell a dead address', () => {
    const verdicts = dead('hard');
    expect(verdicts.filter(Boolean).length / verdicts.length).toBeGreaterThan(0.7);
  });
});
