import { digestPageUrl } from '../../model/links.js';
import type { PreviewDay } from '../../subscribers/preview.js';
import type { Texts } from '../../texts/texts.js';
import { paperView } from './paper-view.js';

/** What some rules would have brought: in one sentence, then day by day. */
export function previewView(texts: Texts, days: readonly PreviewDay[]) {
  return { sentence: summary(texts, days), days: days.map((day) => dayView(texts, day)) };
}

function summary({ say }: Texts, days: readonly PreviewDay[]): string {
  if (days.length === 0) return say('preview.no-days');
  const papers = days.reduce((sum, day) => sum + day.papers.length, 0);
  const mails = days.filter((day) => day.papers.length > 0).length;
  const all = days.reduce((sum, day) => sum + day.total, 0);
  return say('preview.sum', { mails, papers, all });
}

function dayView(texts: Texts, { period, papers, total: all }: PreviewDay) {
  const { say, dates } = texts;
  return {
    heading: dates.long(period),
    href: digestPageUrl('', { kind: 'daily', period }),
    note:
      papers.length === 0
        ? say('preview.no-mail', { all })
        : say('preview.some', { papers: papers.length, all }),
    papers: papers.map(({ paper, reason }) => ({
      ...paperView(texts, paper, paper.position, period),
      reason: reason === '' ? null : reason,
    })),
  };
}
