import type { Texts } from '../../i18n/texts.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import { digestName, periodOf } from '../../model/digest-period.js';
import type { Neighbour } from './day-view.js';

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

/** The week and the month that a day is in. */
export function spansAround({ t, dates }: Texts, date: CalendarDate): readonly Neighbour[] {
  const month = periodOf('monthly', date);
  return [
    {
      href: spanPath('weekly', digestName('weekly', periodOf('weekly', date))),
      text: t('spans.whole-week'),
    },
    { href: spanPath('monthly', digestName('monthly', month)), text: dates.month(month) },
  ];
}

/** `Mar 30 to Apr 5, 2026`. */
export function spanWords({ t, dates }: Texts, from: CalendarDate, to: CalendarDate): string {
  return t('spans.from-to', { from: dates.short(from, to.slice(0, 4)), to: dates.withYear(to) });
}
