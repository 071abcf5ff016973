import { describe, expect, it } from 'vitest';
import { classifyReply } from '../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply, type SmtpStage } from '../../src/delivery/smtp/smtp-reply.js';
import { classifyMail } from '../../src/feedback/reading/classify-mail.js';
import type { OutcomeClass } from '../../src/model/delivery.js';
import type { FeedbackClass, FeedbackReason } from '../../src/model/feedback.js';
import { freeForm, statusReport } from '../feedback/reading/invented/reports-about-reader.js';

type Heard = readonly [stage: SmtpStage, reply: string];

/** Ten of each kind of reply that was misread, in other words. */
const replies: Readonly<Record<string, readonly [OutcomeClass, readonly Heard[]]>> = {
  'what we may send is used up': [
    'throttled',
    [
      ['rcpt', '550 Domain news.example has exceeded the max emails per hour (150/150 (100%)) allowed.'],
      ['rcpt', '550 You have reached the outgoing message limit of your plan'],
      ['final', '554 5.7.0 Daily sending quota exceeded'],
      ['final', '550 User news has reached the hourly email limit'],
      ['rcpt', '452 4.3.0 Outbound quota of the sender is used up'],
      ['final', '454 Throttling failure: Maximum send rate exceeded, daily quota reached'],
      ['rcpt', '550 5.4.6 Unusual number of messages detected from your account. Try again later.'],
      ['final', '550 Hourly recipient limit for the sender exceeded'],
      ['rcpt', '550 5.7.1 Sender quota exceeded'],
      ['final', '554 SMTP quota exceeded, more than 300 messages per day'],
    ],
  ],
  'the account by which we send': [
    'configuration',
    [
      ['final', '554 Message rejected: Sending is suspended for your account.'],
      ['rcpt', '550 your account has been suspended'],
      ['rcpt', '550 Your hosting account is disabled'],
      ['rcpt', '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains'],
      ['rcpt', '550 5.7.501 Access denied, abuse detected from sending tenant'],
      ['rcpt', '550 SMTP account locked'],
      ['rcpt', '550 this user is not allowed for relay'],
      ['final', '554 Sending has been disabled. Payment is overdue'],
      ['rcpt', '550 Address news@news.example is blocked from sending'],
      ['rcpt', '550 User disabled'],
    ],
  ],
  'the sender that we name': [
    'configuration',
    [
      ['rcpt', '550 Sender verify failed: unknown user'],
      ['rcpt', '550 5.1.8 Sender address rejected: Domain not found'],
      ['rcpt', '550 5.7.60 SMTP; Client does not have permission to send as this sender'],
      ['rcpt', '553 5.7.1 not authorized to send on behalf of news@news.example'],
      ['rcpt', '550 Domain does not exist: news.example'],
      ['rcpt', '550 unknown domain'],
      ['rcpt', '550 Your host does not exist in DNS'],
      ['rcpt', '550 Invalid domain news.example'],
      ['rcpt', '550 Envelope sender rejected: mailbox does not exist'],
      ['final', '554 Message rejected: Email address is not verified: news@news.example'],
    ],
  ],
  'a fault that passes': [
    'temporary',
    [
      ['rcpt', '550 Recipient verification failed: no response from the backend'],
      ['rcpt', '550 mailbox temporarily unavailable'],
      ['rcpt', '550 account <reader@example.org> temporarily locked'],
      ['rcpt', '550 Directory lookup timed out'],
      ['rcpt', '550 LDAP unavailable'],
      ['rcpt', '550 user lookup: database not responding, unable to verify'],
      ['rcpt', '554 temporary lookup failure'],
      ['rcpt', '550 mailbox disabled temporarily for maintenance'],
      ['rcpt', '550 Callout verification: unable to connect, timed out'],
      ['rcpt', '550 address lookup failed: SERVFAIL'],
    ],
  ],
  'a dead address': [
    'dead-address',
    [
      ['rcpt', '550 5.7.1 <reader@example.org>: no such recipient'],
      ['rcpt', '554 5.7.1 <reader@example.org>: Recipient address rejected: mailbox closed'],
      ['rcpt', '550 5.3.0 unknown user <reader@example.org>'],
      [
        'final',
        '554 30 Sorry, your message to r@example.org cannot be delivered. This mailbox is disabled (554.30).',
      ],
      ['final', "554 delivery error: dd This user doesn't have a mail.example account (r@mail.example) [-5]"],
      ['final', '552 1 Requested mail action aborted, mailbox not found'],
      ['rcpt', '550 5.4.310 DNS domain nowhere.example does not exist [Message=InfoDomainNonexistent]'],
      ['rcpt', '550 Not accepted, invalid recipient: <reader@example.org>'],
      [
        'rcpt',
        '550 5.4.1 Recipient address rejected: Access denied. [AM7EUR03FT012.eop-EUR03.prod.protection.outlook.com]',
      ],
      ['rcpt', '553 sorry, no mailbox here by that name (#5.7.1)'],
    ],
  ],
  'the message': [
    'rejected',
    [
      ['rcpt', '550 Messages to undisclosed-recipients are not accepted here'],
      ['rcpt', '550 undisclosed recipients are closed to this list'],
      ['final', '554 5.6.0 Lone CR or LF in the headers'],
      ['final', '550 Missing Message-ID header'],
      ['final', '552 5.3.4 too big'],
      ['final', '550 Multiple From headers'],
      ['final', '554 5.6.1 Body type not supported: 8BITMIME'],
      ['rcpt', '550 unqualified address'],
      ['final', '550 message size exceeds the maximum'],
      ['final', '554 5.6.3 Conversion required but not supported'],
    ],
  ],
};

