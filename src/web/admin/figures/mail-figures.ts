import type { Texts } from '../../../i18n/texts.js';
import { complaintShares } from '../../../model/feedback-rates.js';
import type { MailByDay, MailOutcome } from '../../../store/numbers/deliverability.js';
import { barChart } from '../../charts/bar-chart.js';
import { lineChart } from '../../charts/line-chart.js';
import { addedUp, chartDays, type DayFigure, dayFigure, shareOfDay, sumOf } from './day-figure.js';
import { percent, shareWords } from './label-words.js';

/** In percent. */
const ASKED = 100 * complaintShares.asked;
const ACTED_ON = 100 * complaintShares.actedOn;

export function mailLead(texts: Texts, mail: MailByDay): string {
  const sum = (outcome: MailOutcome): number => sumOf(valuesOf(mail, outcome));
  const [sent, complaints, hard] = [sum('sent'), sum('complaints'), sum('hard')];
  if (sent === 0) return texts.t('admin-mail.nothing');
  return texts.t('admin-mail.lead', {
    ...{ sent, complaints, hard, days: mail.calendar.days.length },
    complained: shareWords(texts, complaints, sent),
    bounced: shareWords(texts, hard, sent),
  });
}

/** Complaints in percent of what was sent on the day, against the limits of the large providers. */
export function complaintsFigure(texts: Texts, mail: MailByDay): DayFigure {
  const { t } = texts;
  const [sent, complaints] = [valuesOf(mail, 'sent'), valuesOf(mail, 'complaints')];
  const rates = shareOfDay(complaints, sent);
  const words = (value: number): string => percent(texts, value);
  const over = rates.filter((rate) => rate !== null && rate >= ACTED_ON).length;
  const limit = (value: number) => t('admin-figures.percent', { value: texts.number(value, 1) });
  return dayFigure(
    texts,
    mail.calendar,
    {
      draw: () =>
        lineChart(texts, {
          ...chartDays(mail.calendar),
          series: [{ tone: 'ink', values: rates }],
          limits: [
            { value: ASKED, tone: 'warn' },
            { value: ACTED_ON, tone: 'bad' },
          ],
          words: (value) =>
            t('admin-figures.percent', { value: texts.number(value, value % 1 === 0 ? 0 : 1) }),
          isWhole: false,
          summary: t('admin-mail.complaints-summary', {
            highest: words(Math.max(0, ...rates.map((rate) => rate ?? 0))),
            over,
          }),
        }),
      legend: [
        { tone: 'warn', text: t('admin-mail.asked', { limit: limit(ASKED) }), isLimit: true },
        { tone: 'bad', text: t('admin-mail.acted-on', { limit: limit(ACTED_ON) }), isLimit: true },
      ],
    },
    [
      { heading: t('admin-mail.sent'), values: sent, isSummed: true },
      { heading: t('admin-mail.complaints'), values: complaints, isSummed: true },
      { heading: t('admin-mail.rate'), values: rates, words },
    ],
  );
}

const bad = [
  ['failed', 'ink'],
  ['hard', 'bad'],
  ['soft', 'warn'],
  // Not the accent, which is hardly told from what is bad.
  ['ours', 'quiet'],
] as const;

/** What was refused and what came back, by the day on which it was sent. */
export function outcomesFigure(texts: Texts, mail: MailByDay): DayFigure {
  const { t } = texts;
  const series = bad.map(([outcome, tone]) => ({ outcome, tone, values: valuesOf(mail, outcome) }));
  const all = series.reduce((sum, { values }) => sum + sumOf(values), 0);
  return dayFigure(
    texts,
    mail.calendar,
    {
      draw: () =>
        barChart(texts, {
          ...chartDays(mail.calendar),
          up: series,
          summary: t('admin-mail.outcomes-summary', { count: all }),
        }),
      legend: series.map(({ outcome, tone, values }) => ({
        tone,
        text: t(`admin-mail.legend-${outcome}`, { count: sumOf(values) }),
      })),
    },
    [
      { heading: t('admin-mail.sent'), values: valuesOf(mail, 'sent'), isSummed: true },
      ...series.map(({ outcome, values }) => ({
        heading: t(`admin-mail.${outcome}`),
        values,
        isSummed: true,
      })),
      { heading: t('admin-mail.deferred'), values: valuesOf(mail, 'deferred'), isSummed: true },
    ],
  );
}

function valuesOf({ calendar, outcomes }: MailByDay, outcome: MailOutcome) {
  return addedUp(calendar, outcomes[outcome].values());
}
