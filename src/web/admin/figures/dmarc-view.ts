import type { Texts } from '../../../i18n/texts.js';
import { addDays, type CalendarDate } from '../../../model/calendar-date.js';
import type { DmarcDay, DmarcSummary } from '../../../store/feedback/dmarc-reports.js';
import { barChart } from '../../charts/bar-chart.js';
import { dayFigure, sumOf } from './day-figure.js';
import { shareWords } from './label-words.js';

export interface DmarcFacts {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly days: readonly DmarcDay[];
  readonly senders: readonly DmarcSummary[];
}

/** What receivers report of mail in our name: by day, and by the server that sent it. Days without a report are gaps. */
export function dmarcView(texts: Texts, facts: DmarcFacts) {
  const { t, number } = texts;
  return {
    figure: { ...dmarcFigure(texts, facts), note: t('admin-mail.dmarc-note') },
    senders: facts.senders.map((sender) => ({
      name: sender.sourceIp,
      domain: sender.domain,
      messages: number(sender.messages),
      passed: shareWords(texts, sender.passed, sender.messages),
      dkim: shareWords(texts, sender.dkim, sender.messages),
      spf: shareWords(texts, sender.spf, sender.messages),
      refused: number(sender.refused),
      tone: sender.passed < sender.messages ? 'warn' : 'good',
    })),
  };
}

function dmarcFigure(texts: Texts, { from, until, days }: DmarcFacts) {
  const { t } = texts;
  const byDay = new Map(days.map((day) => [day.day, day]));
  const all: CalendarDate[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) all.push(day);
  const isCounted = all.map((day) => byDay.has(day));
  const calendar = { days: all, isCounted, isIncomplete: all.map(() => false) };
  const values = (part: 'passed' | 'failed') => all.map((day) => byDay.get(day)?.[part] ?? null);
  const [passed, failed] = [values('passed'), values('failed')];
  const legend = [
    { tone: 'good', text: t('admin-mail.dmarc-passed', { count: sumOf(passed) }) },
    { tone: 'bad', text: t('admin-mail.dmarc-failed', { count: sumOf(failed) }) },
  ] as const;
  return dayFigure(
    texts,
    calendar,
    {
      draw: () =>
        barChart(texts, {
          days: all,
          doubtful: all.map(() => false),
          up: [
            { tone: 'good', values: passed },
            { tone: 'bad', values: failed },
          ],
          summary: t('admin-mail.dmarc-summary', { passed: sumOf(passed), failed: sumOf(failed) }),
        }),
      legend,
    },
    [
      { heading: t('admin-mail.passed'), values: passed, isSummed: true },
      { heading: t('admin-mail.not-passed'), values: failed, isSummed: true },
    ],
  );
}
