import type { FeedbackEvent } from '../../model/feedback.js';
import { type EventKind, failureVerdict, plainVerdict } from './failure-verdict.js';
import { entryOf, listAt, momentAt, parseJson, textAt, valueAt } from './json-values.js';
import { basicPassword, isOneOf, refused } from './same-secret.js';
import type { ProviderEvent, Webhook } from './webhook.js';

/**
 * Postmark's webhooks. It does not sign; the secret comes as the password of the webhook's URL (basic
 * authentication) or in the header `X-Webhook-Secret`.
 * @param secrets any of them
 */
export function postmarkWebhook(secrets: readonly string[]): Webhook {
  return {
    provider: 'postmark',
    read: async ({ body, headers, now }) => {
      const given = headers['x-webhook-secret'] ?? basicPassword(headers['authorization']);
      if (!isOneOf(secrets, given)) throw refused('secret');
      return { events: readEvent(parseJson(body), now), onceOnly: null };
    },
  };
}

/** Bounce types by their code, as Postmark lists them; what a server said may correct the first. */
const BOUNCES: Readonly<Record<string, EventKind>> = {
  '1': { class: 'hard', reason: 'unknown-mailbox' },
  '2': { class: 'soft', reason: 'undetermined' },
  '16': { class: 'unsubscribe', reason: 'opted-out' },
  '32': { class: 'none', reason: 'not-a-report' },
  '64': { class: 'autoreply', reason: 'automatic-reply' },
  '128': { class: 'autoreply', reason: 'automatic-reply' },
  '256': { class: 'soft', reason: 'unreachable' },
  '512': { class: 'soft', reason: 'spam' },
  '1024': { class: 'none', reason: 'not-a-report' },
  '2048': { class: 'soft', reason: 'undetermined' },
  '4096': { class: 'soft', reason: 'undetermined' },
  '8192': { class: 'soft', reason: 'content' },
  '16384': { class: 'autoreply', reason: 'challenge' },
  '100000': { class: 'hard', reason: 'bad-address' },
  '100001': { class: 'complaint', reason: 'complaint' },
  '100002': { class: 'soft', reason: 'mailbox-refuses' },
  '100003': { class: 'none', reason: 'not-a-report' },
  '100006': { class: 'soft', reason: 'policy' },
  '100007': { class: 'soft', reason: 'format' },
  '100008': { class: 'none', reason: 'not-a-report' },
  '100009': { class: 'soft', reason: 'authentication' },
  '100010': { class: 'soft', reason: 'format' },
};

const SUPPRESSED: Readonly<Record<string, EventKind>> = {
  HardBounce: { class: 'hard', reason: 'unknown-mailbox' },
  SpamComplaint: { class: 'complaint', reason: 'complaint' },
  ManualSuppression: { class: 'unsubscribe', reason: 'opted-out' },
};

/** Where each type of record names the recipient and the moment. */
const FIELDS: Readonly<Record<string, { readonly recipient: string; readonly moment: string }>> = {
  Bounce: { recipient: 'Email', moment: 'BouncedAt' },
  SpamComplaint: { recipient: 'Email', moment: 'BouncedAt' },
  SubscriptionChange: { recipient: 'Recipient', moment: 'ChangedAt' },
  Delivery: { recipient: 'Recipient', moment: 'DeliveredAt' },
};

function readEvent(record: unknown, now: Date): ProviderEvent[] {
  const type = textAt(record, 'RecordType') ?? '';
  const fields = entryOf(FIELDS, type);
  const verdict = verdictOf(type, record);
  const recipient = fields === undefined ? null : textAt(record, fields.recipient);
  if (fields === undefined || verdict === null || recipient === null) return [];
  const occurredAt = momentAt(now, record, fields.moment);
  const id = textAt(record, 'ID') ?? [textAt(record, 'MessageID'), occurredAt.getTime()].join(' ');
  return [
    {
      event: { recipient, ...verdict },
      id: `${type} ${id}`,
      sender: null,
      messageIds: messageIdsOf(record),
      occurredAt,
      raw: record,
    },
  ];
}

/** Postmark names a message by an id of its own; ours comes back only among the headers it was asked to return. */
function messageIdsOf(record: unknown): string[] {
  const headers = listAt(record, 'Headers').filter(
    (header) => textAt(header, 'Name')?.toLowerCase() === 'message-id',
  );
  return [
    ...headers.map((header) => textAt(header, 'Value')),
    textAt(record, 'Metadata', 'message-id'),
  ].filter((id) => id !== null);
}

function verdictOf(type: string, record: unknown): Omit<FeedbackEvent, 'recipient'> | null {
  const plain = (kind: EventKind) => plainVerdict(`postmark/${type}`, kind);
  switch (type) {
    case 'Bounce':
      return bounceOf(record);
    case 'SpamComplaint':
      return plain({ class: 'complaint', reason: 'complaint' });
    case 'Delivery':
      return plain({ class: 'delivered', reason: 'delivered' });
    case 'SubscriptionChange': {
      if (valueAt(record, 'SuppressSending') !== true) return null;
      const known = entryOf(SUPPRESSED, textAt(record, 'SuppressionReason') ?? '');
      // What an operator switched off there is not the reader's wish.
      const isTheirs = textAt(record, 'Origin')?.toLowerCase() === 'recipient';
      if (known === undefined || (known.class === 'unsubscribe' && !isTheirs)) return null;
      return plain(known);
    }
    default:
      return null;
  }
}

function bounceOf(record: unknown): Omit<FeedbackEvent, 'recipient'> {
  const code = textAt(record, 'TypeCode') ?? '';
  const rule = `postmark/bounce-${/^\d{1,6}$/.test(code) ? code : 'unknown'}`;
  const known = entryOf(BOUNCES, code) ?? { class: 'soft', reason: 'undetermined' };
  const { class: kind, reason } = known;
  if (kind !== 'hard' && kind !== 'soft') return plainVerdict(rule, known);
  return failureVerdict({
    rule,
    recipient: textAt(record, 'Email'),
    class: kind,
    reason,
    status: null,
    diagnostic: textAt(record, 'Details'),
  });
}
