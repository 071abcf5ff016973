import type { Texts } from '../../../i18n/texts.js';
import { type Growth, readGrowth } from '../../../store/numbers/growth.js';
import type { SeriesByLabel } from '../../../store/numbers/read-spans.js';
import { areaChart } from '../../charts/area-chart.js';
import { barChart } from '../../charts/bar-chart.js';
import { lineChart } from '../../charts/line-chart.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { cohortTable } from './cohort-table.js';
import {
  addedUp,
  chartDays,
  type DayFigure,
  dayFigure,
  firstOf,
  lastOf,
  shareOfWeek,
  sumOf,
} from './day-figure.js';
import { percent, placeWords, shareWords, wayWords } from './label-words.js';
import { spanLinks, spanOf } from './span-of.js';

const PATH = '/admin/growth';
/** As many places as one reads; the others are one. */
const MOST_PLACES = 15;
/** What is drawn, from below; who is none any more stands in the table. */
const drawn = [
  ['active', 'good'],
  ['paused', 'warn'],
  ['pending', 'quiet'],
] as const;
const gone = ['unsubscribed', 'bounced', 'complained'];
const waits = ['10-minutes', '1-hour', '1-day', '3-days', 'longer'];

/** `/admin/growth`: how many readers there are, who comes and who goes; from the numbers of days alone. */
export function growthPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/growth', need: 'numbers:read' }, async (turn) => {
    const { length, ...span } = spanOf(context, turn.request);
    const growth = await readGrowth(context.database, span);
    return sendAdmin(turn, context, 'admin/growth', (texts) => ({
      spans: spanLinks(texts, PATH, length),
      lead: leadOf(texts, growth, length),
      readers: readersFigure(texts, growth),
      moves: movesFigure(texts, growth),
      ways: flowRows(texts, waysOf(growth), wayWords),
      origins: flowRows(texts, growth.origins, placeWords),
      confirmation: confirmationFigure(texts, growth),
      waits: shareRows(texts, growth.waits, waits, (label) => texts.t(`admin-growth.wait-${label}`)),
      cohorts: cohortTable(texts, growth.cohorts),
      choices: choicesOf(texts, growth),
    }));
  });
}

function leadOf({ t, number }: Texts, { calendar, readers, joined, left }: Growth, days: number): string {
  const active = readers.get('active') ?? [];
  const now = lastOf(active);
  // Counting begins with the first row that there is: before that day there was nobody.
  const then = calendar.isCounted[0] === true ? firstOf(active) : 0;
  if (now === null || then === null) return t('admin-figures.nothing');
  const sum = (series: SeriesByLabel) => sumOf(addedUp(calendar, series.values()));
  const change = `${now < then ? '−' : '+'}${number(Math.abs(now - then))}`;
  return t('admin-growth.lead', { now, change, days, joined: sum(joined), left: sum(left) });
}

function readersFigure(texts: Texts, { calendar, readers }: Growth): DayFigure {
  const { t, number } = texts;
  const none = calendar.days.map(() => null);
  const of = (state: string) => readers.get(state) ?? none;
  const series = drawn.map(([state, tone]) => ({ state, tone, values: of(state) }));
  // Days that were estimated know of readers alone.
  const isThere = calendar.days.map((_, index) => (readers.get('active')?.[index] ?? null) !== null);
  const filled = series.map(({ tone, values }) => ({
    tone,
    values: values.map((value, index) => (isThere[index] === true ? (value ?? 0) : null)),
  }));
  const summary = t('admin-growth.readers-summary', {
    from: number(firstOf(of('active')) ?? 0),
    until: number(lastOf(of('active')) ?? 0),
  });
  return dayFigure(
    texts,
    calendar,
    {
      draw: () => areaChart(texts, { ...chartDays(calendar), series: filled, summary }),
      legend: series.map(({ state, tone, values }) => ({
        tone,
        text: t(`admin-growth.state-${state}`, { count: lastOf(values) ?? 0 }),
      })),
    },
    [...drawn.map(([state]) => state), ...gone].map((state) => ({
      heading: t(`admin-growth.${state}`),
      values: of(state),
    })),
  );
}

