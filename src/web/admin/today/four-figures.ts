import type { Texts } from '../../../i18n/texts.js';
import { complaintShares } from '../../../model/feedback-rates.js';
import type { DayAtAGlance } from '../../../store/numbers/read-numbers.js';
import type { Drawing } from '../../charts/drawing.js';
import { spark } from '../../charts/spark.js';

/** So many days stand on each line. */
export const DAYS_SHOWN = 30;

/** One figure, what it means, and how it went. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone: 'good' | 'warn' | 'bad' | null;
  /** Null before there are two days. */
  readonly line: Drawing | null;
}

type FigureName = 'readers' | 'joined' | 'left' | 'complaints';

/** @param days what was counted, in order; without what nobody counted yet */
export function fourFigures(texts: Texts, days: readonly DayAtAGlance[]): Figure[] {
  const { t, number } = texts;
  const of = (measure: string) => days.map(({ sums }) => sums[measure] ?? 0);
  const readers = days.map(({ sums }) => sums['readers'] ?? null);
  const known = readers.filter((value) => value !== null);
  const change = (known.at(-1) ?? 0) - (known[0] ?? 0);
  // Readers who came before the first count are no "0 joined".
  const isCounted = days.length > 0;
  const plain = (name: FigureName, measure: string): Figure => ({
    name: t(`admin-today.figure-${name}`),
    value: isCounted ? number(sum(of(measure))) : '–',
    note: isCounted ? t('admin-today.in-days', { days: DAYS_SHOWN }) : t('admin-today.not-counted'),
    tone: null,
    line: lineOf(texts, name, of(measure)),
  });
  return [
    {
      name: t('admin-today.figure-readers'),
      value: known.length === 0 ? '–' : number(known.at(-1) ?? 0),
      note:
        known.length === 0
          ? t('admin-today.not-counted')
          : t('admin-today.change', { sign: change < 0 ? 'minus' : 'plus', change: Math.abs(change) }),
      tone: null,
      line: lineOf(texts, 'readers', readers),
    },
    plain('joined', 'joined'),
    plain('left', 'left'),
    complaints(texts, days),
  ];
}

function complaints(texts: Texts, days: readonly DayAtAGlance[]): Figure {
  const { t, number } = texts;
  const sent = days.map(({ sums }) => sums['mail.sent'] ?? 0);
  const complained = days.map(({ sums }) => sums['mail.complaints'] ?? 0);
  const share = sum(sent) === 0 ? null : sum(complained) / sum(sent);
  return {
    name: t('admin-today.figure-complaints'),
    value: share === null ? '–' : `${number(100 * share, 2)}\u00a0%`,
    note: t('admin-today.of-sent', { complaints: sum(complained), sent: sum(sent) }),
    tone:
      share === null || share < complaintShares.asked
        ? null
        : share < complaintShares.actedOn
          ? 'warn'
          : 'bad',
    line: lineOf(
      texts,
      'complaints',
      sent.map((count, index) => (count === 0 ? null : (100 * (complained[index] ?? 0)) / count)),
      2,
    ),
  };
}

function lineOf(
  { t, number }: Texts,
  name: FigureName,
  values: readonly (number | null)[],
  decimals = 0,
): Drawing | null {
  const there = values.filter((value) => value !== null);
  if (there.length < 2) return null;
  const [low, high] = [Math.min(...there), Math.max(...there)];
  return spark(
    values,
    t('admin-today.line', {
      name: t(`admin-today.figure-${name}`),
      low: number(low, decimals),
      high: number(high, decimals),
      last: number(there.at(-1) ?? 0, decimals),
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
