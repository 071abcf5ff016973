import Type, { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { addDays, type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';
import type { ListedPaper, Observation, Paper } from '../../model/paper.js';
import { arxivIdOf } from '../../model/paper-id.js';
import { authorNames } from '../author-names.js';
import { cleanLine, cleanText, cleanUrl } from '../clean-text.js';
import type { SkippedItem } from '../source.js';
import type { ExpectedField } from './item-drift.js';

export const SOURCE_NAME = 'huggingface';

/** What an answer is read for. */
export interface ListRequest {
  readonly date: CalendarDate;
  readonly observedAt: Date;
  /** What relative links are relative to. */
  readonly baseUrl: string;
}

const text = Type.String();
const list = Type.Array(Type.Unknown());
/** PostgreSQL's integer. */
const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const moment = Type.String({ pattern: '^(19|20)\\d{2}-\\d{2}-\\d{2}T[0-9:.]+Z$' });

/**
 * Where each field stands (RFC 6901), the best place first. Upvotes stand inside `paper`, comments outside.
 * The outer `publishedAt` is US Eastern time written as if it were UTC, hence never read.
 */
const places = {
  id: ['/paper/id'],
  title: ['/paper/title', '/title'],
  abstract: ['/paper/summary', '/summary'],
  authors: ['/paper/authors'],
  publishedAt: ['/paper/publishedAt'],
  organization: ['/paper/organization/fullname', '/organization/fullname'],
  codeUrl: ['/paper/githubRepo'],
  projectUrl: ['/paper/projectPage'],
  summary: ['/paper/ai_summary'],
  keywords: ['/paper/ai_keywords'],
  submittedBy: ['/paper/submittedOnDailyBy/user', '/submittedBy/name'],
  submittedAt: ['/paper/submittedOnDailyAt'],
  upvotes: ['/paper/upvotes'],
  comments: ['/numComments'],
  stars: ['/paper/githubStars'],
} as const;

/** What every recorded item has. */
export const expectedFields: readonly ExpectedField[] = [
  { name: 'id', places: places.id, schema: text },
  { name: 'title', places: places.title, schema: text },
  { name: 'abstract', places: places.abstract, schema: text },
  { name: 'authors', places: places.authors, schema: list },
  { name: 'publishedAt', places: places.publishedAt, schema: moment },
  { name: 'upvotes', places: places.upvotes, schema: count },
  { name: 'comments', places: places.comments, schema: count },
];

const bounds = {
  title: 500,
  abstract: 10_000,
  name: 200,
  keywords: 50,
  summary: 2_000,
  handle: 100,
} as const;

/** A submission is that many days before the asked one at most to count for its own day. */
const EARLIER_DAYS = 6;

/**
 * Reads one item of the list. All but the paper's id may be missing or of another type and counts as absent
 * then; fields that are not known are passed over.
 */
export function parseItem(item: unknown, request: ListRequest): ListedPaper | SkippedItem {
  const given = read(item, places.id, text);
  if (given === null) return { paperId: null, reason: 'no paper id' };
  const id = arxivIdOf(given);
  if (id === null) return { paperId: cleanLine(given, 64), reason: 'not an arXiv id' };
  return {
    paper: parsePaper(id, item, request.baseUrl),
    listing: {
      source: SOURCE_NAME,
      paperId: id,
      listDate: listDateOf(read(item, places.submittedAt, moment), request.date),
      submittedBy: line(read(item, places.submittedBy, text), bounds.handle),
      seenAt: request.observedAt,
    },
    observation: parseObservation(id, item, request.observedAt),
    withdrawn: null,
  };
}

/** Null where no votes are told: that is not the same as none. */
function parseObservation(paperId: string, item: unknown, observedAt: Date): Observation | null {
  const upvotes = read(item, places.upvotes, count);
  if (upvotes === null) return null;
  const comments = read(item, places.comments, count) ?? 0;
  return {
    source: SOURCE_NAME,
    paperId,
    observedAt,
    upvotes,
    comments,
    stars: read(item, places.stars, count),
  };
}

function parsePaper(id: string, item: unknown, baseUrl: string): Paper {
  return {
    id,
    title: line(read(item, places.title, text), bounds.title) ?? '',
    abstract: cleanText(read(item, places.abstract, text) ?? '', bounds.abstract),
    authors: authorNames(namesOf(read(item, places.authors, list) ?? [])),
    publishedAt: momentOf(read(item, places.publishedAt, moment)),
    organization: line(read(item, places.organization, text), bounds.name),
    codeUrl: link(read(item, places.codeUrl, text), baseUrl),
    projectUrl: link(read(item, places.projectUrl, text), baseUrl),
    summary: line(read(item, places.summary, text), bounds.summary),
    keywords: lines(read(item, places.keywords, list) ?? [], bounds.keywords),
    categories: [],
  };
}

/** The first of some places that holds what is expected there. */
function read<Schema extends TSchema>(
  item: unknown,
  pointers: readonly string[],
  schema: Schema,
): Static<Schema> | null {
  for (const pointer of pointers) {
    const value = Value.Pointer.Get(item, pointer);
    if (Value.Check(schema, value)) return value;
  }
  return null;
}

function namesOf(authors: readonly unknown[]): string[] {
  return authors.map((author) => read(author, ['/name'], text)).filter((name) => name !== null);
}

function lines(values: readonly unknown[], max: number): string[] {
  return values
    .slice(0, max)
    .map((value) => (typeof value === 'string' ? line(value, bounds.name) : null))
    .filter((value) => value !== null);
}

function line(value: string | null, max: number): string | null {
  const cleaned = cleanLine(value ?? '', max);
  return cleaned === '' ? null : cleaned;
}

function link(value: string | null, baseUrl: string): string | null {
  return value === null ? null : cleanUrl(value, baseUrl);
}

function momentOf(value: string | null): Date | null {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * The list is the one of the day on which the paper was submitted: an answer for a day of rest may repeat the
 * list before it. A day so far from the asked one that no digest would look there is not believed.
 */
function listDateOf(submittedAt: string | null, asked: CalendarDate): CalendarDate {
  const day = submittedAt?.slice(0, 10) ?? asked;
  return isCalendarDate(day) && day <= asked && day >= addDays(asked, -EARLIER_DAYS) ? day : asked;
}
