import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../durations.js';

/** What an endpoint said to one message. */
export interface WebhookAnswer {
  /** Of HTTP; null: there was no answer. */
  readonly status: number | null;
  /** What Retry-After asked for. */
  readonly retryAfterMs: number | null;
  /** How the body begins. */
  readonly answer: string | null;
  /** Why there was no answer. */
  readonly error: string | null;
  readonly tookMs: number;
}

/** How long after the first attempt, and after each that follows, the next one is made; then it has failed. */
const AFTER_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
];
/** Attempts of many messages are spread by so much of the time between them. */
const JITTER = 0.2;
/** Of an endpoint that does not answer one message in a while is tried, and not each that waits. */
const LONGEST_REST_MS = 5 * MINUTE_MS;
/** Nobody says when to come back for longer than the longest time between two attempts. */
const LONGEST_RETRY_AFTER_MS = DAY_MS;

export interface SettledAttempt {
  readonly state: 'delivered' | 'pending' | 'failed';
  readonly nextAttemptAt: Date | null;
  /** `gone`: it asked for nothing more (410). */
  readonly endpoint: 'answers' | 'fails' | 'gone';
  /** Until when nothing is sent to the endpoint; null: at any time. */
  readonly notBefore: Date | null;
}

export interface Attempted {
  /** How often the message was sent, this time included. */
  readonly attempts: number;
  /** How many attempts at the endpoint failed before, one after the other. */
  readonly failures: number;
  readonly now: Date;
  /** From 0 up to 1. */
  readonly random: number;
}

/**
 * What follows on an answer: 2xx has taken it, anything else has not, a redirect among them; 410 wants nothing more;
 * Retry-After is obeyed by all that waits for the endpoint.
 */
export function settleAttempt(
  { status, retryAfterMs }: WebhookAnswer,
  { attempts, failures, now, random }: Attempted,
): SettledAttempt {
  const at = (ms: number) => new Date(now.getTime() + ms);
  if (status !== null && status >= 200 && status < 300)
    return { state: 'delivered', nextAttemptAt: null, endpoint: 'answers', notBefore: null };
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  const rest = Math.min(5 * SECOND_MS * 2 ** Math.min(failures, 10), LONGEST_REST_MS);
  const notBefore = at(Math.max(asked, rest));
  const endpoint = status === 410 ? 'gone' : 'fails';
  const after = AFTER_MS[attempts - 1];
  if (after === undefined) return { state: 'failed', nextAttemptAt: null, endpoint, notBefore };
  const wait = Math.max(after * (1 + JITTER * random), asked);
  return { state: 'pending', nextAttemptAt: at(wait), endpoint, notBefore };
}

/** Nothing arrived for so long, and so often: it is given up. */
export function isGivenUp(
  { failingSince, failures }: { readonly failingSince: Date; readonly failures: number },
  now: Date,
): boolean {
  return now.getTime() - failingSince.getTime() >= 5 * DAY_MS && failures >= 20;
}

/** Seconds or a date (RFC 9110 §10.2.3), in milliseconds from `now`; null where it is neither. */
export function retryAfter(field: string | null, now: Date): number | null {
  if (field === null) return null;
  const text = field.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? null : Math.max(ms, 0);
}
