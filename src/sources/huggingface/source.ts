import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import { type HttpGet, type HttpGetOptions, httpGetter } from '../http-get.js';
import type { Source, SourceLog } from '../source.js';
import { SOURCE_NAME } from './parse-item.js';
import { parseList } from './parse-list.js';

export interface HuggingFaceOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly log?: SourceLog;
  /** Timeouts, attempts and waiting, where the usual ones do not fit. */
  readonly http?: Pick<HttpGetOptions, 'attempts' | 'timeouts' | 'sleep' | 'random'>;
}

/** The most that the API gives in one page. */
const PAGE_SIZE = 100;
/** Ten times the longest list seen. */
const MAX_PAGES = 10;
/** A hundred items are about 0.7 MB. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** The Daily Papers of Hugging Face: the papers that people put on the list of a day, with their upvotes. */
export function huggingFaceSource(options: HuggingFaceOptions): Source {
  const { baseUrl, now, log } = options;
  const get = httpGetter({
    maxBytes: MAX_PAGE_BYTES,
    accept: 'application/json',
    now,
    ...(log === undefined ? {} : { log }),
    ...options.http,
  });
  return {
    name: SOURCE_NAME,
    fetchList: async (date, signal) => {
      const items = await fetchItems(get, baseUrl, date, signal).catch((error: unknown) => {
        throw isNotOpen(error, date, now()) ? notOpen(error, date) : error;
      });
      if (items.length === MAX_PAGES * PAGE_SIZE) {
        log?.warn({ source: SOURCE_NAME, date, items: items.length }, 'list-cut');
      }
      const answer = parseList(items, { date, observedAt: now(), baseUrl });
      return items.length < MAX_PAGES * PAGE_SIZE ? answer : { ...answer, whole: false };
    },
  };
}

async function fetchItems(
  get: HttpGet,
  baseUrl: string,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const url = new URL(`${baseUrl}/api/daily_papers?date=${date}&limit=${PAGE_SIZE}&p=${page}`);
    const part = readPage(await get(url, signal, { date }), date);
    items.push(...part);
    if (part.length < PAGE_SIZE) break;
  }
  return items;
}

function readPage(body: Buffer, date: CalendarDate): unknown[] {
  let page: unknown;
  let cause: unknown;
  try {
    page = JSON.parse(body.toString('utf8'));
  } catch (error) {
    cause = error;
  }
  if (Array.isArray(page)) return page;
  throw new BroadsheetError(
    'SOURCE_ANSWER_INVALID',
    'The source of papers answered something that is no list.',
    {
      cause,
      details: { status: 200, date },
    },
  );
}

/** The API answers 400 for a day that it has not begun; a clock a little ahead is enough to ask for one. */
function isNotOpen(error: unknown, date: CalendarDate, now: Date): boolean {
  if (!(error instanceof BroadsheetError) || date < dateIn('UTC', now)) return false;
  const { status } = error.details;
  return status === 400;
}

function notOpen(cause: unknown, date: CalendarDate): BroadsheetError {
  return new BroadsheetError('LIST_NOT_OPEN', `The source of papers does not have the list of ${date} yet.`, {
    cause,
    details: { status: 400, date },
  });
}
