import { digestPageUrl } from '../../model/links.js';
import { longDate } from '../../rendering/dates.js';
import type { PreviewDay } from '../../subscribers/preview.js';
import { paperView } from './paper-view.js';

/** What some rules would have brought: in one sentence, then day by day. */
export function previewView(days: readonly PreviewDay[]) {
  return { sentence: summary(days), days: days.map(dayView) };
}

function summary(days: readonly PreviewDay[]): string {
  if (days.length === 0) return 'There is no digest of the last seven days to try this on.';
  const papers = days.reduce((sum, day) => sum + day.papers.length, 0);
  const mails = days.filter((day) => day.papers.length > 0).length;
  const of = days.reduce((sum, day) => sum + day.total, 0);
  return `In the last seven days: ${mails} ${mails === 1 ? 'mail' : 'mails'} with ${papers} of ${of} papers.`;
}

function dayView({ period, papers, total }: PreviewDay) {
  return {
    heading: longDate(period),
    href: digestPageUrl('', { kind: 'daily', period }),
    note:
      papers.length === 0 ? `Nothing of ${total} papers: no mail.` : `${papers.length} of ${total} papers`,
    papers: papers.map(({ paper, reason }) => ({
      ...paperView(paper, paper.position, period),
      reason: reason === '' ? null : reason,
    })),
  };
}