function movesFigure(texts: Texts, { calendar, joined, left }: Growth): DayFigure {
  const { t } = texts;
  const [came, went] = [addedUp(calendar, joined.values()), addedUp(calendar, left.values())];
  const [up, down] = [sumOf(came), sumOf(went)];
  const summary = t('admin-growth.moves-summary', { joined: up, left: down });
  return dayFigure(
    texts,
    calendar,
    {
      draw: () =>
        barChart(texts, {
          ...chartDays(calendar),
          up: [{ tone: 'good', values: came }],
          down: [{ tone: 'bad', values: went }],
          summary,
        }),
      legend: [
        { tone: 'good', text: t('admin-growth.joined-legend', { count: up }) },
        { tone: 'bad', text: t('admin-growth.left-legend', { count: down }) },
      ],
    },
    [
      { heading: t('admin-growth.joined'), values: came, isSummed: true },
      { heading: t('admin-growth.left'), values: went, isSummed: true },
    ],
  );
}

function confirmationFigure(texts: Texts, { calendar, signups, confirmations }: Growth): DayFigure {
  const { t } = texts;
  const [asked, confirmed] = [addedUp(calendar, signups.values()), addedUp(calendar, confirmations.values())];
  const words = (value: number): string => percent(texts, value);
  const rates = shareOfWeek(confirmed, asked);
  const last = lastOf(rates);
  const isNone = last === null;
  const summary = t('admin-growth.confirmation-summary', { rate: isNone ? '–' : words(last) });
  return dayFigure(
    texts,
    calendar,
    {
      draw: () =>
        lineChart(texts, {
          ...chartDays(calendar),
          series: [{ tone: 'ink', values: rates }],
          words: (value) => t('admin-figures.percent', { value }),
          summary,
        }),
      legend: [],
    },
    [
      { heading: t('admin-growth.signups'), values: asked, isSummed: true },
      { heading: t('admin-growth.confirmations'), values: confirmed, isSummed: true },
      { heading: t('admin-growth.rate'), values: rates, words },
    ],
  );
}

function waysOf({ joined, left }: Growth) {
  const labels = new Set([...joined.keys(), ...left.keys()]);
  return [...labels].map((label) => ({
    label,
    joined: sumOf(joined.get(label) ?? []),
    left: sumOf(left.get(label) ?? []),
  }));
}

/** Those with most first; all that are more than one reads are one row. */
function flowRows(texts: Texts, flows: Growth['origins'], wordsOf: (texts: Texts, label: string) => string) {
  const sorted = flows
    .filter(({ joined, left }) => joined + left > 0)
    .sort((one, other) => other.joined + other.left - one.joined - one.left);
  const rest = sorted.slice(MOST_PLACES);
  const others = {
    label: '*',
    joined: rest.reduce((sum, { joined }) => sum + joined, 0),
    left: rest.reduce((sum, { left }) => sum + left, 0),
  };
  const rows = [...sorted.slice(0, MOST_PLACES), ...(rest.length === 0 ? [] : [others])];
  const most = Math.max(1, ...rows.map(({ joined, left }) => Math.max(joined, left)));
  return rows.map(({ label, joined, left }) => ({
    name: wordsOf(texts, label),
    joined: texts.number(joined),
    left: texts.number(left),
    joinedShare: Math.round((100 * joined) / most),
    leftShare: Math.round((100 * left) / most),
  }));
}

/** Counts with their share of all; `order` where the labels have one, else the largest first. */
function shareRows(
  texts: Texts,
  counts: ReadonlyMap<string, number>,
  order: readonly string[] | null,
  wordsOf: (label: string) => string,
) {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0) return [];
  const labels = order ?? [...counts.keys()];
  const shown = labels.slice(0, MOST_PLACES);
  const rest = labels.slice(MOST_PLACES).reduce((sum, label) => sum + (counts.get(label) ?? 0), 0);
  const rows = shown.map((label) => ({ name: wordsOf(label), count: counts.get(label) ?? 0 }));
  if (rest > 0) rows.push({ name: texts.t('admin-figures.others'), count: rest });
  return rows.map(({ name, count }) => ({
    name,
    count: texts.number(count),
    share: shareWords(texts, count, all),
    width: Math.round((100 * count) / all),
  }));
}

function choicesOf(texts: Texts, { frequencies, languages, zones }: Growth) {
  const { t } = texts;
  const languageName = new Intl.DisplayNames([texts.language], { type: 'language' });
  return [
    {
      heading: t('admin-growth.frequency'),
      rows: shareRows(texts, frequencies, null, (label) => t(`admin-growth.${label}`)),
    },
    {
      heading: t('admin-growth.language'),
      rows: shareRows(texts, languages, null, (label) => languageName.of(label) ?? label),
    },
    {
      heading: t('admin-growth.zone'),
      rows: shareRows(texts, zones, null, (label) =>
        label === 'site' ? t('admin-growth.site-zone') : placeWords(texts, label),
      ),
    },
  ];
}
