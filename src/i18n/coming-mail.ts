import { dateIn } from '../model/calendar-date.js';
import type { PeriodicKind } from '../model/digest.js';
import type { Texts } from './texts.js';

/** A digest that is to come to a reader. */
export interface ComingMail {
  readonly kind: PeriodicKind;
  readonly at: Date;
  /** The reader's own. */
  readonly timeZone: string;
}

/**
 * `The first digest comes on Monday, March 23, at 08:00 (Europe/Berlin).`
 * @param which what the reader gets: the first digest, or the next one
 */
export function comingMailSentence(texts: Texts, coming: ComingMail, which: 'first' | 'next'): string {
  return texts.t('next-mail.coming', { which, ...comingMailWords(texts, coming) });
}

/** What texts about a coming digest name; the moment as clocks in the zone show it, in UTC for a zone that only PostgreSQL knows. */
export function comingMailWords(texts: Texts, { kind, at, timeZone }: ComingMail) {
  try {
    return { kind, ...momentWords(texts, timeZone, at) };
  } catch {
    return { kind, ...momentWords(texts, 'UTC', at) };
  }
}

function momentWords({ dates }: Texts, timeZone: string, moment: Date) {
  const day = dateIn(timeZone, moment);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return {
    weekday: dates.weekday(day),
    day: dates.monthAndDay(day),
    time: clock.format(moment),
    zone: timeZone.replaceAll('_', ' '),
  };
}
