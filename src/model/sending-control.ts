import type { DeliveryState } from './delivery.js';

/** Who may pause the sending of a digest: a person, or the circuit breaker. */
export type PausedBy = 'operator' | 'breaker';

/** Why the sending of a digest stands still; all null while it does not. */
export interface SendingControl {
  readonly pausedAt: Date | null;
  readonly pausedBy: PausedBy | null;
  readonly pauseReason: string | null;
  /** For good: what was not sent is skipped. */
  readonly cancelledAt: Date | null;
}

/** What an operator decides about a delivery of which nobody knows whether it was sent. */
export const settleDecisions = ['sent', 'failed', 'resend'] as const;
export type SettleDecision = (typeof settleDecisions)[number];

export type DeliveryCounts = Readonly<Record<DeliveryState, number>>;

/** What is read of a digest's rows to say how far its sending is. */
export interface SendingFacts extends SendingControl {
  /** Null while no deliveries were written. */
  readonly fannedOutAt: Date | null;
  readonly counts: DeliveryCounts;
  /** Messages that were taken by the relay in the minute before `now`. */
  readonly sentLastMinute: number;
  /** The first and the last verdict; null before there is one. */
  readonly firstSettledAt: Date | null;
  readonly lastSettledAt: Date | null;
}

/** `waiting`: no deliveries were written yet; `done`: no row waits, is on the wire or is deferred. */
export type SendingState = 'waiting' | 'sending' | 'paused' | 'cancelled' | 'done';

export interface SendingProgress {
  readonly state: SendingState;
  readonly counts: DeliveryCounts;
  /** Messages a second, sent in the last minute. */
  readonly rateLastMinute: number;
  /** Messages a second, from the first verdict to the last. */
  readonly rateOverall: number;
  /** For what waits now, at the rate of the last minute or else the overall one; null where nobody can say. */
  readonly secondsLeft: number | null;
}

const MINUTE_IN_SECONDS = 60;

/** How far the sending is, from what the rows say. */
export function sendingProgress(facts: SendingFacts, now: Date): SendingProgress {
  const { counts, firstSettledAt, lastSettledAt } = facts;
  const state = sendingState(facts);
  const sinceFirst = secondsBetween(firstSettledAt, now);
  const rateLastMinute =
    sinceFirst === null ? 0 : facts.sentLastMinute / Math.min(Math.max(sinceFirst, 1), MINUTE_IN_SECONDS);
  const span = lastSettledAt === null ? null : secondsBetween(firstSettledAt, lastSettledAt);
  const rateOverall = span === null ? 0 : counts.sent / Math.max(span, 1);
  const rate = rateLastMinute > 0 ? rateLastMinute : rateOverall;
  const left = counts.pending + counts.sending;
  const known = state === 'sending' && (rate > 0 || left === 0);
  return {
    state,
    counts,
    rateLastMinute,
    rateOverall,
    secondsLeft: known ? Math.ceil(left === 0 ? 0 : left / rate) : null,
  };
}

function sendingState({ counts, cancelledAt, pausedAt, fannedOutAt }: SendingFacts): SendingState {
  const open = counts.pending + counts.sending + counts.deferred;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (cancelledAt !== null) return 'cancelled';
  if (fannedOutAt !== null && open === 0) return 'done';
  if (pausedAt !== null) return 'paused';
  if (open > 0) return 'sending';
  return all > 0 ? 'done' : 'waiting';
}

function secondsBetween(from: Date | null, to: Date): number | null {
  return from === null ? null : Math.max(0, (to.getTime() - from.getTime()) / 1000);
}
