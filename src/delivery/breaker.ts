import { createBoundedMap } from '../bounded-map.js';
import type { Outcome, OutcomeClass } from '../model/delivery.js';
import { MANY_DEAD } from '../store/deliveries/sending-control.js';
import type { DeliveryLog } from './delivery-log.js';

/** Verdicts on the newest messages of a digest. */
export interface VerdictCounts {
  readonly all: number;
  /** 5.7.x: content or sender is refused. */
  readonly policy: number;
  /** Refused for good for any reason but a dead address, or uncertain. */
  readonly failed: number;
  /** Certainly dead. */
  readonly dead: number;
}

export interface BreakerThresholds {
  /** Fewer verdicts say nothing. */
  readonly minimum: number;
  /** Shares from 0 to 1. */
  readonly policyShare: number;
  readonly failedShare: number;
  /** Of dead addresses, from `leastDead` on. */
  readonly deadShare: number;
  readonly leastDead: number;
  /** How many verdicts are looked at: the newest ones. */
  readonly newest: number;
}

export const defaultBreakerThresholds: BreakerThresholds = {
  minimum: 20,
  policyShare: 0.2,
  failedShare: 0.5,
  deadShare: 0.1,
  leastDead: 5,
  newest: 500,
};

export type BreakerReason = 'policy-rejections' | 'failures' | typeof MANY_DEAD;

/** Whether the sending should pause, and why; null while it may go on. */
export function breakerDecision(
  { all, policy, failed, dead }: VerdictCounts,
  { minimum, policyShare, failedShare, deadShare, leastDead }: BreakerThresholds,
): BreakerReason | null {
  if (all < minimum) return null;
  if (policy / all >= policyShare) return 'policy-rejections';
  if (failed / all >= failedShare) return 'failures';
  return dead >= leastDead && dead / all > deadShare ? MANY_DEAD : null;
}

/** Pauses a digest when failures rise, before the sender's name is ruined; an operator resumes it. */
export interface Breaker {
  onResult(digestId: number, outcome: Pick<Outcome, 'class' | 'grade'>): void;
  /** The digest stands still; what was counted is forgotten, so that it may go on when it is resumed. */
  forget(digestId: number): void;
}

export interface BreakerOptions {
  readonly thresholds: BreakerThresholds;
  readonly pause: (digestId: number, reason: string) => Promise<boolean>;
  readonly log: DeliveryLog;
}

/** Retried ones are no verdicts: greylisting and throttling are no reason to stop. */
const VERDICTS: ReadonlySet<OutcomeClass> = new Set([
  'delivered',
  'dead-address',
  'policy',
  'rejected',
  'uncertain',
]);

const MOST_DIGESTS = 20;

export function createBreaker({ thresholds, pause, log }: BreakerOptions): Breaker {
  const verdicts = createBoundedMap<number, OutcomeClass[]>(MOST_DIGESTS);
  const trip = (digest: number, reason: BreakerReason, counts: VerdictCounts): void => {
    pause(digest, reason).then(
      (paused) => {
        if (paused) log.error({ by: 'breaker', digest, reason, ...counts }, 'digest-paused');
      },
      () => log.error({ digest, reason }, 'digest-not-paused'),
    );
  };
  return {
    onResult(digestId, { class: kind, grade }) {
      if (!VERDICTS.has(kind)) return;
      const outcome = kind === 'dead-address' && grade === 'likely' ? 'rejected' : kind;
      const newest = verdicts.getOrMake(digestId, () => []);
      newest.push(outcome);
      if (newest.length > thresholds.newest) newest.splice(0, thresholds.newest / 2);
      if (outcome === 'delivered') return;
      const counts = countsOf(newest);
      const reason = breakerDecision(counts, thresholds);
      if (reason === null) return;
      verdicts.delete(digestId);
      trip(digestId, reason, counts);
    },
    forget: (digestId) => verdicts.delete(digestId),
  };
}

function countsOf(newest: readonly OutcomeClass[]): VerdictCounts {
  const dead = newest.filter((outcome) => outcome === 'dead-address');
  const failed = newest.filter((outcome) => outcome !== 'delivered' && outcome !== 'dead-address');
  const policy = failed.filter((outcome) => outcome === 'policy');
  return { all: newest.length, failed: failed.length, policy: policy.length, dead: dead.length };
}
