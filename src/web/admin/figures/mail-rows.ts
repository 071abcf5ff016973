import type { Texts } from '../../../i18n/texts.js';
import { feedbackReasons } from '../../../model/feedback.js';
import { complaintShares } from '../../../model/feedback-rates.js';
import type { MailCounts, MailReasons, MailRow } from '../../../store/numbers/deliverability.js';
import type { Drawing, Tone } from '../../charts/drawing.js';
import { strip } from '../../charts/strip.js';
import { placeWords, shareWords } from './label-words.js';

/** As many as one reads. */
const MOST_ROWS = 15;
const columns = ['sent', 'failed', 'deferred', 'hard', 'soft', 'complaints', 'ours'] as const;

/** Fewer complaints mark nothing, whatever share they are. */
const FEWEST = 2;

/** Rows of a table by domain or relay: 7 and 30 days, and a cell for each day by how many complained. */
export function mailRows(texts: Texts, rows: readonly MailRow[]) {
  return rows.slice(0, MOST_ROWS).map((row) => ({
    name: placeWords(texts, row.label),
    strip: complaintStrip(texts, row),
    cells: columns.map((column) => ({
      of: texts.t(`admin-mail.${column}`),
      week: texts.number(row.week[column]),
      month: texts.number(row.month[column]),
      share: column === 'sent' ? null : shareWords(texts, row.month[column], baseOf(row.month, column)),
      tone: column === 'complaints' ? toneOf(row.month.sent, row.month.complaints) : null,
    })),
  }));
}

/** What was refused is a share of what was tried, all else of what was sent. */
function baseOf({ sent, failed }: MailCounts, column: keyof MailCounts): number {
  return column === 'failed' || column === 'deferred' ? sent + failed : sent;
}

function toneOf(sent: number, complaints: number): Tone {
  const share = complaints / Math.max(1, sent);
  if (complaints < FEWEST || share < complaintShares.asked) return 'good';
  return share < complaintShares.actedOn ? 'warn' : 'bad';
}

function complaintStrip(texts: Texts, { days }: MailRow): Drawing {
  const cells = days.map((day) => (day === null || day.sent === 0 ? null : toneOf(day.sent, day.complaints)));
  const count = (tone: Tone): number => cells.filter((cell) => cell === tone).length;
  return strip(
    cells,
    texts.t('admin-mail.strip', { days: cells.length, warn: count('warn'), bad: count('bad') }),
  );
}

const reasoned = ['failed', 'hard', 'soft', 'complaints', 'ours'] as const;

/** Why mail was refused or came back; what a reason means stands in English, as in the log. */
export function reasonRows({ t, number }: Texts, { reasons }: MailReasons) {
  const meanings: Readonly<Record<string, { readonly meaning: string }>> = feedbackReasons;
  return {
    head: reasoned.map((outcome) => t(`admin-mail.${outcome}`)),
    rows: reasons.slice(0, MOST_ROWS).map(({ reason, counts }) => ({
      name: reason,
      meaning: meanings[reason]?.meaning ?? null,
      cells: reasoned.map((outcome) => ({
        of: t(`admin-mail.${outcome}`),
        text: counts[outcome] === undefined ? '' : number(counts[outcome]),
      })),
    })),
  };
}
