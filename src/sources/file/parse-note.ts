import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';
import type { ListedPaper } from '../../model/paper.js';
import { arxivIdOf } from '../../model/paper-id.js';
import { cleanLine, cleanText, cleanUrl } from '../clean-text.js';

/** What an item is read for. */
export interface NoteRequest {
  readonly source: string;
  /** The list it stands on where it names none. */
  readonly date: CalendarDate;
  readonly seenAt: Date;
  /** When the file was last changed. */
  readonly observedAt: Date;
}

const line = Type.String({ minLength: 1 });
const names = Type.Array(Type.String(), { maxItems: 5_000 });
const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** A paper as somebody writes it down by hand; docs/operating.md tells the fields. All but the id may be missing. */
const Note = Type.Object({
  id: line,
  date: Type.Optional(line),
  title: Type.Optional(Type.String()),
  abstract: Type.Optional(Type.String()),
  authors: Type.Optional(names),
  published: Type.Optional(line),
  organization: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  project: Type.Optional(Type.String()),
  summary: Type.Optional(Type.String()),
  keywords: Type.Optional(names),
  categories: Type.Optional(names),
  upvotes: Type.Optional(count),
  comments: Type.Optional(count),
  stars: Type.Optional(count),
  withdrawn: Type.Optional(Type.Boolean()),
});
type NoteFields = Static<typeof Note>;

const bounds = { title: 500, abstract: 10_000, name: 200, summary: 2_000 } as const;

/**
 * Reads one item. It was written by hand, so that a fault is told instead of passed over.
 * @returns the reason where it cannot be used
 */
export function parseNote(item: unknown, request: NoteRequest): ListedPaper | string {
  if (!Value.Check(Note, item)) return faultOf(item);
  const id = arxivIdOf(item.id);
  if (id === null) return 'id: no arXiv id';
  const listDate = item.date ?? request.date;
  if (!isCalendarDate(listDate)) return 'date: expected YYYY-MM-DD';
  const publishedAt = item.published === undefined ? null : new Date(item.published);
  if (publishedAt !== null && Number.isNaN(publishedAt.getTime())) return 'published: expected a date';
  for (const name of ['code', 'project'] as const) {
    if (item[name] !== undefined && link(item[name]) === null) return `${name}: expected an http(s) URL`;
  }
  const { source, seenAt } = request;
  return {
    paper: { id, publishedAt, ...wordsOf(item) },
    listing: { source, paperId: id, listDate, submittedBy: null, seenAt },
    observation: observationOf(item, id, request),
    withdrawn: item.withdrawn ?? null,
  };
}

function wordsOf(item: NoteFields) {
  return {
    title: cleanLine(item.title ?? '', bounds.title),
    abstract: cleanText(item.abstract ?? '', bounds.abstract),
    authors: lines(item.authors),
    organization: cleanLine(item.organization ?? '', bounds.name) || null,
    codeUrl: link(item.code),
    projectUrl: link(item.project),
    summary: cleanLine(item.summary ?? '', bounds.summary) || null,
    keywords: lines(item.keywords),
    categories: lines(item.categories),
  };
}

function observationOf(item: NoteFields, paperId: string, { source, observedAt }: NoteRequest) {
  const { upvotes, comments = 0, stars = null } = item;
  return upvotes === undefined ? null : { source, paperId, observedAt, upvotes, comments, stars };
}

function lines(values: readonly string[] = []): string[] {
  return values.map((value) => cleanLine(value, bounds.name)).filter((value) => value !== '');
}

/** Nothing in a file is relative to anything. */
function link(text: string | undefined): string | null {
  return text === undefined || text.startsWith('/') ? null : cleanUrl(text, 'https://localhost');
}

function faultOf(item: unknown): string {
  const [error] = Value.Errors(Note, item);
  const field = error?.instancePath.split('/')[1];
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'no object';
  return field === undefined || field === '' ? 'id: missing' : `${field}: of another type than expected`;
}
