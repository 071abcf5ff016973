import { MINUTE_MS } from '../../durations.js';
import {
  type FeedbackClass,
  type FeedbackEvent,
  type FeedbackReason,
  feedbackReasons,
} from '../../model/feedback.js';
import { failureVerdict, plainVerdict } from './failure-verdict.js';
import { entryOf, listAt, momentAt, parseJson, textAt } from './json-values.js';
import { isHmacOf, refused } from './same-secret.js';
import type { ProviderEvent, Webhook } from './webhook.js';

const FRESH_MS = 5 * MINUTE_MS;
const HEADER = /^t=(\d{9,11}),\s*v1=([0-9a-f]{64})$/i;

/**
 * For relays and scripts of one's own: `Broadsheet-Signature: t=SECONDS,v1=HEX` with the HMAC-SHA256 of
 * `SECONDS.BODY`, and a JSON body of `events`; docs/deliverability.md describes it.
 * @param secrets any of them
 */
export function genericWebhook(secrets: readonly string[]): Webhook {
  return {
    provider: 'webhook',
    read: async ({ body, headers, now }) => {
      const [, seconds, signature] = HEADER.exec(headers['broadsheet-signature'] ?? '') ?? [];
      if (seconds === undefined || signature === undefined) throw refused('signature');
      if (!isHmacOf(secrets, signature, `${seconds}.`, body)) throw refused('signature');
      if (Math.abs(now.getTime() - Number(seconds) * 1000) > FRESH_MS) throw refused('stale');
      return {
        events: listAt(parseJson(body), 'events').flatMap((item) => readEvent(item, now)),
        onceOnly: null,
      };
    },
  };
}

const KINDS: Readonly<Record<string, { readonly class: FeedbackClass; readonly reason: FeedbackReason }>> = {
  'hard-bounce': { class: 'hard', reason: 'unknown-mailbox' },
  'soft-bounce': { class: 'soft', reason: 'undetermined' },
  complaint: { class: 'complaint', reason: 'complaint' },
  unsubscribe: { class: 'unsubscribe', reason: 'opted-out' },
  delivered: { class: 'delivered', reason: 'delivered' },
};

function readEvent(item: unknown, now: Date): ProviderEvent[] {
  const type = textAt(item, 'type') ?? '';
  const recipient = textAt(item, 'recipient');
  const kind = entryOf(KINDS, type);
  if (kind === undefined || recipient === null) return [];
  const occurredAt = momentAt(now, item, 'at');
  const messageId = textAt(item, 'messageId');
  return [
    {
      event: { recipient, ...verdictOf(item, `webhook/${type}`, kind) },
      id: textAt(item, 'id') ?? [messageId, type, occurredAt.getTime()].join(' '),
      sender: textAt(item, 'sender'),
      messageIds: messageId === null ? [] : [messageId],
      occurredAt,
      raw: item,
    },
  ];
}

function verdictOf(
  item: unknown,
  rule: string,
  kind: { readonly class: FeedbackClass; readonly reason: FeedbackReason },
): Omit<FeedbackEvent, 'recipient'> {
  const { class: named } = kind;
  if (named !== 'hard' && named !== 'soft') return plainVerdict(rule, kind);
  const given = textAt(item, 'reason') ?? '';
  const reason = Object.hasOwn(feedbackReasons, given) ? (given as FeedbackReason) : kind.reason;
  const status = textAt(item, 'status');
  return failureVerdict({
    rule,
    recipient: textAt(item, 'recipient'),
    class: named,
    reason,
    status,
    diagnostic: textAt(item, 'diagnostic'),
  });
}
