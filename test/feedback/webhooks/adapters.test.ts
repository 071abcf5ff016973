import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genericWebhook } from '../../../src/feedback/webhooks/generic.js';
import { mailgunWebhook } from '../../../src/feedback/webhooks/mailgun.js';
import { postmarkWebhook } from '../../../src/feedback/webhooks/postmark.js';
import { sendgridWebhook } from '../../../src/feedback/webhooks/sendgrid.js';
import { readSesEvent } from '../../../src/feedback/webhooks/ses/read-ses-event.js';
import type { ProviderEvent, Webhook } from '../../../src/feedback/webhooks/webhook.js';
import {
  byMailgun,
  byPostmark,
  byRelay,
  bySendgrid,
  genericSecret,
  mailgunKey,
  postmarkSecret,
  type SignedRequest,
  sendgridKey,
} from './signers.js';

const now = new Date('2026-03-25T09:00:00Z');
const email = 'reader@example.net';

const read = async (webhook: Webhook, { headers, payload }: SignedRequest) =>
  (await webhook.read({ body: Buffer.from(payload), headers, now })).events;
/** `hard unknown-mailbox`, and so on; `nothing` where nothing is read. */
const said = (events: readonly ProviderEvent[]) =>
  events.map(({ event }) => `${event.class} ${event.reason}`).join(', ') || 'nothing';

const bounce = (bounceType: string, bounceSubType: string, recipient: object = {}) => ({
  notificationType: 'Bounce',
  mail: { messageId: 'ses-1' },
  bounce: {
    feedbackId: 'f',
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: email, ...recipient }],
  },
});
const complaint = (type: string | undefined, complaintSubType: string | null = null) => ({
  eventType: 'Complaint',
  mail: { messageId: 'ses-1' },
  complaint: {
    feedbackId: 'f',
    complainedRecipients: [{ emailAddress: email }],
    complaintFeedbackType: type,
    complaintSubType,
  },
});

describe('Amazon SES', () => {
  it.each<[string, object, string]>([
    ['Permanent General', bounce('Permanent', 'General'), 'hard unknown-mailbox'],
    ['Permanent NoEmail', bounce('Permanent', 'NoEmail'), 'hard unknown-mailbox'],
    ['Permanent Suppressed', bounce('Permanent', 'Suppressed'), 'hard unknown-mailbox'],
    ['Permanent of the account’s list', bounce('Permanent', 'OnAccountSuppressionList'), 'none not-a-report'],
    [
      'Permanent UnsubscribedRecipient',
      bounce('Permanent', 'UnsubscribedRecipient'),
      'unsubscribe opted-out',
    ],
    ['Permanent with a status', bounce('Permanent', 'General', { status: '5.1.2' }), 'hard unknown-domain'],
    ['Permanent of a later subtype', bounce('Permanent', 'Invented'), 'hard unknown-mailbox'],
    ['Transient General, without a word', bounce('Transient', 'General'), 'autoreply automatic-reply'],
    [
      'Transient General with a diagnostic',
      bounce('Transient', 'General', { diagnosticCode: 'smtp; 450 something' }),
      'soft undetermined',
    ],
    ['Transient MailboxFull', bounce('Transient', 'MailboxFull'), 'soft mailbox-full'],
    ['Transient MessageTooLarge', bounce('Transient', 'MessageTooLarge'), 'soft too-big'],
    ['Transient ContentRejected', bounce('Transient', 'ContentRejected'), 'soft content'],
    ['Transient AttachmentRejected', bounce('Transient', 'AttachmentRejected'), 'soft content'],
    [
      'Transient with the words of a dead address',
      bounce('Transient', 'General', { status: '5.1.1' }),
      'soft undetermined',
    ],
    ['Undetermined', bounce('Undetermined', 'Undetermined'), 'soft undetermined'],
    ['a type that nobody knows', bounce('constructor', 'toString'), 'soft undetermined'],
    ['a delay', bounce('Transient', 'General', { action: 'delayed' }), 'soft delayed'],
    ['abuse', complaint('abuse'), 'complaint complaint'],
    ['a complaint without a type', complaint(undefined), 'complaint complaint'],
    ['of the account’s list', complaint(undefined, 'OnAccountSuppressionList'), 'none not-a-report'],
    ['abuse of the account’s list', complaint('abuse', 'OnAccountSuppressionList'), 'none not-a-report'],
    ['of a later subtype', complaint('abuse', 'Invented'), 'complaint complaint'],
    ['fraud', complaint('fraud'), 'complaint complaint'],
    ['not-spam', complaint('not-spam'), 'none not-spam'],
    ['auth-failure', complaint('auth-failure'), 'auth-report failed-authentication'],
    [
      'Delivery',
      { eventType: 'Delivery', mail: {}, delivery: { recipients: [email] } },
      'delivered delivered',
    ],
    [
      'DeliveryDelay',
      {
        eventType: 'DeliveryDelay',
        mail: {},
        deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [{ emailAddress: email }] },
      },
      'soft delayed',
    ],
    [
      'Reject',
      { eventType: 'Reject', mail: { destination: [email] }, reject: { reason: 'Bad content' } },
      'soft content',
    ],
    [
      'Rendering Failure',
      { eventType: 'Rendering Failure', mail: { destination: [email] }, failure: {} },
      'soft format',
    ],
    [
      'Subscription, all',
      {
        eventType: 'Subscription',
        mail: { destination: [email] },
        subscription: { newTopicPreferences: { unsubscribeAll: true } },
      },
      'unsubscribe opted-out',
    ],
    [
      'Subscription, a topic',
      {
        eventType: 'Subscription',
        mail: { destination: [email] },
        subscription: { newTopicPreferences: { unsubscribeAll: false } },
      },
      'nothing',
    ],
    ['Send', { eventType: 'Send', mail: { destination: [email] }, send: {} }, 'nothing'],
    ['Open', { eventType: 'Open', mail: { destination: [email] }, open: {} }, 'nothing'],
    ['something new', { eventType: 'Teleported' }, 'nothing'],
  ])('%s', (_name, payload, expected) => {
    expect(said(readSesEvent(payload, now))).toBe(expected);
  });

  it('returns the envelope’s sender and our Message-ID, and each recipient', () => {
    const events = readSesEvent(
      {
        ...bounce('Permanent', 'NoEmail'),
        mail: {
          source: 'token@returns.example.org',
          headers: [{ name: 'Message-Id', value: '<ours@example.org>' }],
          commonHeaders: { messageId: 'theirs' },
        },
        bounce: {
          bounceType: 'Permanent',
          feedbackId: 'f',
          bouncedRecipients: [{ emailAddress: email }, { emailAddress: 'b@example.net' }],
        },
      },
      now,
    );
    expect(events).toMatchObject([
      {
        sender: 'token@returns.example.org',
        messageIds: ['theirs', '<ours@example.org>'],
        event: { recipient: email },
      },
      { event: { recipient: 'b@example.net' } },
    ]);
  });
});

