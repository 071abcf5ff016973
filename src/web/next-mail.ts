import { dateIn } from '../model/calendar-date.js';
import type { ReadersPreferences } from '../subscribers/preferences.js';
import type { Texts } from '../texts/texts.js';

type Reader = Pick<ReadersPreferences, 'state' | 'nextAt' | 'schedule' | 'skips'>;

/** When the next digest comes to a reader, in words of their own zone. */
export function nextMailSentence(texts: Texts, reader: Reader, siteZone: string): string {
  const { state, nextAt, schedule, skips } = reader;
  if (state !== 'active' && state !== 'paused') return texts.say('next-mail.none');
  if (nextAt === null) return texts.say('next-mail.none-now');
  const words = { kind: schedule.frequency, ...momentWords(texts, nextAt, schedule.timeZone ?? siteZone) };
  return skips > 0 ? texts.say('next-mail.skipped', words) : texts.say('next-mail.next', words);
}

/**
 * The same for who subscribed, or came back, a moment ago.
 * @param which what the reader gets: the first digest, or the next one
 */
export function comingMailSentence(
  texts: Texts,
  reader: Reader,
  siteZone: string,
  which: 'first' | 'next',
): string {
  const { nextAt, schedule } = reader;
  if (nextAt === null) return nextMailSentence(texts, reader, siteZone);
  const words = { kind: schedule.frequency, ...momentWords(texts, nextAt, schedule.timeZone ?? siteZone) };
  return texts.say('next-mail.coming', { which, ...words });
}

/** A moment as clocks in a zone show it; in UTC for a zone that only PostgreSQL knows. */
function momentWords(texts: Texts, moment: Date, timeZone: string) {
  try {
    return wordsIn(texts, timeZone, moment);
  } catch {
    return wordsIn(texts, 'UTC', moment);
  }
}

function wordsIn({ dates }: Texts, timeZone: string, moment: Date) {
  const day = dateIn(timeZone, moment);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return {
    weekday: dates.weekday(day),
    day: dates.monthAndDay(day),
    time: clock.format(moment),
    zone: timeZone.replaceAll('_', ' '),
  };
}
