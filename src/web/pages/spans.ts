import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { addDays, type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import { digestName, lastDayOf, namedDigest, periodOf } from '../../model/digest-period.js';
import { rank } from '../../ranking/rank.js';
import { DEFAULT_STRATEGY, strategyNamed } from '../../ranking/strategies.js';
import { longDate, monthName } from '../../rendering/dates.js';
import { digestCandidates } from '../../store/digest-candidates.js';
import { listDatesAround, newestListDate, papersListedBetween } from '../../store/papers.js';
import type { PageContext, WebServer } from '../context.js';
import { nextDigestSentence } from '../next-digest.js';
import { spanWords } from './date-words.js';
import { dayView, editionOf, type Neighbour } from './day-view.js';
import { paperView } from './paper-view.js';
import { sendDay } from './send-page.js';
import { type Span, spanPath } from './span-links.js';

/** A month has several hundred; who wants more searches. */
const SHOWN = 100;
const TRENDING_SHOWN = 50;
/** A paper's growth is over after a few days. */
const TRENDING_DAYS = 7;

/** What gains most at the moment, and the papers of a week or a month with the most upvotes. */
export function spanPages(server: WebServer, context: PageContext): void {
  server.get('/trending', async (request, reply) =>
    sendDay(request, reply, context, () => trendingView(context)),
  );
  const schema = { params: Type.Object({ name: Type.String() }) };
  for (const kind of ['weekly', 'monthly'] as const) {
    server.get(spanPath(kind, ':name'), { schema }, async (request, reply) => {
      const span = spanNamed(kind, request.params.name);
      return sendDay(request, reply, context, () => spanView(context, span));
    });
  }
}

function spanNamed(kind: PeriodicKind, name: string): Span {
  const named = namedDigest(name);
  if (named?.kind !== kind) throw new BroadsheetError('NOT_FOUND', 'There is no week or month of this name.');
  return { kind, from: named.period, to: lastDayOf(kind, named.period) };
}

async function spanView(context: PageContext, { kind, from, to }: Span) {
  const { database, config, clock } = context;
  const today = dateIn('UTC', clock());
  const [papers, before, after] = await Promise.all([
    papersListedBetween(database, from, to, SHOWN + 1),
    listDatesAround(database, from),
    listDatesAround(database, to),
  ]);
  const shown = papers.slice(0, SHOWN);
  const heading = kind === 'weekly' ? `Week ${Number(digestName(kind, from).slice(6))}` : monthName(from);
  return dayView({
    heading: `Papers of ${kind === 'weekly' ? 'the week' : heading}`,
    byline: kind === 'weekly' ? spanWords(from, to) : null,
    day: null,
    dateline: kind === 'weekly' ? `${heading} of ${digestName(kind, from).slice(0, 4)}` : heading,
    description: `The papers with the most upvotes, ${spanWords(from, to)}.`,
    notices: noticesOf(papers.length, from, to, today),
    papers: shown.map((paper, index) => paperView(paper, index + 1, today)),
    edition: editionOf(shown.length),
    earlier: neighbour(kind, before.previous),
    later: neighbour(kind, after.next),
    nextDigest: nextDigestSentence(config, clock()),
    picker: { date: to < today ? to : today, latest: today },
  });
}

function noticesOf(papers: number, from: CalendarDate, to: CalendarDate, today: CalendarDate) {
  if (papers > SHOWN) return [{ tone: null, text: `These ${SHOWN} have the most upvotes; there are more.` }];
  if (papers > 0) return to < today ? [] : [{ tone: null, text: 'More papers are still to come.' }];
  const text = from > today ? 'These days have not come yet.' : 'No list of these days was read.';
  return [{ tone: null, text }];
}

function neighbour(kind: PeriodicKind, date: CalendarDate | null): Neighbour | null {
  if (date === null) return null;
  const first = periodOf(kind, date);
  const text = kind === 'weekly' ? spanWords(first, lastDayOf(kind, first)) : monthName(first);
  return { href: spanPath(kind, digestName(kind, first)), text };
}

/** The papers of the newest week of lists, as a digest would rank them now. */
async function trendingView({ database, config, clock }: PageContext) {
  const now = clock();
  const today = dateIn('UTC', now);
  const newest = (await newestListDate(database, today)) ?? today;
  const after = addDays(newest, -TRENDING_DAYS);
  const candidates = await digestCandidates(database, { kind: null, after, listDate: today, knownAt: now });
  const ranked = rank(candidates, strategyNamed(DEFAULT_STRATEGY), now).slice(0, TRENDING_SHOWN);
  const around = ranked.length === 0 ? 'No list was read yet; look again in a few minutes.' : null;
  return dayView({
    heading: 'Trending',
    byline: `of the lists since ${longDate(addDays(after, 1))}`,
    day: null,
    dateline: longDate(today),
    description: 'Research papers that gain most at the moment.',
    notices: around === null ? [] : [{ tone: null, text: around }],
    papers: ranked.map((paper, index) => paperView(paper, index + 1, today)),
    edition: editionOf(ranked.length),
    earlier: null,
    later: null,
    nextDigest: nextDigestSentence(config, now),
    picker: { date: newest, latest: today },
  });
}
