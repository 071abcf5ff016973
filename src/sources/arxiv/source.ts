import { BroadsheetError } from '../../errors.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { ListedPaper } from '../../model/paper.js';
import { missingFields } from '../drift.js';
import type { SkippedItem, Source, SourceLog, SourceResponse } from '../source.js';
import { announcedAt, arxivDate, type SubmissionWindow, submissionsFor } from './announcements.js';
import { type ArxivApi, SOURCE_NAME } from './api.js';
import type { ParsedEntry } from './parse-entry.js';
import { listQuery } from './query.js';

export interface ArxivSourceOptions {
  readonly api: ArxivApi;
  /** Such as `cs.CL`; at least one. */
  readonly categories: readonly string[];
  readonly now: () => Date;
  readonly log?: SourceLog;
}

/** About a week of a large archive. */
const MOST_PAPERS = 4_000;

/**
 * What arXiv announced in some categories, without votes: nobody counts them there. The list of the day itself
 * is read from the feed of announcements, that of any other day from the query interface by the times of
 * submission that were announced that day.
 */
export function arxivSource(options: ArxivSourceOptions): Source {
  const { now } = options;
  return {
    name: SOURCE_NAME,
    fetchList: async (date, signal, resumeFrom) => {
      if (date === arxivDate(now()) && resumeFrom === undefined) {
        const answer = await readFeed(options, date, signal);
        if (answer !== null) return answer;
      }
      const window = submissionsFor(date);
      if (window === null) return { listed: [], skipped: [] };
      if (now() < announcedAt(date)) throw notOpen(date);
      return askForList(options, window, { begin: startOf(resumeFrom), date, signal });
    },
  };
}

/** Null where the feed stands for another day, or cannot be read and the query interface can tell as well. */
async function readFeed(
  { api, categories, now }: ArxivSourceOptions,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<SourceResponse | null> {
  try {
    const day = await api.announcements(categories, signal);
    return day.date === date ? responseOf(day, date, now()) : null;
  } catch (error) {
    if (signal.aborted || submissionsFor(date) === null) throw error;
    return null;
  }
}

async function askForList(
  { api, categories, now, log }: ArxivSourceOptions,
  window: SubmissionWindow,
  where: ReadingPlace,
): Promise<SourceResponse> {
  const { begin, date } = where;
  const pages = await readPages(api, (start) => listQuery(categories, window, start), where);
  if (pages.next >= MOST_PAPERS) log?.warn({ source: SOURCE_NAME, date }, 'list-cut');
  const response = responseOf(pages, date, now());
  if (pages.failure === null) return response;
  if (pages.next === begin) throw pages.failure;
  return { ...response, stopped: { cause: pages.failure, resumeFrom: String(pages.next) } };
}

function responseOf(
  {
    entries,
    skipped,
  }: { readonly entries: readonly ParsedEntry[]; readonly skipped: readonly SkippedItem[] },
  date: CalendarDate,
  seenAt: Date,
): SourceResponse {
  const byId = new Map(entries.map((entry) => [entry.paper.id, listedPaper(entry, date, seenAt)]));
  const listed = [...byId.values()];
  return { listed, skipped, drift: missingFields(listed, skipped.length) };
}

interface ReadingPlace {
  /** How many papers of the list are read already. */
  readonly begin: number;
  readonly date: CalendarDate;
  readonly signal: AbortSignal;
}

interface Pages {
  readonly entries: ParsedEntry[];
  readonly skipped: SkippedItem[];
  /** Where the next page begins. */
  next: number;
  /** Why the rest could not be read. */
  failure: unknown;
}

/** Reads page after page. What was read before a failure is kept, and so is where it happened. */
async function readPages(
  api: ArxivApi,
  queryAt: (start: number) => string,
  { begin, date, signal }: ReadingPlace,
): Promise<Pages> {
  const pages: Pages = { entries: [], skipped: [], next: begin, failure: null };
  try {
    while (pages.next < MOST_PAPERS) {
      const page = await api.query(queryAt(pages.next), signal, { date });
      const count = page.entries.length + page.skipped.length;
      // It happens that a page in the middle comes empty: that is not the end of the list.
      if (count === 0 && pages.next < page.total) throw emptyPage(date, pages.next, page.total);
      pages.entries.push(...page.entries);
      pages.skipped.push(...page.skipped);
      pages.next += count;
      if (count === 0 || pages.next >= page.total) break;
    }
  } catch (failure) {
    signal.throwIfAborted();
    pages.failure = failure;
  }
  return pages;
}

function listedPaper({ paper, withdrawn }: ParsedEntry, date: CalendarDate, seenAt: Date): ListedPaper {
  const listing = { source: SOURCE_NAME, paperId: paper.id, listDate: date, submittedBy: null, seenAt };
  return { paper, listing, observation: null, withdrawn };
}

/** How many papers of the list are read already. */
function startOf(resumeFrom: string | undefined): number {
  return /^\d{1,6}$/.test(resumeFrom ?? '') ? Number(resumeFrom) : 0;
}

function emptyPage(date: CalendarDate, start: number, total: number): BroadsheetError {
  const message = `arXiv answered an empty page at ${start} of ${total}.`;
  return new BroadsheetError('SOURCE_UNAVAILABLE', message, { details: { status: 200, date } });
}

function notOpen(date: CalendarDate): BroadsheetError {
  const message = `arXiv announces the list of ${date} on the evening before, at 20:00 in New York.`;
  return new BroadsheetError('LIST_NOT_OPEN', message, { details: { status: null, date } });
}
