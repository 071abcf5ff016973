import type { CalendarDate } from './calendar-date.js';
import type { WordsByLanguage } from './intro.js';
import type { ObservedPaper } from './paper.js';

/** The kinds that come again and again, each for its own length of time. */
export const periodicKinds = ['daily', 'weekly', 'monthly'] as const;
export type PeriodicKind = (typeof periodicKinds)[number];

/** `gathered`: several daily ones in one, for readers who want no mail on some days. */
export type DigestKind = PeriodicKind | 'sample' | 'gathered';

/** A paper of an earlier digest that its authors took back. */
export interface WithdrawnPaper {
  readonly id: string;
  /** As it stood there. */
  readonly title: string;
}

/** What a digest says of itself. */
export interface DigestRemarks {
  /** Names of the sources that did not answer for its list when it was frozen. */
  readonly lateSources: readonly string[];
  /** How many sources were asked: a single one is not called by its name. */
  readonly sources: number;
  /** Papers of earlier digests that were withdrawn since, each told once. */
  readonly withdrawn: readonly WithdrawnPaper[];
}

/** Nothing to say, as a rule. */
export const noRemarks: DigestRemarks = { lateSources: [], sources: 1, withdrawn: [] };

/** The frozen, ranked papers of one period. */
export interface Digest {
  readonly id: number;
  readonly kind: DigestKind;
  /** The first day that the digest is for; the only one of a daily digest, in the digest's own time zone. */
  readonly period: CalendarDate;
  /** The last day of a gathered digest; absent for other kinds, whose periods say it. */
  readonly lastDay?: CalendarDate;
  /** The source's list that it stands for; of several, the last. */
  readonly listDate: CalendarDate;
  readonly strategy: string;
  readonly frozenAt: Date;
  /** From when on it may be mailed; null while it is only frozen. */
  readonly releasedAt: Date | null;
  /** When its deliveries were written. */
  readonly fannedOutAt: Date | null;
  readonly remarks: DigestRemarks;
  /** What an editor says before its papers, by language; absent for nothing. */
  readonly intro?: WordsByLanguage;
  /** Its subject line in the words of an editor, by language; absent for none. */
  readonly subject?: WordsByLanguage;
}

/** What scores are made of today. */
export type ScorePart =
  | 'upvotes'
  | 'velocity'
  | 'age'
  | 'comments'
  | 'newness'
  | 'code'
  | 'starsGrowth'
  | 'readers';

/** What each part of a score is worth; one that has nothing to say is absent. */
export type ScoreShares = Readonly<Partial<Record<ScorePart, number>>>;

/**
 * How a score came about: each part's name and its share, adding up to the score. That of a digest may have parts of which
 * scores are made no more.
 */
export type ScoreBreakdown = Readonly<Record<string, number>>;

/** A paper as it stood when its digest was frozen. */
export interface DigestPaper extends ObservedPaper {
  /** 1 for the top paper. */
  readonly position: number;
  readonly score: number;
  readonly breakdown: ScoreBreakdown;
  /** What an operator decided of it: `pin` or `add`. */
  readonly curation: 'pin' | 'add' | null;
  /** The operator's word on it, for readers; one line. */
  readonly note: string | null;
  /** The name of its picture, which model/links.ts makes an address of; absent and null for none. */
  readonly picture?: string | null;
}

/** A paper of an earlier day that took off since. */
export interface LateBloomer extends ObservedPaper {
  /** The digest that held it; null where none did. */
  readonly before: number | null;
  /** The day on which it had `upvotesBefore`. */
  readonly since: CalendarDate;
  readonly upvotesBefore: number;
}

export interface DigestWithPapers extends Digest {
  /** In order of position; empty for a day without a list. */
  readonly papers: readonly DigestPaper[];
  /** In order; a few, and only of days. */
  readonly bloomers: readonly LateBloomer[];
}
