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
  } | null;
  readonly dueAt: Date;
  /** Whether its list rests. */
  readonly rests: boolean;
  /** Whether a later one of its kind is due, so that nobody comes back to it. */
  readonly isPassed: boolean;
}

/**
 * Where a digest stands. Not frozen: `coming` before it is due, `rest` where its list rests, `late` where it is waited for,
 * `missed` where nobody waits any more. Frozen: `empty` where there is nothing to mail; then `frozen`, `released` while no reader's time has come, `going-out`, `done`.
 */
export type DeskState =
  | 'coming'
  | 'rest'
  | 'late'
  | 'missed'
  | 'empty'
  | 'frozen'
  | 'released'
  | 'going-out'
  | 'paused'
  | 'cancelled'
  | 'done';

/** What is said of a digest in one word, out of what its rows say. */
export function deskState({ frozen, dueAt, rests, isPassed }: DeskFacts, now: Date): DeskState {
  if (frozen === null) {
    if (rests) return 'rest';
    if (dueAt > now) return 'coming';
    return isPassed ? 'missed' : 'late';
  }
  if (frozen.paperCount === 0) return 'empty';
  if (frozen.cancelledAt !== null) return 'cancelled';
  if (frozen.pausedAt !== null) return 'paused';
  if (frozen.releasedAt === null) return 'frozen';
  if (frozen.fannedOutAt === null) return 'released';
  return frozen.isGoingOut ? 'going-out' : 'done';
}
