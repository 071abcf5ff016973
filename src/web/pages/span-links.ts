import type { Texts } from '../../i18n/texts.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import { digestName, periodOf } from '../../model/digest-period.js';
import type { NavSpan } from './day-nav.js';

/** A week or a month, both ends included. */
export interface Span {
  readonly kind: PeriodicKind;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The page of a week (`2026-W14`) or a month (`2026-03`). */
export function spanPath(kind: PeriodicKind, name: string): string {
  return `/${kind === 'weekly' ? 'week' : 'month'}/${name}`;
}

/**
 * The day, the week and the month that a page can be seen by.
 * @param day one that has a list, where there is one
 */
export function spansAround(
  { t }: Texts,
  day: CalendarDate,
  current: 'daily' | PeriodicKind,
): readonly NavSpan[] {
  const href = (kind: PeriodicKind) => spanPath(kind, digestName(kind, periodOf(kind, day)));
  return [
    { href: `/daily/${day}`, text: t('spans.day'), isCurrent: current === 'daily' },
    { href: href('weekly'), text: t('spans.week'), isCurrent: current === 'weekly' },
    { href: href('monthly'), text: t('spans.month'), isCurrent: current === 'monthly' },
  ];
}

/** `Mar 30 to Apr 5, 2026`. */
export function spanWords({ t, dates }: Texts, from: CalendarDate, to: CalendarDate): string {
  return t('spans.from-to', { from: dates.short(from, to.slice(0, 4)), to: dates.withYear(to) });
}
