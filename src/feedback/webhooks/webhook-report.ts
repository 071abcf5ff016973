import { createHash } from 'node:crypto';
import { type EvidenceKeys, proofOf } from '../acting/evidence.js';
import { excerptOf, type Report, type ReportedEvent } from '../acting/report.js';
import type { Provider, ProviderEvent, WebhookRequest } from './webhook.js';

/**
 * What a verified request says, as a report. A signature of ours names the message; without one the recipient
 * does, because the provider is believed about the mail that it carries.
 */
export function webhookReport(
  keys: EvidenceKeys,
  provider: Provider,
  { now }: Pick<WebhookRequest, 'now'>,
  events: readonly ProviderEvent[],
): Report {
  return {
    source: provider,
    receivedAt: now,
    events: events.map((told) => reported(keys, provider, told)),
  };
}

function reported(keys: EvidenceKeys, provider: Provider, told: ProviderEvent): ReportedEvent {
  const { event, id, sender, messageIds, occurredAt, raw } = told;
  const proof = proofOf(keys, {
    addresses: sender === null ? [] : [sender],
    messageIds,
    listUnsubscribe: [],
    isFromLoop: false,
  });
  return {
    event,
    aliases: [],
    words: [event.rule, event.reply, event.status].filter((part) => part !== null).join(' '),
    contentHash: createHash('sha256')
      .update(JSON.stringify([provider, id, event.recipient?.toLowerCase(), event.class]))
      .digest(),
    // The provider carries our mail: its word needs no more, and our signature says which message it was.
    evidence: proof.evidence === 'return-path' ? proof.evidence : 'provider',
    claim: proof.claim,
    occurredAt,
    excerpt: excerptOf(Buffer.from(JSON.stringify(raw))),
  };
}
