import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { addDays, type CalendarDate, dateIn } from '../../model/calendar-date.js';
import { digestName, lastDayOf, periodOf } from '../../model/digest-period.js';
import { defaultLanguage } from '../../model/language.js';
import { paperPageUrl } from '../../model/links.js';
import { minimalHtml } from '../../paper-text/minimal-html.js';
import { readText } from '../../paper-text/readable-text.js';
import { type Feed, type FeedEntry, newestOf } from '../../rendering/feeds/feed.js';
import { type FeedFormat, feedFormats } from '../../rendering/feeds/feed-formats.js';
import { paperEntry } from '../../rendering/feeds/paper-entry.js';
import { newestListDate, papersListedBetween, papersListedOn } from '../../store/papers/papers.js';
import type { PageContext, WebServer } from '../http/context.js';
import { readyPage } from '../http/page-cache.js';
import { sendCached, sendReady } from '../http/send-cached.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { spanPath, spanWords } from '../pages/span-links.js';
import { findPapers } from '../search/find-papers.js';
import { feedLook } from './feed-look.js';

/** Who reads once a day or over a weekend misses nothing. */
const DAYS = 4;
const WEEKS = 4;
const OF_A_WEEK = 20;
const OF_A_SEARCH = 40;

/** Feeds of days, of weeks and of what a search finds, each in every format. */
export function feedPages(
  server: WebServer,
  context: PageContext,
  limits: Pick<RateLimits, 'feeds' | 'searches'>,
): void {
  const onRequest = limits.feeds;
  for (const format of feedFormats) {
    const { extension } = format;
    server.get(`/feeds/daily.${extension}`, { onRequest }, async (request, reply) =>
      sendCached(request, reply, { pages: context.pages, language: null }, async () =>
        textOf(format, await dailyFeed(context, format)),
      ),
    );
    server.get(`/feeds/weekly.${extension}`, { onRequest }, async (request, reply) =>
      sendCached(request, reply, { pages: context.pages, language: null }, async () =>
        textOf(format, await weeklyFeed(context, format)),
      ),
    );
    const schema = { querystring: Type.Object({ q: Type.String({ minLength: 1, maxLength: 300 }) }) };
    server.get(
      `/feeds/search.${extension}`,
      { schema, onRequest: limits.searches },
      async (request, reply) => {
        const feed = textOf(format, await searchFeed(context, format, request.query.q));
        reply.header('cache-control', 'public, max-age=600').header('vary', 'Accept-Encoding');
        return sendReady(request, reply, readyPage(feed));
      },
    );
  }
}

/** Programs fetch feeds, for whoever reads them later: they are in the default language. */
function textsOf({ texts }: PageContext): Texts {
  return texts[defaultLanguage];
}

/** What all feeds say of who publishes them. */
function publisher({ config }: PageContext): Pick<Feed, 'language' | 'author' | 'look'> {
  return { language: defaultLanguage, author: config.siteName, look: feedLook(config) };
}

function textOf(format: FeedFormat, feed: Feed) {
  return { type: `${format.mediaType}; charset=utf-8`, text: format.write(feed) };
}

async function dailyFeed(context: PageContext, { extension }: FeedFormat): Promise<Feed> {
  const { database, clock, config } = context;
  const { publicUrl, siteName } = config;
  const now = clock();
  const newest = (await newestListDate(database, dateIn('UTC', now))) ?? dateIn('UTC', now);
  const days = Array.from({ length: DAYS }, (_, back) => addDays(newest, -back));
  const lists = await Promise.all(
    days.map(async (day) =>
      (await papersListedOn(database, day)).map((paper) => paperEntry(publicUrl, paper, startOf(day))),
    ),
  );
  const entries = once(lists.flat());
  return {
    title: siteName,
    description: textsOf(context).t('feeds.daily-about'),
    pageUrl: `${publicUrl}/`,
    ...publisher(context),
    selfUrl: `${publicUrl}/feeds/daily.${extension}`,
    updated: newestOf(entries, startOf(newest)),
    entries,
  };
}

async function weeklyFeed(context: PageContext, { extension }: FeedFormat): Promise<Feed> {
  const { clock, config } = context;
  const { t } = textsOf(context);
  const { publicUrl, siteName } = config;
  const thisWeek = periodOf('weekly', dateIn('UTC', clock()));
  const weeks = Array.from({ length: WEEKS }, (_, back) => addDays(thisWeek, -7 * (back + 1)));
  const found = await Promise.all(weeks.map((monday) => weekEntry(context, monday)));
  const entries = found.filter((entry) => entry !== null);
  return {
    title: t('feeds.weekly', { site: siteName }),
    description: t('feeds.weekly-about'),
    pageUrl: `${publicUrl}/trending`,
    ...publisher(context),
    selfUrl: `${publicUrl}/feeds/weekly.${extension}`,
    updated: newestOf(entries, startOf(thisWeek)),
    entries,
  };
}

async function weekEntry(context: PageContext, monday: CalendarDate): Promise<FeedEntry | null> {
  const { database, config } = context;
  const { publicUrl } = config;
  const texts = textsOf(context);
  const sunday = lastDayOf('weekly', monday);
  const papers = await papersListedBetween(database, monday, sunday, OF_A_WEEK);
  if (papers.length === 0) return null;
  const items = papers.map(
    ({ paper, upvotes }) =>
      `<li><a href="${paperPageUrl(publicUrl, paper.id)}">${minimalHtml(readText(paper.title))}</a> (${upvotes})</li>`,
  );
  const url = `${publicUrl}${spanPath('weekly', digestName('weekly', monday))}`;
  return {
    id: url,
    url,
    title: texts.t('feeds.week', { span: spanWords(texts, monday, sunday) }),
    html: `<ol>${items.join('')}</ol>`,
    text: null,
    authors: [],
    categories: [],
    published: null,
    updated: startOf(addDays(sunday, 1)),
  };
}

async function searchFeed(context: PageContext, { extension }: FeedFormat, q: string): Promise<Feed> {
  const { database, clock, config } = context;
  const { publicUrl, siteName } = config;
  const { papers } = await findPapers(database, q, { limit: OF_A_SEARCH, offset: 0, order: 'date' });
  const today = startOf(dateIn('UTC', clock()));
  const entries = papers
    .map((found) => {
      const listed = found.listedOn === null ? today : startOf(found.listedOn);
      return paperEntry(publicUrl, found, found.paper.publishedAt ?? listed);
    })
    .sort((a, b) => b.updated.getTime() - a.updated.getTime());
  const asked = new URLSearchParams({ q });
  return {
    title: `${siteName}: ${q}`,
    description: textsOf(context).t('feeds.search-about', { query: q }),
    pageUrl: `${publicUrl}/search?${asked}`,
    ...publisher(context),
    selfUrl: `${publicUrl}/feeds/search.${extension}?${asked}`,
    updated: newestOf(entries, today),
    entries,
  };
}

/** A paper on two lists is told once, by the newer one. */
function once(entries: readonly FeedEntry[]): FeedEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.url, entry])).values()].reverse();
}

function startOf(day: CalendarDate): Date {
  return new Date(`${day}T00:00:00Z`);
}
