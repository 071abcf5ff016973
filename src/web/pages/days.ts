import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, dateIn, isCalendarDate } from '../../model/calendar-date.js';
import { asListed, type ObservedPaper } from '../../model/paper.js';
import { longDate, shortDate } from '../../rendering/dates.js';
import { sampleSource } from '../../sources/sample-source.js';
import { listDatesAround, newestListDate } from '../../store/papers.js';
import type { PageContext, WebServer } from '../context.js';
import { nextDigestSentence } from '../next-digest.js';
import { weekdayDate } from './date-words.js';
import { type Day, readDay } from './day-facts.js';
import { daySentence, staleSentence } from './day-sentences.js';
import { dayView, editionOf, type Neighbour, type Notice, sampleNotice } from './day-view.js';
import { paperView } from './paper-view.js';
import { sendDay } from './send-page.js';
import { spansAround } from './span-links.js';

const HEADING = 'Daily Papers';
const CURATORS = 'by AK and the research community';

/** The papers of the newest list at `/`, those of any day at `/daily/<date>`. */
export function dayPages(server: WebServer, context: PageContext): void {
  server.get('/', async (request, reply) => sendDay(request, reply, context, () => homeView(context)));

  const schema = { params: Type.Object({ date: Type.String() }) };
  server.get('/daily/:date', { schema }, async (request, reply) => {
    const { date } = request.params;
    if (!isCalendarDate(date)) throw new BroadsheetError('NOT_FOUND', 'Days are written as YYYY-MM-DD.');
    return sendDay(request, reply, context, async () => {
      const now = context.clock();
      const day = await dayOf(context, date, now);
      return viewOf(context, day, noticesOf(day), now);
    });
  });

  const picked = { querystring: Type.Object({ date: Type.String() }) };
  server.get('/daily', { schema: picked }, async (request, reply) => {
    const { date } = request.query;
    if (!isCalendarDate(date)) throw new BroadsheetError('DATE_INVALID', 'Choose a day, like 2026-03-23.');
    return reply.redirect(`${context.base}/daily/${date}`, 303);
  });
}

async function homeView(context: PageContext) {
  const now = context.clock();
  const newest = await newestListDate(context.database, dateIn('UTC', now));
  return newest === null ? firstDayView(context, now) : frontView(context, newest, now);
}

/** The newest list, with a word on today where that is another day. */
async function frontView(context: PageContext, newest: CalendarDate, now: Date) {
  const shown = await dayOf(context, newest, now);
  if (shown.place === 'today') return viewOf(context, shown, noticesOf(shown), now);
  const current = await dayOf(context, dateIn('UTC', now), now);
  const here = `These are the papers of ${weekdayDate(newest)}.`;
  const notices = noticesOf(current).map(({ tone, text }) => ({ tone, text: `${text} ${here}` }));
  return viewOf(context, shown, notices, now);
}

async function viewOf(context: PageContext, day: Day, notices: readonly Notice[], now: Date) {
  const { date, papers } = day;
  const today = dateIn('UTC', now);
  const around = await listDatesAround(context.database, date);
  return dayView({
    heading: HEADING,
    byline: CURATORS,
    day: { iso: date, shortText: shortDate(date, today.slice(0, 4)) },
    dateline: longDate(date),
    description: `Trending research papers of ${longDate(date)}, with their abstracts.`,
    notices,
    papers: viewsOf(papers, today),
    edition: editionOf(papers.length),
    earlier: neighbour(around.previous),
    later: neighbour(around.next),
    nextDigest: nextDigestSentence(context.config, now),
    picker: { date, latest: today },
    spans: spansAround(date),
  });
}

/** Before any list was read: the bundled sample, so that there is something to see, and why. */
async function firstDayView(context: PageContext, now: Date) {
  const today = dateIn('UTC', now);
  const { listed } = await sampleSource().fetchList(today, AbortSignal.timeout(1_000));
  const papers = listed.map(asListed);
  return dayView({
    heading: HEADING,
    byline: null,
    day: null,
    dateline: longDate(today),
    description: 'Trending research papers, every day.',
    notices: [...noticesOf(await dayOf(context, today, now)), sampleNotice],
    papers: viewsOf(papers, today),
    edition: editionOf(papers.length),
    earlier: null,
    later: null,
    nextDigest: nextDigestSentence(context.config, now),
  });
}

function viewsOf(papers: readonly ObservedPaper[], today: CalendarDate) {
  return papers.map((paper, index) => paperView(paper, index + 1, today));
}

function dayOf({ database, config }: PageContext, date: CalendarDate, now: Date): Promise<Day> {
  const { sources, pollMinutes } = config;
  return readDay(database, { sources, pollMinutes, date, now });
}

/** A sentence for each source that does not answer or was not asked; where all do, one for the day. */
function noticesOf({ status, place, down, stale }: Day): readonly Notice[] {
  const warnings = [
    ...down.map((source) => daySentence(source.status, place, source.who)),
    ...stale.map(({ who, lastRead }) => staleSentence(who, lastRead)),
  ];
  const text = down.length > 0 ? null : daySentence(status, place);
  return [
    ...(text === null ? [] : [{ tone: null, text }]),
    ...warnings
      .filter((warning) => warning !== null)
      .map((warning) => ({ tone: 'warn' as const, text: warning })),
  ];
}

function neighbour(date: CalendarDate | null): Neighbour | null {
  return date === null ? null : { href: `/daily/${date}`, text: weekdayDate(date) };
}
