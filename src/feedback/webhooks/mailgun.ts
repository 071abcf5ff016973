import { MINUTE_MS } from '../../durations.js';
import type { FeedbackEvent } from '../../model/feedback.js';
import { type EventKind, failureVerdict, plainVerdict } from './failure-verdict.js';
import { entryOf, momentAt, parseJson, textAt, valueAt } from './json-values.js';
import { isHmacOf, refused } from './same-secret.js';
import type { ProviderEvent, Webhook } from './webhook.js';

/** Mailgun asks not to be strict about the clock: it may be late itself. */
const FRESH_MS = 15 * MINUTE_MS;

/**
 * Mailgun's webhooks. The signature stands in the body and covers a timestamp and a token alone, so each token is
 * good for one body.
 * @param keys signing keys of webhooks, any of them
 */
export function mailgunWebhook(keys: readonly string[]): Webhook {
  return {
    provider: 'mailgun',
    read: async ({ body, now }) => {
      const payload = parseJson(body);
      const timestamp = textAt(payload, 'signature', 'timestamp') ?? '';
      const token = textAt(payload, 'signature', 'token') ?? '';
      const signature = textAt(payload, 'signature', 'signature') ?? '';
      const isComplete = /^\d{9,11}$/.test(timestamp) && token !== '';
      if (!isComplete || !isHmacOf(keys, signature, timestamp, token)) throw refused('signature');
      if (Math.abs(now.getTime() - Number(timestamp) * 1000) > FRESH_MS) throw refused('stale');
      return { events: readEvent(valueAt(payload, 'event-data'), now), onceOnly: `mailgun ${token}` };
    },
  };
}

/** Why Mailgun gave a message up, or did not even try. */
const FAILED: Readonly<Record<string, Pick<FeedbackEvent, 'class' | 'reason'>>> = {
  'suppress-bounce': { class: 'hard', reason: 'unknown-mailbox' },
  'suppress-complaint': { class: 'complaint', reason: 'complaint' },
  'suppress-unsubscribe': { class: 'unsubscribe', reason: 'opted-out' },
  old: { class: 'soft', reason: 'expired' },
  espblock: { class: 'soft', reason: 'reputation' },
  greylisted: { class: 'soft', reason: 'greylisted' },
  'rate-limit': { class: 'soft', reason: 'rate' },
};

function readEvent(data: unknown, now: Date): ProviderEvent[] {
  const verdict = verdictOf(data);
  const recipient = textAt(data, 'recipient');
  if (verdict === null || recipient === null) return [];
  const occurredAt = momentAt(now, data, 'timestamp');
  const messageId = textAt(data, 'message', 'headers', 'message-id');
  return [
    {
      event: { recipient, ...verdict },
      id: textAt(data, 'id') ?? [messageId, textAt(data, 'event'), occurredAt.getTime()].join(' '),
      sender: textAt(data, 'envelope', 'sender'),
      messageIds: messageId === null ? [] : [messageId],
      occurredAt,
      raw: data,
    },
  ];
}

function verdictOf(data: unknown): Omit<FeedbackEvent, 'recipient'> | null {
  const name = textAt(data, 'event') ?? '';
  const severity = textAt(data, 'severity') ?? 'permanent';
  const plain = (kind: EventKind) => plainVerdict(`mailgun/${name}`, kind);
  switch (name) {
    case 'failed':
      return severity === 'temporary'
        ? plainVerdict('mailgun/temporary', { class: 'soft', reason: 'delayed' })
        : permanent(data);
    case 'rejected':
      return plain({ class: 'soft', reason: 'policy' });
    case 'delivered':
      return plain({ class: 'delivered', reason: 'delivered' });
    case 'complained':
      return plain({ class: 'complaint', reason: 'complaint' });
    case 'unsubscribed':
      return plain({ class: 'unsubscribe', reason: 'opted-out' });
    default:
      return null;
  }
}

function permanent(data: unknown): Omit<FeedbackEvent, 'recipient'> {
  const reason = textAt(data, 'reason') ?? '';
  const rule = `mailgun/${reason === '' ? 'permanent' : reason}`;
  const known = entryOf(FAILED, reason);
  if (known !== undefined) return plainVerdict(rule, known);
  const code = textAt(data, 'delivery-status', 'code');
  const words = [textAt(data, 'delivery-status', 'message'), textAt(data, 'delivery-status', 'description')];
  const said = words.filter((text) => text !== null).join(' ');
  const isReply = code !== null && /^[45]\d\d$/.test(code);
  return failureVerdict({
    rule,
    recipient: textAt(data, 'recipient'),
    class: 'hard',
    reason: 'unknown-mailbox',
    status: textAt(data, 'delivery-status', 'enhanced-code'),
    diagnostic: isReply && !said.startsWith(code) ? `${code} ${said}` : said,
  });
}
