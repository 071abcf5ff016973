import { type CalendarDate, listDateAt, momentOf } from '../model/calendar-date.js';
import type { DigestKind, DigestRemarks, PeriodicKind } from '../model/digest.js';
import { type DigestName, lastDayOf } from '../model/digest-period.js';
import type { PaperTopics, TopicSource } from '../model/topics.js';
import type { TopicVocabulary } from '../topics/vocabulary.js';
import { digestKinds } from './digest-kinds.js';
import type { DigestTimes } from './open-digest.js';

export interface DigestRequest {
  readonly kind: Exclude<DigestKind, 'gathered'>;
  /** The first day that the digest is for. */
  readonly period: CalendarDate;
  /** The list that the digest stands for; of a week or a month, the last one. */
  readonly listDate: CalendarDate;
  readonly now: Date;
  /** A name out of the table of strategies. */
  readonly strategy: string;
  /** The digest holds the best of its papers, so many at most; absent for all. */
  readonly most?: number;
  /** How many sources were asked, and which did not answer for the list; absent where all did. */
  readonly late?: Pick<DigestRemarks, 'lateSources' | 'sources'>;
  /** What a paper is about; absent: by the topics that Broadsheet ships. */
  readonly topicsOf?: (paper: TopicSource) => PaperTopics;
}

/** What digests are chosen by that an operator set. */
export interface DigestRules extends DigestTimes {
  readonly topics: Pick<TopicVocabulary, 'topicsOf'>;
  /** The most papers that a digest of each kind holds. */
  readonly mostPapers: Readonly<Record<Exclude<PeriodicKind, 'daily'>, number>>;
}

/** The list that a digest stands for; of a week or a month, the last one. */
export function listDateOf({ kind, period }: DigestName, times: DigestTimes): CalendarDate {
  if (kind !== 'daily') return lastDayOf(kind, period);
  return listDateAt(momentOf(period, times.digestTime, times.digestTimezone));
}

/** What freezing the digest of a period asks for, and what a draft of it asks for before. */
export function digestRequest(name: DigestName, rules: DigestRules, now: Date): DigestRequest & DigestName {
  const { kind, period } = name;
  return {
    kind,
    period,
    listDate: listDateOf(name, rules),
    now,
    strategy: digestKinds[kind].strategy,
    topicsOf: rules.topics.topicsOf,
    ...(kind === 'daily' ? {} : { most: rules.mostPapers[kind] }),
  };
}