describe('SendGrid', () => {
  const webhook = sendgridWebhook([sendgridKey]);
  it.each<[object, string]>([
    [{ event: 'bounce', type: 'bounce', status: '5.1.1' }, 'hard unknown-mailbox'],
    [{ event: 'bounce', type: 'bounce' }, 'hard unknown-mailbox'],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Invalid Address' }, 'hard unknown-mailbox'],
    [
      { event: 'bounce', type: 'bounce', bounce_classification: 'Mailbox Unavailable' },
      'soft mailbox-refuses',
    ],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Reputation' }, 'soft reputation'],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Frequency/Volume' }, 'soft rate'],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Technical' }, 'soft remote-fault'],
    [{ event: 'bounce', type: 'blocked', reason: 'refused' }, 'soft policy'],
    [{ event: 'blocked', bounce_classification: 'Content' }, 'soft content'],
    [{ event: 'bounce', type: 'Bounce' }, 'hard unknown-mailbox'],
    [{ event: 'bounce', type: 'expired' }, 'soft undetermined'],
    [{ event: 'bounce', type: 'of-a-later-version' }, 'soft undetermined'],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'constructor' }, 'hard unknown-mailbox'],
    [{ event: 'bounce-of-a-later-version' }, 'nothing'],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'hard unknown-mailbox'],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'complaint complaint'],
    [{ event: 'dropped', reason: 'Unsubscribed Address' }, 'unsubscribe opted-out'],
    [{ event: 'dropped', reason: 'Invalid' }, 'hard bad-address'],
    [{ event: 'dropped', reason: 'Spam Content (if spam checker app is enabled)' }, 'soft spam'],
    [{ event: 'dropped', reason: 'Invalid SMTPAPI header' }, 'soft format'],
    [{ event: 'dropped', reason: 'Recipient List over Package Quota' }, 'soft rate'],
    [{ event: 'dropped' }, 'soft undetermined'],
    [{ event: 'deferred', response: '400 try again later', attempt: '5' }, 'soft delayed'],
    [{ event: 'delivered', response: '250 OK' }, 'delivered delivered'],
    [{ event: 'spamreport' }, 'complaint complaint'],
    [{ event: 'unsubscribe' }, 'unsubscribe opted-out'],
    [{ event: 'group_unsubscribe', asm_group_id: 10 }, 'unsubscribe opted-out'],
    [{ event: 'group_resubscribe', asm_group_id: 10 }, 'nothing'],
    [{ event: 'processed' }, 'nothing'],
    [{ event: 'open' }, 'nothing'],
    [{ event: 'click', url: 'https://example.org' }, 'nothing'],
  ])('%j', async (event, expected) => {
    const item = {
      email,
      timestamp: 1774428000,
      'smtp-id': '<ours@example.org>',
      sg_event_id: 'e',
      ...event,
    };
    const events = await read(webhook, bySendgrid([item], now));
    expect(said(events)).toBe(expected);
    for (const told of events) expect(told).toMatchObject({ id: 'e', messageIds: ['<ours@example.org>'] });
  });
});

