import type { Texts } from '../../../i18n/texts.js';
import type { Growth } from '../../../store/numbers/growth.js';
import { areaChart } from '../../charts/area-chart.js';
import { barChart } from '../../charts/bar-chart.js';
import { lineChart } from '../../charts/line-chart.js';
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
import { percent } from './label-words.js';

/** What is drawn, from below; who is none any more stands in the table. */
const drawn = [
  ['active', 'good'],
  ['paused', 'warn'],
  ['pending', 'quiet'],
] as const;
const gone = ['unsubscribed', 'bounced', 'complained'] as const;

/** Readers by state. */
export function readersFigure(texts: Texts, { calendar, readers }: Growth): DayFigure {
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

/** Who came, upwards, and who went, downwards. */
export function movesFigure(texts: Texts, { calendar, joined, left }: Growth): DayFigure {
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

/** Which share of the wishes to subscribe was confirmed. */
export function confirmationFigure(texts: Texts, { calendar, signups, confirmations }: Growth): DayFigure {
  const { t } = texts;
  const [asked, confirmed] = [addedUp(calendar, signups.values()), addedUp(calendar, confirmations.values())];
  const words = (value: number): string => percent(texts, value);
  const rates = shareOfWeek(confirmed, asked);
  const last = lastOf(rates);
  const summary = t('admin-growth.confirmation-summary', { rate: last === null ? '–' : words(last) });
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
