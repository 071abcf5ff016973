import type { Texts } from '../../i18n/texts.js';
import { digestPageUrl } from '../../model/links.js';
import type { PreviewDay } from '../../subscribers/preview.js';
import { paperView } from './paper-view.js';

/** What some rules would have brought: in one sentence, then day by day. */
export function previewView(texts: Texts, days: readonly PreviewDay[]) {
  return { sentence: summary(texts, days), days: days.map((day) => dayView(texts, day)) };
}

function summary({ t }: Texts, days: readonly PreviewDay[]): string {
  if (days.length === 0) return t('preview.no-days');
  const papers = days.reduce((sum, day) => sum + day.papers.length, 0);
  const mails = days.filter((day) => day.papers.length > 0).length;
  const all = days.reduce((sum, day) => sum + day.total, 0);
  return t('preview.sum', { mails, papers, all });
}

function dayView(texts: Texts, { period, papers, total: all }: PreviewDay) {
  const { t, dates } = texts;
  return {
    heading: dates.long(period),
    href: digestPageUrl('', { kind: 'daily', period }),
    note:
      papers.length === 0 ? t('preview.no-mail', { all }) : t('preview.some', { papers: papers.length, all }),
    papers: papers.map(({ paper, reason }) => ({
      ...paperView(texts, paper, paper.position, period),
      reason: reason === '' ? null : reason,
    })),
  };
}