describe('names that every object has', () => {
  it('are in none of the tables', async () => {
    const failed = { event: 'failed', severity: 'permanent', reason: 'constructor', recipient: email };
    const mailgun = await read(mailgunWebhook([mailgunKey]), byMailgun({ id: 'e', ...failed }, now));
    expect(said(mailgun)).toBe('hard unknown-mailbox');
    const postmark = postmarkWebhook([postmarkSecret]);
    const bounced = { RecordType: 'Bounce', TypeCode: 'constructor', Email: email };
    expect(said(await read(postmark, byPostmark(bounced)))).toBe('soft undetermined');
    const changed = {
      ...{ RecordType: 'SubscriptionChange', Recipient: email, SuppressSending: true },
      SuppressionReason: 'constructor',
    };
    expect(said(await read(postmark, byPostmark(changed)))).toBe('nothing');
  });
});

describe('a batch with events that cannot be read', () => {
  it('tells of the others', async () => {
    const bad = [
      null,
      7,
      'x',
      [],
      {},
      { event: 'bounce' },
      { event: {}, email },
      { event: 'bounce', email: [] },
    ];
    const good = { event: 'spamreport', email, sg_event_id: 'e', timestamp: 'of a later version' };
    const events = await read(sendgridWebhook([sendgridKey]), bySendgrid([...bad, good, ...bad], now));
    expect(said(events)).toBe('complaint complaint');
  });
});

describe('Mailgun', () => {
  const webhook = mailgunWebhook([mailgunKey]);
  const failed = (reason: string, status: object = {}) => ({
    event: 'failed',
    severity: 'permanent',
    reason,
    'delivery-status': status,
  });
  it.each<[object, string]>([
    [failed('bounce', { code: 550, message: '5.1.1 no such user' }), 'hard unknown-mailbox'],
    [failed('bounce', { code: 550, 'enhanced-code': '5.1.2', message: '' }), 'hard unknown-domain'],
    [failed('generic', { code: 550 }), 'hard unknown-mailbox'],
    [
      failed('suppress-bounce', { code: 605, description: 'Not delivering to previously bounced address' }),
      'hard unknown-mailbox',
    ],
    [failed('suppress-complaint', { code: 607 }), 'complaint complaint'],
    [failed('suppress-unsubscribe', { code: 606 }), 'unsubscribe opted-out'],
    [failed('old', { code: 602 }), 'soft expired'],
    [failed('espblock', { code: 612 }), 'soft reputation'],
    [
      { event: 'failed', severity: 'temporary', reason: 'generic', 'delivery-status': { code: 450 } },
      'soft delayed',
    ],
    [{ event: 'rejected', reject: { reason: 'Sandbox' } }, 'soft policy'],
    [{ event: 'complained' }, 'complaint complaint'],
    [{ event: 'unsubscribed' }, 'unsubscribe opted-out'],
    [{ event: 'delivered' }, 'delivered delivered'],
    [{ event: 'accepted' }, 'nothing'],
    [{ event: 'opened' }, 'nothing'],
    [{ event: 'clicked' }, 'nothing'],
    [{ event: 'stored' }, 'nothing'],
  ])('%j', async (data, expected) => {
    const message = { headers: { 'message-id': 'ours@example.org' } };
    const envelope = { sender: 'token@returns.example.org' };
    const whole = { id: 'e', recipient: email, timestamp: 1774428000.5, message, envelope, ...data };
    const events = await read(webhook, byMailgun(whole, now));
    expect(said(events)).toBe(expected);
    for (const told of events) {
      expect(told).toMatchObject({ messageIds: ['ours@example.org'], sender: 'token@returns.example.org' });
      expect(told.occurredAt).toEqual(new Date('2026-03-25T08:40:00.500Z'));
    }
  });
});

