import type { CalendarDate } from './calendar-date.js';
import type { PeriodicKind } from './digest.js';

export const curationActions = ['pin', 'add', 'hide'] as const;
export type CurationAction = (typeof curationActions)[number];

/** The way by which it came. */
export type CurationWay = 'api' | 'cli' | 'page';

/** What an operator decided of a paper before a digest freezes. */
export interface Curation {
  readonly id: number;
  readonly paperId: string;
  readonly title: string;
  /** `pin` puts it on top, `add` takes it in, both for one digest; `hide` keeps it out of every one. */
  readonly action: CurationAction;
  /** Null where it is hidden, which holds for every kind. */
  readonly kind: PeriodicKind | null;
  /** The period of the digest; of what is hidden, the first day from which it is. */
  readonly period: CalendarDate;
  /** Readers see that of a pin or an addition. */
  readonly note: string | null;
  readonly via: CurationWay;
  /** Who decided it, as they were called then; null for what is older than that being kept. */
  readonly by: string | null;
  readonly createdAt: Date;
  /** When it was taken back or another one took its place. */
  readonly endedAt: Date | null;
}

/** The longest note: a few sentences. */
export const LONGEST_NOTE = 500;
