import type { CalendarDate } from '../model/calendar-date.js';
import type { PeriodicKind } from '../model/digest.js';
import type { Texts } from './texts.js';

/** A digest that is to come to a reader. */
export interface ComingMail {
  readonly kind: PeriodicKind;
  /** The day, and the `HH:MM`, that clocks of the reader show. */
  readonly day: CalendarDate;
  readonly time: string;
  /** The reader's own. */
  readonly timeZone: string;
  /** It is past: the digest comes as soon as it is there. */
  readonly isLate: boolean;
}

/**
 * `The first digest comes on Monday, March 23, at 08:00 (Europe/Berlin).`
 * @param which what the reader gets: the first digest, or the next one
 */
export function comingMailSentence(texts: Texts, coming: ComingMail, which: 'first' | 'next'): string {
  const words = comingMailWords(texts, coming);
  return coming.isLate ? texts.t('next-mail.late', words) : texts.t('next-mail.coming', { which, ...words });
}

/** What texts about a coming digest name. */
export function comingMailWords({ dates }: Texts, { kind, day, time, timeZone }: ComingMail) {
  return {
    kind,
    weekday: dates.weekday(day),
    day: dates.monthAndDay(day),
    time,
    zone: timeZone.replaceAll('_', ' '),
  };
}
