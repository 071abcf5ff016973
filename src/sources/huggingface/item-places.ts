import type { CalendarDate } from '../../model/calendar-date.js';
import type { Paper, SourceRecord } from '../../model/paper.js';

/** All that is kept of an item of the list. */
export interface KnownItem {
  readonly paper: Paper;
  readonly listDate: CalendarDate;
  readonly submittedBy: string | null;
  readonly upvotes: number;
  readonly comments: number;
  readonly stars: number | null;
  /** Null for a paper that another source listed, or that was listed before records were kept. */
  readonly record: SourceRecord | null;
}

interface Place {
  /** Names from the item inwards; one or two. */
  readonly path: readonly [string] | readonly [string, string];
  /** What stands there by the neutral fields; null where they have nothing to say. */
  readonly value: (known: KnownItem) => unknown;
}

const published = ({ paper }: KnownItem): string | null => paper.publishedAt?.toISOString() ?? null;
const organization = ({ paper }: KnownItem): object | null =>
  paper.organization === null ? null : { name: paper.organization, fullname: paper.organization };

/** In every item; left out of a record where the neutral fields hold the same, and put back from them. */
export const neutralPlaces: readonly Place[] = [
  { path: ['paper', 'id'], value: ({ paper }) => paper.id },
  { path: ['paper', 'title'], value: ({ paper }) => paper.title },
  { path: ['title'], value: ({ paper }) => paper.title },
  { path: ['paper', 'summary'], value: ({ paper }) => paper.abstract },
  { path: ['summary'], value: ({ paper }) => paper.abstract },
  { path: ['paper', 'publishedAt'], value: published },
  { path: ['publishedAt'], value: published },
  {
    path: ['paper', 'authors'],
    value: ({ paper }) => paper.authors.map((name) => ({ name, hidden: false })),
  },
  { path: ['paper', 'submittedOnDailyAt'], value: ({ listDate }) => `${listDate}T00:00:00.000Z` },
];

/** What some items have: a record that lacks it tells that this one does not, so only others are completed. */
export const optionalPlaces: readonly Place[] = [
  { path: ['paper', 'organization'], value: organization },
  { path: ['organization'], value: organization },
  { path: ['paper', 'ai_summary'], value: ({ paper }) => paper.summary },
  {
    path: ['paper', 'ai_keywords'],
    value: ({ paper }) => (paper.keywords.length === 0 ? null : paper.keywords),
  },
  { path: ['paper', 'githubRepo'], value: ({ paper }) => paper.codeUrl },
  { path: ['paper', 'projectPage'], value: ({ paper }) => paper.projectUrl },
  {
    path: ['submittedBy'],
    value: ({ submittedBy }) => (submittedBy === null ? null : { name: submittedBy, fullname: submittedBy }),
  },
];

/** What changes from one look to the next: never part of a record. */
export const countPlaces: readonly Place[] = [
  { path: ['paper', 'upvotes'], value: ({ upvotes }) => upvotes },
  { path: ['paper', 'githubStars'], value: ({ stars }) => stars },
  { path: ['numComments'], value: ({ comments }) => comments },
];
