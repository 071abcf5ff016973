import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { type CalendarDate, dateIn, isCalendarDate } from '../../model/calendar-date.js';
import { asListed, type ObservedPaper } from '../../model/paper.js';
import { sourceWords } from '../../rendering/source-words.js';
import { sampleSource } from '../../sources/sample-source.js';
import { listingNames } from '../../sources/source-settings.js';
import { listDatesAround, newestListDate } from '../../store/papers/papers.js';
import type { PageContext, WebServer } from '../http/context.js';
import { nextDigestSentence } from '../sentences/next-digest.js';
import { type Day, readDay } from './day-facts.js';
import { type Neighbour, noNav } from './day-nav.js';
import { dayByline, daySentence, staleSentence } from './day-sentences.js';
import { type Banner, dayView, editionOf, sampleBanner } from './day-view.js';
import { paperView } from './paper-view.js';
import { sendDay } from './send-page.js';
import { spansAround } from './span-links.js';

/** The papers of the newest list at `/`, those of any day at `/daily/<date>`. */
export function dayPages(server: WebServer, context: PageContext): void {
  server.get('/', async (request, reply) =>
    sendDay(request, reply, context, (texts) => homeView(context, texts)),
  );

  const schema = { params: Type.Object({ date: Type.String() }) };
  server.get('/daily/:date', { schema }, async (request, reply) => {
    const { date } = request.params;
    if (!isCalendarDate(date)) throw new BroadsheetError('NOT_FOUND', 'Days are written as YYYY-MM-DD.');
    return sendDay(request, reply, context, async (texts) => {
      const now = context.clock();
      const day = await dayOf(context, date, now);
      return viewOf(context, texts, day, { banners: bannersOf(texts, day), now });
    });
  });

  const picked = { querystring: Type.Object({ date: Type.String() }) };
  server.get('/daily', { schema: picked }, async (request, reply) => {
    const { date } = request.query;
    if (!isCalendarDate(date)) throw new BroadsheetError('DATE_INVALID', 'Choose a day, like 2026-03-23.');
    return reply.redirect(`${context.base}/daily/${date}`, 303);
  });
}

async function homeView(context: PageContext, texts: Texts) {
  const now = context.clock();
  const newest = await newestListDate(context.database, dateIn('UTC', now));
  return newest === null ? firstDayView(context, texts, now) : frontView(context, texts, newest, now);
}

/** The newest list, with a word on today where that is another day. */
async function frontView(context: PageContext, texts: Texts, newest: CalendarDate, now: Date) {
  const shown = await dayOf(context, newest, now);
  if (shown.place === 'today')
    return viewOf(context, texts, shown, { banners: bannersOf(texts, shown), now });
  const current = await dayOf(context, dateIn('UTC', now), now);
  const here = texts.t('day.shown', { day: texts.dates.weekdayAndDay(newest) });
  const banners = bannersOf(texts, current).map(({ tone, text }) => ({ tone, text: `${text} ${here}` }));
  return viewOf(context, texts, shown, { banners, now });
}

async function viewOf(
  context: PageContext,
  texts: Texts,
  day: Day,
  { banners, now }: { readonly banners: readonly Banner[]; readonly now: Date },
) {
  const { t, dates } = texts;
  const { date, papers } = day;
  const today = dateIn('UTC', now);
  const around = await listDatesAround(context.database, date);
  return dayView(texts, {
    heading: t('day.heading'),
    byline: dayByline(texts, papers, listingNames(context.config.sources)),
    day: { iso: date, shortText: dates.short(date, today.slice(0, 4)) },
    dateline: dates.long(date),
    description: t('day.description', { day: dates.long(date) }),
    banners,
    canonical: `/daily/${date}`,
    ...(papers.length === 0 ? {} : { card: date }),
    papers: viewsOf(texts, papers, today),
    edition: editionOf(texts, papers.length),
    nav: {
      earlier: neighbour(texts, around.previous, today),
      here: dates.short(date, today.slice(0, 4)),
      later: neighbour(texts, around.next, today),
      spans: spansAround(texts, date, 'daily'),
    },
    nextDigest: nextDigestSentence(texts, context.config, now),
    picker: { date, latest: today },
  });
}

/** Before any list was read: the bundled sample, so that there is something to see, and why. */
async function firstDayView(context: PageContext, texts: Texts, now: Date) {
  const { t, dates } = texts;
  const today = dateIn('UTC', now);
  const { listed } = await sampleSource().fetchList(today, AbortSignal.timeout(1_000));
  const papers = listed.map(asListed);
  return dayView(texts, {
    heading: t('day.heading'),
    byline: null,
    day: null,
    dateline: dates.long(today),
    description: t('day.description-first'),
    banners: [...bannersOf(texts, await dayOf(context, today, now)), sampleBanner(texts)],
    glanceKind: 'sample',
    papers: viewsOf(texts, papers, today),
    edition: editionOf(texts, papers.length),
    nav: noNav,
    nextDigest: nextDigestSentence(texts, context.config, now),
  });
}

function viewsOf(texts: Texts, papers: readonly ObservedPaper[], today: CalendarDate) {
  return papers.map((paper, index) => paperView(texts, paper, index + 1, today));
}

function dayOf({ database, config }: PageContext, date: CalendarDate, now: Date): Promise<Day> {
  const { sources, pollMinutes } = config;
  return readDay(database, { sources, pollMinutes, date, now });
}

/** A sentence for each source that does not answer or was not asked; where all do, one for the day. */
function bannersOf(texts: Texts, { status, place, sources, down, stale }: Day): readonly Banner[] {
  const who = (source: string): string => sourceWords(texts, source, sources);
  const warnings = [
    ...down.map(({ source, status: its, againAt }) =>
      daySentence(texts, its, place, { who: who(source), againAt }),
    ),
    ...stale.map(({ source, lastRead }) => staleSentence(texts, who(source), lastRead)),
  ];
  const text = down.length > 0 ? null : daySentence(texts, status, place);
  return [
    ...(text === null ? [] : [{ tone: null, text }]),
    ...warnings
      .filter((warning) => warning !== null)
      .map((warning) => ({ tone: 'warn' as const, text: warning })),
  ];
}

function neighbour({ dates }: Texts, date: CalendarDate | null, today: CalendarDate): Neighbour | null {
  if (date === null) return null;
  return { href: `/daily/${date}`, text: dates.short(date, today.slice(0, 4)) };
}
