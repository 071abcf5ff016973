import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../durations.js';
import type { Database } from '../store/database.js';
import { nextOutboundAt } from '../store/outbound/spread-outbox.js';
import { runBeside } from './run-beside.js';
import { sendWebhooks, type WebhookSending } from './send-webhooks.js';

/** What is due within so long is waited for; the sweep comes back for the rest. */
const WORTH_WAITING_MS = 8 * SECOND_MS;
/** While operators are being told, it is looked so often whether endpoints have something due. */
const LOOK_AGAIN_MS = SECOND_MS;

/**
 * Sends until nothing is due, and nothing will be in a moment: the second attempt comes five seconds after the first.
 * @param tellOperators goes on beside it, and again where there may be more to tell; for as long as it takes, endpoints are
 *   sent what happens: a mail server that does not answer holds up none
 * @returns how many messages were sent
 */
export async function sendOutbound(
  sending: WebhookSending,
  signal: AbortSignal,
  tellOperators: () => Promise<void>,
): Promise<number> {
  const telling = runBeside(tellOperators);
  telling.ask();
  let sent = 0;
  try {
    for (let isDue = true; ; ) {
      const count = await sendWebhooks(sending, signal);
      sent += count;
      // What the round has spread, and what it has found of endpoints.
      if (isDue || count > 0) telling.ask();
      const ms = await untilNext(sending);
      isDue = ms <= WORTH_WAITING_MS;
      if (signal.aborted || (!isDue && !telling.isRunning())) break;
      const wait = delay(isDue ? Math.max(ms, SECOND_MS / 10) : LOOK_AGAIN_MS, undefined, { signal });
      await Promise.race([wait.catch(() => undefined), ...(isDue ? [] : [telling.settled()])]);
    }
  } finally {
    await telling.settled();
  }
  telling.throwFailure();
  return sent;
}

async function untilNext({ database, clock }: { database: Database; clock: () => Date }): Promise<number> {
  const now = clock();
  const next = await nextOutboundAt(database, now);
  return next === null ? Number.POSITIVE_INFINITY : next.getTime() - now.getTime();
}
