import type { PeriodicKind } from '../../model/digest.js';
import type { ScheduleDefaults } from '../../model/preferences.js';

/** How many readers one statement takes: each batch is committed, and its slices can be sent at once. */
export const BATCH = 50_000;

/** A released digest with papers, and the moment it came due. */
export interface DueDigest {
  readonly id: number;
  readonly dueAt: Date;
}

/** What readers of a kind of digest are given at some moment. */
export interface DueWindow {
  readonly kind: PeriodicKind;
  /** Readers whose time has come by this moment; later ones wait for a digest that is not released yet. */
  readonly until: Date;
  /** Readers' times before it are passed over: it is too late for what was due then. */
  readonly since: Date;
  readonly digests: readonly DueDigest[];
  /** When digests of the kind are due, from the oldest of `digests` to the next one that is to come. */
  readonly dueMoments: readonly Date[];
  /** How many hours before a reader's first time the first digest may have come due. */
  readonly reachHours: number;
  /**
   * Digests of so many days before a reader's time are gathered into one mail; 0: the newest alone is mailed, and
   * what came due before it is passed over.
   */
  readonly gatherDays: number;
}

export interface DueOptions {
  readonly defaults: ScheduleDefaults;
  readonly sliceSize?: number;
  readonly batch?: number;
}

/** A batch, or the readers of one alone. */
export interface Portion extends DueOptions {
  readonly only: readonly number[] | null;
}
