import type { CalendarDate } from '../model/calendar-date.js';
import type { DigestKind } from '../model/digest.js';
import type { Texts } from './texts.js';

/** What a digest is of: `Tuesday, March 24, 2026`, `The week of March 23, 2026`, `March 2026`, `March 20 – 23, 2026`. */
export function periodTitle(
  { t, dates }: Texts,
  kind: DigestKind,
  period: CalendarDate,
  lastDay?: CalendarDate,
): string {
  if (lastDay !== undefined) return dates.wholeRange(period, lastDay);
  if (kind === 'monthly') return dates.month(period);
  return kind === 'weekly' ? t('period.week', { monday: dates.whole(period) }) : dates.long(period);
}

/** What a subject calls it: `March 24`, `The week of March 23`, `March 2026`, `March 20 – 23`. */
export function subjectDate(
  texts: Texts,
  kind: DigestKind,
  period: CalendarDate,
  lastDay?: CalendarDate,
): string {
  return shortPeriodTitle(texts, kind, period, lastDay) ?? texts.dates.monthAndDay(period);
}

/** The same in short, where the year is told elsewhere: `The week of March 23`. Null for a single day. */
export function shortPeriodTitle(
  { t, dates }: Texts,
  kind: DigestKind,
  period: CalendarDate,
  lastDay?: CalendarDate,
): string | null {
  if (lastDay !== undefined) return dates.range(period, lastDay);
  if (kind === 'monthly') return dates.month(period);
  return kind === 'weekly' ? t('period.week', { monday: dates.monthAndDay(period) }) : null;
}
