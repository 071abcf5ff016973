import { createHash } from 'node:crypto';
import { spendToken } from '../../store/feedback/webhook-tokens.js';
import type { EvidenceKeys } from '../acting/evidence.js';
import { type ActingContext, recordReport } from '../acting/record-report.js';
import { refused } from './same-secret.js';
import type { Webhook, WebhookRequest } from './webhook.js';
import { webhookReport } from './webhook-report.js';

/**
 * Verifies a request, keeps what it says and acts on it. When it resolves everything is committed, and the
 * provider may be told that it arrived.
 * @throws BroadsheetError as {@link Webhook.read}; or the database's error, after which the provider comes again
 */
export async function receiveWebhook(
  acting: ActingContext,
  keys: EvidenceKeys,
  webhook: Webhook,
  request: WebhookRequest,
): Promise<void> {
  const { events, onceOnly } = await webhook.read(request);
  const report = webhookReport(keys, webhook.provider, request, events);
  await recordReport(acting, report, async (client) => {
    if (onceOnly === null) return;
    const hash = hashOf(onceOnly);
    const isFirst = await spendToken(client, { hash, content: hashOf(request.body), at: request.now });
    if (!isFirst) throw refused('replayed');
  });
}

function hashOf(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
