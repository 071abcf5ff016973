import { DAY_MS, MINUTE_MS } from '../durations.js';
import type { PeriodicKind } from './digest.js';
import { type DigestName, dueMoment, latestDueOf, nextPeriod } from './digest-period.js';
import type { ImportShare } from './import-share.js';

/** Whose approval a digest needs before it is released: nobody's, somebody's, or that of somebody who did not edit it. */
export const approvals = ['none', 'asked', 'second'] as const;
export type Approval = (typeof approvals)[number];

/** What decides when a digest is frozen and released. */
export interface ReviewSettings {
  /** `HH:MM`. */
  readonly digestTime: string;
  /** IANA. */
  readonly digestTimezone: string;
  /** Between freezing and releasing, in minutes. */
  readonly digestReviewMinutes: number;
  readonly digestApproval: Approval;
}

/** That somebody keeps a digest from being released. */
export interface DigestHold {
  readonly heldAt: Date;
  readonly heldBy: string;
  readonly reason: string | null;
  /** Null where an operator holds it; else why the service does by itself. */
  readonly share: ImportShare | null;
}

/** What the rows say of a digest on its way to its readers. */
export interface ReleaseFacts {
  /** Null while it is not frozen; then all but the hold is null as well. */
  readonly frozenAt: Date | null;
  readonly releasedAt: Date | null;
  readonly approvedAt: Date | null;
  readonly approvedBy: string | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
  readonly pausedAt: Date | null;
  /** When its first deliveries were written. */
  readonly fannedOutAt: Date | null;
  /** Whether a delivery waits, is on the wire or is deferred. */
  readonly isGoingOut: boolean;
  /** How many papers it holds. */
  readonly papers: number;
  /** The hold that stands; null: none does. */
  readonly hold: DigestHold | null;
  /** Whether it was ever held. */
  readonly wasHeld: boolean;
  /** Whether what was decided of its papers or is said with it has changed since it froze: freezing again takes it in. */
  readonly isOutdated: boolean;
}

/** In the order in which a digest passes through them; held, paused and cancelled stand beside that way. */
export const releaseStates = [
  'open',
  'held',
  'frozen',
  'waiting',
  'approved',
  'released',
  'going-out',
  'paused',
  'done',
  'cancelled',
] as const;

/**
 * `open`: not frozen yet; `frozen`: goes out at its time; `waiting`: goes out once somebody approves it;
 * `released`: public, and its readers' times are to come; `done`: no delivery that was written is open.
 */
export type ReleaseState = (typeof releaseStates)[number];

/** What a state follows from. */
export type StateFacts = Pick<
  ReleaseFacts,
  | 'frozenAt'
  | 'releasedAt'
  | 'approvedAt'
  | 'cancelledAt'
  | 'pausedAt'
  | 'fannedOutAt'
  | 'isGoingOut'
  | 'papers'
> & { readonly hold: unknown };

/** The one place that says in which state a digest is, from what the rows say. */
export function releaseStateOf(facts: StateFacts, approval: Approval): ReleaseState {
  if (facts.cancelledAt !== null) return 'cancelled';
  if (facts.releasedAt !== null) return sendingStateOf(facts);
  if (facts.hold !== null) return 'held';
  if (facts.frozenAt === null) return 'open';
  if (facts.approvedAt !== null) return 'approved';
  return needsApproval(facts, approval) ? 'waiting' : 'frozen';
}

function sendingStateOf({ papers, pausedAt, fannedOutAt, isGoingOut }: StateFacts): ReleaseState {
  if (papers === 0 || (fannedOutAt !== null && !isGoingOut)) return 'done';
  if (pausedAt !== null) return 'paused';
  return isGoingOut ? 'going-out' : 'released';
}

/** Whether anybody has to approve it: nobody is mailed a day of rest. */
export function needsApproval({ papers }: Pick<ReleaseFacts, 'papers'>, approval: Approval): boolean {
  return approval !== 'none' && papers > 0;
}

/** When a digest is frozen by itself. */
export function freezeMoment(name: DigestName, settings: ReviewSettings): Date {
  const { digestTime, digestTimezone, digestReviewMinutes } = settings;
  return new Date(dueMoment(name, digestTime, digestTimezone).getTime() - digestReviewMinutes * MINUTE_MS);
}

