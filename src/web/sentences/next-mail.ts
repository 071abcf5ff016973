import { type ComingMail, comingMailSentence, comingMailWords } from '../../i18n/coming-mail.js';
import type { Texts } from '../../i18n/texts.js';
import type { ReadersPreferences } from '../../subscribers/preferences.js';

type Reader = Pick<ReadersPreferences, 'state' | 'next' | 'schedule' | 'skips'>;

/** When the next digest comes to a reader, in words of their own zone. */
export function nextMailSentence(texts: Texts, reader: Reader, siteZone: string): string {
  if (reader.state !== 'active' && reader.state !== 'paused') return texts.t('next-mail.none');
  const coming = comingTo(reader, siteZone);
  if (coming === null) return texts.t('next-mail.none-now');
  const words = comingMailWords(texts, coming);
  if (reader.skips > 0) return texts.t('next-mail.skipped', words);
  return texts.t(coming.isLate ? 'next-mail.late' : 'next-mail.next', words);
}

/**
 * The same for who subscribed, or came back, a moment ago.
 * @param which what the reader gets: the first digest, or the next one
 */
export function sentenceForNewcomer(
  texts: Texts,
  reader: Reader,
  siteZone: string,
  which: 'first' | 'next',
): string {
  const coming = comingTo(reader, siteZone);
  return coming === null
    ? nextMailSentence(texts, reader, siteZone)
    : comingMailSentence(texts, coming, which);
}

function comingTo({ next, schedule }: Reader, siteZone: string): ComingMail | null {
  return next === null
    ? null
    : { kind: schedule.frequency, timeZone: schedule.timeZone ?? siteZone, ...next };
}