describe.each(Object.entries(replies))('%s', (_, [outcome, heard]) => {
  it.each(heard)('at %s: %s', (stage, reply) => {
    expect(classifyReply(parseReply(stage, reply))).toBe(outcome);
  });
});

const harvesting = [
  '550 Too many invalid recipients',
  '550 Too many unknown users, slow down',
  '550 5.7.1 Too many bad addresses in this session',
  '550 directory harvest attack detected: unknown user',
  '550 dictionary attack: no such user',
  '554 5.7.1 Too many nonexistent recipients from your host',
  '550 Too many failed recipients',
  '550 unknown host [192.0.2.7]',
  '550 too many wrong recipients; user unknown',
  '550 5.7.1 Too many rejected recipients',
];

describe('our manner', () => {
  it.each(harvesting)('%s', (reply) => {
    expect(classifyReply(parseReply('rcpt', reply))).not.toBe('dead-address');
  });
});

type Verdict = readonly [FeedbackClass, FeedbackReason | null];

/** Ten of each kind of report that was misread, in other words. */
const reports: Readonly<Record<string, readonly [Verdict, readonly string[]]>> = {
  'nothing that says why': [
    ['soft', 'undetermined'],
    [
      'an undisclosed address (generated from list@example.org)',
      'an undisclosed recipient',
      'generated by an undisclosed alias',
      'this address was disclosed to nobody',
      'enclosed is what came',
      'the attempt was foreclosed',
      'it was to no avail',
      'it did not go through',
      'see the enclosed text',
      'hidden recipients',
    ],
  ],
  'a time that ran out': [
    ['soft', 'expired'],
    [
      'the retry time is over: retry timeout exceeded',
      'message has expired',
      'retry timeout exceeded',
      'delivery time expired',
      'Queue time exceeded: message expired',
      'too long in queue',
      'Message could not be delivered for 5 days. Giving up after trying',
      'Delivery expired (message too old)',
      'mail expired',
      '4.4.7 (delivery time expired)',
    ],
  ],
  'a name that was not found now': [
    ['soft', 'unreachable'],
    [
      'Host or domain name not found. Name service error for name=example.org type=MX: Malformed or unexpected name server reply',
      "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)",
      'Name service error for name=example.org type=MX: Host not found, try again',
      'DNS lookup failed: SERVFAIL',
      'temporary DNS failure for example.org',
      'lookup of host timed out',
      'name server: example.org: host name lookup failure',
      'CNAME lookup failed temporarily. (#4.4.3)',
      'mx lookup error',
      "couldn't find any IP for the exchanger",
    ],
  ],
  'an address that our side wrote badly': [
    ['soft', 'format'],
    [
      'malformed address: <a@example.net> may not follow b@example.com',
      'malformed address: > may not follow b@example.com',
      'malformed address: "," expected after b@example.com',
      'unqualified address not permitted',
      'unqualified recipient rejected',
      'invalid headers',
      '5.6.0 malformed header',
      'messages with multiple From fields',
      'missing date header',
      'duplicate message-id header',
    ],
  ],
  'a dead address': [
    ['hard', 'unknown-mailbox'],
    [
      'rejected recipient <reader@example.org> (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]',
      '550 5.1.1 user unknown. This message was scanned for viruses by the gateway.',
      '550 5.1.1 <reader@example.org> does not exist here. This email has been checked by spam filter of mail.example.',
      '550 5.1.1 unknown user. This message and its attachments are confidential.',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient reader@example.org not found by SMTP address lookup',
      '550 5.4.1 Recipient address rejected: Access denied.',
      '550 Requested action not taken: mailbox unavailable',
      '550 5.1.0 Address rejected.',
      '550 5.7.1 No such user!',
      '553 5.3.0 <reader@example.org>... No such user here',
    ],
  ],
  'a full mailbox': [
    ['soft', 'mailbox-full'],
    [
      'As their mailbox is full.',
      '550 5.1.1 <reader@example.org>: mailbox full',
      'the inbox is full',
      '552 5.2.2 over quota',
      'mailbox size limit exceeded',
      'not enough storage space',
      'user has exceeded their quota',
      'The recipient’s mailbox is over its quota',
      '554 5.2.2 mailbox full; no such space',
      'storage is full, unknown user quota',
    ],
  ],
};

