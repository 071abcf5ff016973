import { type HttpGetOptions, httpGetter, sleepUnlessAborted } from '../http-get.js';
import { type PolitePace, politePace } from '../polite-pace.js';
import type { SourceLog } from '../source.js';
import { type AtomPage, atomFault, parseAtom } from './parse-atom.js';
import { parseRss, type RssDay } from './parse-rss.js';

export const SOURCE_NAME = 'arxiv';

export interface ArxivOptions {
  /** Without a slash at the end, as the next one. */
  readonly apiUrl: string;
  readonly rssUrl: string;
  readonly now: () => Date;
  readonly log?: SourceLog;
  /** Timeouts, attempts and waiting, where the usual ones do not fit. */
  readonly http?: Pick<HttpGetOptions, 'attempts' | 'timeouts' | 'sleep' | 'random'>;
}

/** The two feeds of arXiv, asked for at the pace that it wants. */
export interface ArxivApi {
  query(query: string, signal: AbortSignal, about: Readonly<Record<string, unknown>>): Promise<AtomPage>;
  announcements(categories: readonly string[], signal: AbortSignal): Promise<RssDay>;
}

/** "no more than one request every three seconds, and a single connection at a time" (API terms of use). */
const EVERY_MS = 3_000;
/** Three times what 2,000 items of a feed have. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Opens arXiv for one process: whoever asks through it keeps one pace. */
export function arxivApi({ apiUrl, rssUrl, now, log, http = {} }: ArxivOptions): ArxivApi {
  const pace: PolitePace = politePace({ everyMs: EVERY_MS, now, sleep: http.sleep ?? sleepUnlessAborted });
  const get = httpGetter({
    maxBytes: MAX_BYTES,
    accept: 'application/atom+xml, application/rss+xml, application/xml;q=0.9',
    now,
    beforeAttempt: (signal) => pace.begin(signal),
    faultOf: (body) => atomFault(body.toString('utf8')),
    ...(log === undefined ? {} : { log }),
    ...http,
  });
  const read = async (url: URL, signal: AbortSignal, about: Readonly<Record<string, unknown>>) =>
    (await pace.alone(() => get(url, signal, about))).toString('utf8');
  return {
    query: async (query, signal, about) =>
      parseAtom(await read(new URL(`${apiUrl}/api/query?${query}`), signal, about)),
    announcements: async (categories, signal) => {
      const feed = categories.map((category) => category.replace(/\.\*$/, '')).join('+');
      return parseRss(await read(new URL(`${rssUrl}/rss/${feed}`), signal, { feed }));
    },
  };
}
