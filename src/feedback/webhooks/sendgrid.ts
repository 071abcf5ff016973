import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { BroadsheetError } from '../../errors.js';
import type { FeedbackEvent } from '../../model/feedback.js';
import { type EventKind, failureVerdict, type ProviderFailure, plainVerdict } from './failure-verdict.js';
import { entryOf, listAt, momentAt, parseJson, textAt } from './json-values.js';
import { refused } from './same-secret.js';
import type { ProviderEvent, Webhook } from './webhook.js';

/**
 * SendGrid's event webhook, signed: ECDSA with SHA-256 over the timestamp and the raw body.
 * @param keys verification keys as SendGrid shows them: SPKI in base64
 * @throws BroadsheetError CONFIG_INVALID
 */
export function sendgridWebhook(keys: readonly string[]): Webhook {
  const opened = keys.map(openSendgridKey);
  return {
    provider: 'sendgrid',
    read: async ({ body, headers, now }) => {
      const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
      const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
      const signed = Buffer.concat([Buffer.from(timestamp), body]);
      if (timestamp === '' || !opened.some((key) => isSigned(key, signed, signature))) {
        throw refused('signature');
      }
      return {
        events: listAt({ all: parseJson(body) }, 'all').flatMap((item) => readEvent(item, now)),
        onceOnly: null,
      };
    },
  };
}

/**
 * @param text a verification key as SendGrid shows it: SPKI in base64
 * @throws BroadsheetError CONFIG_INVALID
 */
export function openSendgridKey(text: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ec') return key;
  } catch {
    // Told below.
  }
  throw new BroadsheetError('CONFIG_INVALID', 'expected the verification key that SendGrid shows, in base64');
}

function isSigned(key: KeyObject, signed: Buffer, signature: string): boolean {
  try {
    return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
  } catch {
    // What is no signature at all.
    return false;
  }
}

/** Why SendGrid did not even try; the texts are its own. */
const DROPPED: readonly (readonly [RegExp, Pick<FeedbackEvent, 'class' | 'reason'>])[] = [
  [/spam report/i, { class: 'complaint', reason: 'complaint' }],
  [/unsubscribed/i, { class: 'unsubscribe', reason: 'opted-out' }],
  [/bounced/i, { class: 'hard', reason: 'unknown-mailbox' }],
  [/^invalid$|invalid (?:email|address|recipient)/i, { class: 'hard', reason: 'bad-address' }],
  [/spam content/i, { class: 'soft', reason: 'spam' }],
  [/invalid smtpapi|header/i, { class: 'soft', reason: 'format' }],
  [/quota|limit/i, { class: 'soft', reason: 'rate' }],
];

/** SendGrid's own reading of a refusal, where it has one. */
const CLASSIFIED: Readonly<Record<string, Pick<ProviderFailure, 'class' | 'reason'>>> = {
  'invalid address': { class: 'hard', reason: 'unknown-mailbox' },
  'mailbox unavailable': { class: 'soft', reason: 'mailbox-refuses' },
  content: { class: 'soft', reason: 'content' },
  reputation: { class: 'soft', reason: 'reputation' },
  'frequency/volume': { class: 'soft', reason: 'rate' },
  'frequency or volume too high': { class: 'soft', reason: 'rate' },
  technical: { class: 'soft', reason: 'remote-fault' },
  'technical failure': { class: 'soft', reason: 'remote-fault' },
};

function readEvent(item: unknown, now: Date): ProviderEvent[] {
  const verdict = verdictOf(item);
  const recipient = textAt(item, 'email');
  if (verdict === null || recipient === null) return [];
  const name = textAt(item, 'event') ?? '';
  const occurredAt = momentAt(now, item, 'timestamp');
  const messageId = textAt(item, 'smtp-id');
  const otherwise = [textAt(item, 'sg_message_id'), name, occurredAt.getTime()].join(' ');
  return [
    {
      event: { recipient, ...verdict },
      id: textAt(item, 'sg_event_id') ?? otherwise,
      sender: null,
      messageIds: messageId === null ? [] : [messageId],
      occurredAt,
      raw: item,
    },
  ];
}

function verdictOf(item: unknown): Omit<FeedbackEvent, 'recipient'> | null {
  const name = textAt(item, 'event') ?? '';
  const rule = `sendgrid/${name}`;
  const status = textAt(item, 'status');
  const diagnostic = textAt(item, 'reason') ?? textAt(item, 'response');
  const plain = (kind: EventKind) => plainVerdict(rule, kind);
  switch (name) {
    case 'bounce':
    case 'blocked':
      return failureVerdict({
        ...{ rule, recipient: textAt(item, 'email'), status, diagnostic },
        ...refusalOf(item, name),
      });
    case 'dropped': {
      const known = DROPPED.find(([phrase]) => phrase.test(diagnostic ?? ''))?.[1];
      return plain(known ?? { class: 'soft', reason: 'undetermined' });
    }
    case 'deferred':
      return { ...plain({ class: 'soft', reason: 'delayed' }), status };
    case 'delivered':
      return plain({ class: 'delivered', reason: 'delivered' });
    case 'spamreport':
      return plain({ class: 'complaint', reason: 'complaint' });
    case 'unsubscribe':
    case 'group_unsubscribe':
      return plain({ class: 'unsubscribe', reason: 'opted-out' });
    default:
      return null;
  }
}

/** What was blocked, or ended in a way that is not known here, was refused this time; only what bounced can be dead. */
function refusalOf(item: unknown, name: string): Pick<ProviderFailure, 'class' | 'reason'> {
  const type = name === 'blocked' ? name : (textAt(item, 'type')?.toLowerCase() ?? 'bounce');
  const classified = entryOf(CLASSIFIED, textAt(item, 'bounce_classification')?.toLowerCase() ?? '');
  if (type === 'bounce') return classified ?? { class: 'hard', reason: 'unknown-mailbox' };
  const otherwise = type === 'blocked' ? 'policy' : 'undetermined';
  return { class: 'soft', reason: classified?.class === 'soft' ? classified.reason : otherwise };
}