describe('Postmark', () => {
  const webhook = postmarkWebhook([postmarkSecret]);
  const bounced = (TypeCode: number, Details = '') => ({
    RecordType: 'Bounce',
    ID: 7,
    Email: email,
    TypeCode,
    Details,
  });
  const suppression = (SuppressionReason: string, change: object = {}) => ({
    RecordType: 'SubscriptionChange',
    Recipient: email,
    Origin: 'Recipient',
    SuppressSending: true,
    SuppressionReason,
    ...change,
  });
  it.each<[object, string]>([
    [bounced(1), 'hard unknown-mailbox'],
    [bounced(1, 'smtp;550 5.1.2 no such domain'), 'hard unknown-domain'],
    [bounced(2), 'soft undetermined'],
    [bounced(16), 'unsubscribe opted-out'],
    [bounced(32), 'none not-a-report'],
    [bounced(64), 'autoreply automatic-reply'],
    [bounced(128), 'autoreply automatic-reply'],
    [bounced(256), 'soft unreachable'],
    [bounced(512), 'soft spam'],
    [bounced(2048), 'soft undetermined'],
    [bounced(4096), 'soft undetermined'],
    [bounced(8192), 'soft content'],
    [bounced(16384), 'autoreply challenge'],
    [bounced(100000), 'hard bad-address'],
    [bounced(100001), 'complaint complaint'],
    [bounced(100002), 'soft mailbox-refuses'],
    [bounced(100006), 'soft policy'],
    [bounced(100009), 'soft authentication'],
    [bounced(987654), 'soft undetermined'],
    [{ RecordType: 'SpamComplaint', ID: 7, Email: email }, 'complaint complaint'],
    [suppression('HardBounce'), 'hard unknown-mailbox'],
    [suppression('SpamComplaint'), 'complaint complaint'],
    [suppression('ManualSuppression'), 'unsubscribe opted-out'],
    [suppression('ManualSuppression', { Origin: 'Admin' }), 'nothing'],
    [suppression('HardBounce', { SuppressSending: false }), 'nothing'],
    [{ RecordType: 'Delivery', Recipient: email, DeliveredAt: now.toISOString() }, 'delivered delivered'],
    [{ RecordType: 'Open', Recipient: email }, 'nothing'],
    [{ RecordType: 'Click', Recipient: email }, 'nothing'],
    [{ RecordType: 'constructor', Email: email }, 'nothing'],
  ])('%j', async (record, expected) => {
    expect(said(await read(webhook, byPostmark(record)))).toBe(expected);
  });
});

describe('any other relay', () => {
  const webhook = genericWebhook([genericSecret]);
  it.each<[object, string]>([
    [{ type: 'hard-bounce' }, 'hard unknown-mailbox'],
    [{ type: 'hard-bounce', reason: 'unknown-domain' }, 'hard unknown-domain'],
    [{ type: 'soft-bounce', reason: 'mailbox-full' }, 'soft mailbox-full'],
    [{ type: 'soft-bounce', reason: 'nonsense' }, 'soft undetermined'],
    [{ type: 'soft-bounce', reason: 'policy' }, 'soft policy'],
    [{ type: 'complaint' }, 'complaint complaint'],
    [{ type: 'unsubscribe' }, 'unsubscribe opted-out'],
    [{ type: 'delivered' }, 'delivered delivered'],
    [{ type: 'toString' }, 'nothing'],
  ])('%j', async (event, expected) => {
    expect(said(await read(webhook, byRelay([{ recipient: email, ...event }], now)))).toBe(expected);
  });
});

it('whatever a verified body holds, reading answers', async () => {
  const webhooks = [
    (value: object) => read(sendgridWebhook([sendgridKey]), bySendgrid([value], now)),
    (value: object) => read(mailgunWebhook([mailgunKey]), byMailgun(value, now)),
    (value: object) => read(postmarkWebhook([postmarkSecret]), byPostmark(value)),
    (value: object) => read(genericWebhook([genericSecret]), byRelay([value], now)),
    async (value: object) => readSesEvent(value, now),
  ];
  const names = [
    'event',
    'email',
    'RecordType',
    'TypeCode',
    'Email',
    'eventType',
    'bounce',
    'mail',
    'headers',
    'recipient',
    'type',
    'bouncedRecipients',
    'timestamp',
  ];
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue(),
      fc.constantFrom('bounce', 'Bounce', 'failed', 'Complaint'),
      tie('record'),
    ),
    record: fc.dictionary(fc.constantFrom(...names), tie('value')),
  }));
  await fc.assert(
    fc.asyncProperty(values.record as fc.Arbitrary<object>, async (value) => {
      for (const webhook of webhooks) expect(await webhook(value)).toBeInstanceOf(Array);
    }),
  );
});
