import { SECOND_MS } from '../durations.js';
import { permissionsOf } from '../model/permission.js';
import { unwrapKey } from '../signing/key-wrapping.js';
import { type Database, inTransaction } from '../store/database.js';
import { spreadOutbox } from '../store/outbound/spread-outbox.js';
import {
  type ClaimedDelivery,
  claimDeliveries,
  giveBack,
  recordAttempt,
} from '../store/outbound/webhook-deliveries.js';
import {
  disableEndpoint,
  dueEndpoints,
  noteAnswer,
  noteFailure,
  type SentEndpoint,
} from '../store/outbound/webhook-endpoints.js';
import { tell } from '../store/outbox.js';
import type { Poster } from './post-message.js';
import { isGivenUp, type SettledAttempt, settleAttempt, type WebhookAnswer } from './settle-attempt.js';
import { signedHeaders } from './sign-message.js';

/** What sending to endpoints needs. */
export interface WebhookSending {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: { warn(fields: object, event: string): void };
  /** Unwraps the secrets of endpoints. */
  readonly operatorKey: Buffer;
  readonly poster: Poster;
  /** From 0 up to 1; spreads attempts. */
  readonly random?: () => number;
}

/** Messages that one endpoint is sent at once, and that are claimed for it at once. */
const AT_ONCE = 4;
const CLAIMED = 40;
/** One endpoint is sent to for so long at a time: then it is looked whether another has something due. */
const TURN_MS = 20 * SECOND_MS;

/**
 * Spreads what the outbox holds and sends what is due, to endpoints beside each other. Safe to call at any time, by any
 * number of workers.
 * @param busy whom a call beside this one is sending to; this one leaves them out, and is there for as long as it sends
 * @returns how many messages were sent
 */
export async function sendWebhooks(
  sending: WebhookSending,
  signal: AbortSignal,
  busy = new Set<number>(),
): Promise<number> {
  const { database, clock } = sending;
  await spreadOutbox(database, clock());
  const endpoints = (await dueEndpoints(database, clock())).filter(({ id }) => !busy.has(id));
  const counts = await Promise.all(
    endpoints.map(async (endpoint) => {
      busy.add(endpoint.id);
      try {
        return await sendTo(sending, endpoint, signal);
      } finally {
        busy.delete(endpoint.id);
      }
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Sends until nothing is due, an attempt fails, or its turn is over: what waits then has a time that the failure gave it.
 * What was claimed and not sent is given back.
 */
async function sendTo(sending: WebhookSending, endpoint: SentEndpoint, signal: AbortSignal): Promise<number> {
  const endsAt = performance.now() + TURN_MS;
  const mayGoOn = () => !signal.aborted && performance.now() < endsAt;
  let sent = 0;
  let { failures } = endpoint;
  while (mayGoOn()) {
    // One that fails is tried by one message.
    const limit = failures > 0 ? 1 : CLAIMED;
    const claimed = await claimDeliveries(sending.database, endpoint, { now: sending.clock(), limit });
    if (claimed.length === 0) break;
    const waiting = [...claimed];
    let hasFailed = false;
    const lane = async (): Promise<void> => {
      while (!hasFailed && mayGoOn()) {
        const one = waiting.shift();
        if (one === undefined) return;
        const { endpoint: state } = await sendDelivery(sending, { ...endpoint, failures }, one);
        hasFailed ||= state !== 'answers';
        sent += 1;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, claimed.length) }, lane));
    await giveBack(sending.database, waiting, sending.clock());
    if (hasFailed) break;
    failures = 0;
  }
  return sent;
}

/** Sends one message that was claimed, and writes down what became of it. */
export async function sendDelivery(
  sending: WebhookSending,
  endpoint: SentEndpoint,
  delivery: ClaimedDelivery,
): Promise<SettledAttempt & WebhookAnswer> {
  const { operatorKey, poster, clock, random = Math.random } = sending;
  const at = clock();
  const secrets = secretsOf(endpoint, operatorKey, at);
  const body = bodyOf(endpoint, delivery);
  const answer =
    secrets === null
      ? { status: null, retryAfterMs: null, answer: null, error: 'the secret cannot be unwrapped', tookMs: 0 }
      : await poster.post(endpoint.url, signedHeaders(secrets, { id: delivery.id, at, body }), body);
  const now = clock();
  const { failures } = endpoint;
  const attempted = { attempts: delivery.attempts, failures, now, random: random() };
  const settled = settleAttempt(answer, attempted);
  await record(sending, endpoint, delivery, { answer, settled, now, isUnusable: secrets === null });
  return { ...settled, ...answer };
}

interface Result {
  readonly answer: WebhookAnswer;
  readonly settled: SettledAttempt;
  readonly now: Date;
  /** The secret could not be unwrapped. */
  readonly isUnusable: boolean;
}

async function record(
  { database, log }: WebhookSending,
  tried: SentEndpoint,
  delivery: ClaimedDelivery,
  { answer, settled, now, isUnusable }: Result,
): Promise<void> {
  const { id, name } = tried;
  const { status, tookMs, error } = answer;
  const { state, nextAttemptAt, endpoint, notBefore } = settled;
  const disabled = await inTransaction(database, async (client) => {
    // The endpoint before its deliveries, as whoever disables it locks them: messages beside each other fail at once.
    const answers = endpoint === 'answers';
    if (answers) await noteAnswer(client, tried);
    const failing = answers ? null : await noteFailure(client, tried, { now, notBefore: notBefore ?? now });
    await recordAttempt(client, {
      ...{ id: delivery.id, attempts: delivery.attempts, state, nextAttemptAt },
      ...{ triedAt: now, status, tookMs, answer: answer.answer, error },
    });
    if (answers) return null;
    // What the address said that it had before is nothing that is held against it.
    const gone = endpoint === 'gone' && failing !== null ? 'gone' : null;
    const failed = failing !== null && isGivenUp(failing, now) ? 'failing' : null;
    const reason = isUnusable ? 'secret-unusable' : (gone ?? failed);
    if (reason === null || !(await disableEndpoint(client, id, reason))) return null;
    await tell(client, { type: 'webhook.disabled', at: now, data: { webhook: id, name, reason } });
    return reason;
  });
  if (disabled !== null) log.warn({ webhook: id, reason: disabled }, 'webhook-disabled');
}

/** The newest first; null where it cannot be unwrapped. */
function secretsOf(
  { secret, formerSecret, formerUntil }: SentEndpoint,
  operatorKey: Buffer,
  now: Date,
): readonly Buffer[] | null {
  const current = unwrapKey(operatorKey, secret);
  if (current === null) return null;
  const former =
    formerSecret === null || formerUntil === null || formerUntil <= now
      ? null
      : unwrapKey(operatorKey, formerSecret);
  return former === null ? [current] : [current, former];
}

/** The payload; an address only where the endpoint asked for it and whoever made it may read addresses today. */
function bodyOf(
  { withAddresses, makerRole, isMakerDisabled }: SentEndpoint,
  { type, at, data, address }: ClaimedDelivery,
): string {
  const mayRead =
    makerRole === null || (!isMakerDisabled && permissionsOf(makerRole).has('subscribers:read'));
  const shown = withAddresses && mayRead && address !== null ? { ...data, address } : data;
  return JSON.stringify({ type, timestamp: at.toISOString(), data: shown });
}
