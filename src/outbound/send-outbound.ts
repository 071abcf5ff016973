import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../durations.js';
import { nextOutboundAt } from '../store/outbound/spread-outbox.js';
import { sendWebhooks, type WebhookSending } from './send-webhooks.js';

/** What is due within so long is waited for; the sweep comes back for the rest. */
const WORTH_WAITING_MS = 8 * SECOND_MS;

/**
 * Sends until nothing is due, and nothing will be in a moment: the second attempt comes five seconds after the first.
 * @param afterEachRound what must not wait until endpoints have all that is due for them
 * @returns how many messages were sent
 */
export async function sendOutbound(
  sending: WebhookSending,
  signal: AbortSignal,
  afterEachRound: () => Promise<void>,
): Promise<number> {
  const { database, clock } = sending;
  for (let sent = 0; ; ) {
    sent += await sendWebhooks(sending, signal);
    await afterEachRound();
    const now = clock();
    const next = await nextOutboundAt(database, now);
    const ms = next === null ? Number.POSITIVE_INFINITY : next.getTime() - now.getTime();
    if (signal.aborted || ms > WORTH_WAITING_MS) return sent;
    await delay(Math.max(ms, SECOND_MS / 10), undefined, { signal }).catch(() => undefined);
  }
}