/** The newest period of a kind whose digest is to be frozen by `now`. */
export function latestToFreeze(kind: PeriodicKind, settings: ReviewSettings, now: Date): DigestName {
  const { digestTime, digestTimezone, digestReviewMinutes } = settings;
  const then = new Date(now.getTime() + digestReviewMinutes * MINUTE_MS);
  return { kind, period: latestDueOf(kind, then, digestTime, digestTimezone) };
}

/** The digest of the period after one. */
function nextDigest({ kind, period }: DigestName): DigestName {
  return { kind, period: nextPeriod(kind, period) };
}

/** When a digest that was frozen then is released: when it is due, or where that was over, after its whole review. */
export function releaseMoment(name: DigestName, frozenAt: Date, settings: ReviewSettings): Date {
  const { digestTime, digestTimezone, digestReviewMinutes } = settings;
  const dueAt = dueMoment(name, digestTime, digestTimezone);
  return frozenAt <= dueAt ? dueAt : new Date(frozenAt.getTime() + digestReviewMinutes * MINUTE_MS);
}

/** So long a digest waits to be approved. */
const APPROVAL_WAIT_MS = 2 * DAY_MS;

/** When a digest is cancelled that nobody has approved by then. */
export function giveUpMoment(name: DigestName, frozenAt: Date, settings: ReviewSettings): Date {
  return new Date(releaseMoment(name, frozenAt, settings).getTime() + APPROVAL_WAIT_MS);
}

/** What is to be done with a frozen digest by itself. */
export type ReleaseStep = 'release' | 'cancel' | 'wait';

/**
 * Decides what becomes of a digest at `now`. Of those that were overtaken by a newer one only those are released that
 * somebody has decided about, or that waited in their review: what was frozen by hand for a day long past is not mailed.
 */
export function releaseStep(
  name: DigestName,
  facts: ReleaseFacts,
  settings: ReviewSettings,
  now: Date,
): ReleaseStep {
  const { frozenAt, releasedAt, cancelledAt, approvedAt, hold, wasHeld } = facts;
  if (frozenAt === null || releasedAt !== null || cancelledAt !== null) return 'wait';
  if (needsApproval(facts, settings.digestApproval) && approvedAt === null) {
    return now >= giveUpMoment(name, frozenAt, settings) ? 'cancel' : 'wait';
  }
  if (hold !== null || now < releaseMoment(name, frozenAt, settings)) return 'wait';
  const isMeant = approvedAt !== null || wasHeld || wasInReview(name, frozenAt, settings, now);
  return isMeant || isLatest(name, settings, now) ? 'release' : 'wait';
}

function isLatest({ kind, period }: DigestName, { digestTime, digestTimezone }: ReviewSettings, now: Date) {
  return period === latestDueOf(kind, now, digestTime, digestTimezone);
}

/** Whether it was frozen in its own time, and the service was down when it was to be released. */
function wasInReview(name: DigestName, frozenAt: Date, settings: ReviewSettings, now: Date): boolean {
  const { digestTime, digestTimezone, digestReviewMinutes } = settings;
  const due = (of: DigestName) => dueMoment(of, digestTime, digestTimezone);
  return (
    digestReviewMinutes > 0 &&
    frozenAt < due(nextDigest(name)) &&
    now.getTime() - due(name).getTime() <= lateDays[name.kind] * DAY_MS
  );
}

/** Readers whose time is longer past are not mailed any more: nobody wants last week's paper. */
export const lateDays: Readonly<Record<PeriodicKind, number>> = { daily: 2, weekly: 7, monthly: 14 };

/**
 * From when on readers of a digest are looked for that is released at `now`: null stands for when it is due, because
 * they wait for it, or because all of them have passed it for good.
 */
export function readersDueAt(name: DigestName, settings: ReviewSettings, now: Date): Date | null {
  const { digestTime, digestTimezone } = settings;
  if (now < dueMoment(nextDigest(name), digestTime, digestTimezone)) return null;
  const late = now.getTime() - dueMoment(name, digestTime, digestTimezone).getTime();
  return late <= lateDays[name.kind] * DAY_MS ? now : null;
}
