import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../durations.js';
import type { Database } from '../store/database.js';
import { nextOutboundAt } from '../store/outbound/spread-outbox.js';
import { runBeside } from './run-beside.js';
import { sendWebhooks, type WebhookSending } from './send-webhooks.js';

/** What is due within so long is waited for; the sweep comes back for the rest. */
const WORTH_WAITING_MS = 8 * SECOND_MS;
/** While operators are being told, or an endpoint is slow, it is looked so often whether endpoints have something due. */
const LOOK_AGAIN_MS = SECOND_MS;
/** For so long a round that lasts gets others beside it: longer than an endpoint may take for an answer. */
const BEGIN_MS = 20 * SECOND_MS;
const SLOW = 'slow';

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
      const count = await sendBesideSlow(sending, signal);
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

/**
 * One round, and others beside it for as long as an endpoint keeps it from its end: a slow one holds up none but itself.
 * None begins after a while, so that operators are told of what the first ones found.
 */
async function sendBesideSlow(sending: WebhookSending, signal: AbortSignal): Promise<number> {
  const beginUntil = performance.now() + BEGIN_MS;
  const busy = new Set<number>();
  const rounds = new Set<Promise<void>>();
  let sent = 0;
  const begin = () => {
    const round: Promise<void> = sendWebhooks(sending, signal, busy)
      .then((count) => {
        sent += count;
      })
      .finally(() => rounds.delete(round));
    rounds.add(round);
  };
  try {
    for (begin(); rounds.size > 0; ) {
      const all = Promise.all(rounds);
      if (signal.aborted || performance.now() > beginUntil) await all;
      else if ((await Promise.race([all, delay(LOOK_AGAIN_MS, SLOW, { ref: false })])) === SLOW) begin();
    }
  } finally {
    await Promise.allSettled(rounds);
  }
  return sent;
}

async function untilNext({ database, clock }: { database: Database; clock: () => Date }): Promise<number> {
  const now = clock();
  const next = await nextOutboundAt(database, now);
  return next === null ? Number.POSITIVE_INFINITY : next.getTime() - now.getTime();
}
