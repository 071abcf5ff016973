import { type Approval, type ReleaseState, releaseStateOf } from './release-state.js';

/** What is known of a digest, frozen or to come, when an operator looks at it. */
export interface DeskFacts {
  /** Null while it is not frozen. */
  readonly frozen: {
    readonly paperCount: number;
    readonly releasedAt: Date | null;
    readonly fannedOutAt: Date | null;
    readonly pausedAt: Date | null;
    readonly cancelledAt: Date | null;
    readonly isGoingOut: boolean;
    readonly frozenAt: Date;
    readonly approvedAt: Date | null;
    /** True where somebody holds it. */
    readonly hold: true | null;
  } | null;
  /** Whether somebody holds what is not frozen yet. */
  readonly isHeld: boolean;
  readonly dueAt: Date;
  /** Whether its list rests. */
  readonly rests: boolean;
  /** Whether a later one of its kind is due, so that nobody comes back to it. */
  readonly isPassed: boolean;
}

/**
 * Where a digest stands. Not frozen: `coming` before it is due, or `held` then, `rest` where its list rests, `late` where
 * it is waited for, `missed` where nobody waits any more. Frozen: `empty` where there is nothing to mail, else as releaseStateOf() has it.
 */
export type DeskState = 'coming' | 'rest' | 'late' | 'missed' | 'empty' | Exclude<ReleaseState, 'open'>;

/** What is said of a digest in one word, out of what its rows say. */
export function deskState(
  { frozen, isHeld, dueAt, rests, isPassed }: DeskFacts,
  approval: Approval,
  now: Date,
): DeskState {
  if (frozen !== null && frozen.paperCount === 0) return 'empty';
  const state = frozen === null ? 'open' : releaseStateOf({ ...frozen, papers: frozen.paperCount }, approval);
  if (state !== 'open') return state;
  if (isHeld && dueAt > now) return 'held';
  if (rests) return 'rest';
  if (dueAt > now) return 'coming';
  return isPassed ? 'missed' : 'late';
}