describe.each(Object.entries(reports))('a report of %s', (_, [[kind, reason], words]) => {
  it.each(words)('%s', (said) => {
    for (const raw of [freeForm(said), statusReport(said)]) {
      const { events } = classifyMail(raw);
      expect(events).toMatchObject([{ class: kind, ...(reason === null ? {} : { reason }) }]);
    }
  });
});

describe('the subject of our own message', () => {
  it.each([
    'Generalizing to an Unknown Domain',
    'No Such User: Personas for Language Models',
    'Mailbox Full of Tokens',
    'Unknown Recipients in Federated Learning',
    'Spam, Spam, Spam: a Survey',
    'Account Disabled? On Accessibility',
    'The Address Does Not Exist',
    'Invalid Mailbox Attention',
    'When the User is Unknown',
    'User Unknown in Virtual Worlds',
  ])('%s says nothing of the recipient', (subject) => {
    const body = [
      'Your message',
      '',
      `  Subject: ${subject}`,
      '',
      'could not be delivered to:',
      '  reader@example.org',
      '',
      '--- Original message ---',
      '',
      'Return-Path: <bounce@news.example>',
      'Message-ID: <d1.s1@news.example>',
      'From: The News <editor@news.example>',
      'To: reader@example.org',
      `Subject: ${subject}`,
      '',
      'text',
    ];
    const raw = [
      'From: MAILER-DAEMON@relay.example',
      'To: bounce@news.example',
      'Subject: failure notice',
      '',
      ...body,
    ];
    expect(classifyMail(Buffer.from(raw.join('\n'))).events).toMatchObject([
      { class: 'soft', reason: 'undetermined', recipient: 'reader@example.org' },
    ]);
  });
});

describe('registered statuses', () => {
  it.each<[string, FeedbackReason]>([
    ['5.7.25', 'reverse-dns'],
    ['4.7.28', 'rate'],
    ['5.7.28', 'rate'],
    ['5.7.20', 'authentication'],
    ['5.7.23', 'authentication'],
    ['5.7.26', 'authentication'],
    ['5.7.27', 'sender-refused'],
    ['5.7.29', 'authentication'],
    ['5.7.8', 'relay-denied'],
    ['5.7.60', 'sender-refused'],
  ])('%s is %s', (status, reason) => {
    const { events } = classifyMail(statusReport(`550 ${status} refused`, status));
    expect(events).toMatchObject([{ class: 'soft', reason }]);
  });
});
