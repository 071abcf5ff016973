import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { addDays, type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import { digestName, lastDayOf, namedDigest, periodOf } from '../../model/digest-period.js';
import { rank } from '../../ranking/rank.js';
import { DEFAULT_STRATEGY, strategyNamed } from '../../ranking/strategies.js';
import { digestCandidates } from '../../store/digests/digest-candidates.js';
import { listDatesAround, newestListDate, papersListedBetween } from '../../store/papers/papers.js';
import type { PageContext, WebServer } from '../http/context.js';
import { nextDigestSentence } from '../sentences/next-digest.js';
import { type Neighbour, noNav } from './day-nav.js';
import { dayView, editionOf } from './day-view.js';
import { paperView } from './paper-view.js';
import { sendDay } from './send-page.js';
import { type Span, spanPath, spansAround, spanWords } from './span-links.js';

/** A month has several hundred; who wants more searches. */
const SHOWN = 100;
const TRENDING_SHOWN = 50;
/** A paper's growth is over after a few days. */
const TRENDING_DAYS = 7;

/** What gains most at the moment, and the papers of a week or a month with the most upvotes. */
export function spanPages(server: WebServer, context: PageContext): void {
  server.get('/trending', async (request, reply) =>
    sendDay(request, reply, context, (texts) => trendingView(context, texts)),
  );
  const schema = { params: Type.Object({ name: Type.String() }) };
  for (const kind of ['weekly', 'monthly'] as const) {
    server.get(spanPath(kind, ':name'), { schema }, async (request, reply) => {
      const span = spanNamed(kind, request.params.name);
      return sendDay(request, reply, context, (texts) => spanView(context, texts, span));
    });
  }
}

function spanNamed(kind: PeriodicKind, name: string): Span {
  const named = namedDigest(name);
  if (named?.kind !== kind) throw new BroadsheetError('NOT_FOUND', 'There is no week or month of this name.');
  return { kind, from: named.period, to: lastDayOf(kind, named.period) };
}

async function spanView(context: PageContext, texts: Texts, span: Span) {
  const { kind, from, to } = span;
  const { database, config, clock } = context;
  const today = dateIn('UTC', clock());
  const [papers, before, after] = await Promise.all([
    papersListedBetween(database, from, to, SHOWN + 1),
    listDatesAround(database, from),
    listDatesAround(database, to),
  ]);
  const shown = papers.slice(0, SHOWN);
  return dayView(texts, {
    ...spanHeading(texts, span),
    day: null,
    description: texts.t('spans.description', { span: spanWords(texts, from, to) }),
    canonical: spanPath(kind, digestName(kind, from)),
    ...(papers.length === 0 ? {} : { card: digestName(kind, from) }),
    banners: bannersOf(texts, span, papers.length, today),
    papers: shown.map((paper, index) => paperView(texts, paper, index + 1, today)),
    glanceKind: kind,
    edition: editionOf(texts, shown.length),
    nav: {
      earlier: neighbour(texts, kind, before.previous),
      here: null,
      later: neighbour(texts, kind, after.next),
      spans: spansAround(texts, dayWithin(span, before.next, today), kind),
    },
    nextDigest: nextDigestSentence(texts, config, clock()),
    picker: { date: to < today ? to : today, latest: today },
  });
}

function spanHeading(texts: Texts, { kind, from, to }: Span) {
  const { t, dates } = texts;
  if (kind === 'monthly') {
    const month = dates.month(from);
    return { heading: t('spans.papers-of-month', { month }), byline: null, dateline: month };
  }
  const [year = '', week] = digestName(kind, from).split('-W');
  return {
    heading: t('spans.papers-of-week'),
    byline: spanWords(texts, from, to),
    dateline: t('spans.week-of-year', { week: Number(week), year }),
  };
}

function bannersOf({ t }: Texts, { from, to }: Span, papers: number, today: CalendarDate) {
  if (papers > SHOWN) return [{ tone: null, text: t('spans.most', { shown: SHOWN }) }];
  if (papers > 0) return to < today ? [] : [{ tone: null, text: t('spans.to-come') }];
  return [{ tone: null, text: from > today ? t('spans.future') : t('spans.unread') }];
}

/** The newest day of a span that may have a list. */
function dayWithin({ from, to }: Span, next: CalendarDate | null, today: CalendarDate): CalendarDate {
  if (to <= today) return to;
  return next !== null && next <= to && next > today ? next : from <= today ? today : from;
}

function neighbour(texts: Texts, kind: PeriodicKind, date: CalendarDate | null): Neighbour | null {
  if (date === null) return null;
  const first = periodOf(kind, date);
  const text = kind === 'weekly' ? spanWords(texts, first, lastDayOf(kind, first)) : texts.dates.month(first);
  return { href: spanPath(kind, digestName(kind, first)), text };
}

/** The papers of the newest week of lists, as a digest would rank them now. */
async function trendingView({ database, config, clock }: PageContext, texts: Texts) {
  const { t, dates } = texts;
  const now = clock();
  const today = dateIn('UTC', now);
  const newest = (await newestListDate(database, today)) ?? today;
  const after = addDays(newest, -TRENDING_DAYS);
  const candidates = await digestCandidates(database, { kind: null, after, listDate: today, knownAt: now });
  const ranked = rank(candidates, strategyNamed(DEFAULT_STRATEGY), now).slice(0, TRENDING_SHOWN);
  return dayView(texts, {
    heading: t('spans.trending'),
    byline: t('spans.trending-since', { day: dates.long(addDays(after, 1)) }),
    day: null,
    dateline: dates.long(today),
    description: t('spans.trending-description'),
    canonical: '/trending',
    banners: ranked.length > 0 ? [] : [{ tone: null, text: t('spans.trending-none') }],
    papers: ranked.map((paper, index) => paperView(texts, paper, index + 1, today)),
    edition: editionOf(texts, ranked.length),
    nav: noNav,
    glanceKind: 'weekly',
    nextDigest: nextDigestSentence(texts, config, now),
    picker: { date: newest, latest: today },
  });
}
