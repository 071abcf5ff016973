import type { Texts } from '../../i18n/texts.js';
import { readPreferences } from '../../subscribers/preferences.js';
import type { PageContext } from '../http/context.js';
import { sentenceForNewcomer } from './next-mail.js';

/** When mail comes to a reader who subscribed or came back, as a paragraph; none for who was erased meanwhile. */
export async function comingMail(
  { database, config, clock }: Pick<PageContext, 'database' | 'config' | 'clock'>,
  subscriberId: number,
  which: 'first' | 'next',
): Promise<(texts: Texts) => readonly string[]> {
  const defaults = { time: config.digestTime, timeZone: config.digestTimezone };
  const reader = await readPreferences({ database, defaults, now: clock() }, subscriberId);
  if (reader === null) return () => [];
  return (texts) => [sentenceForNewcomer(texts, reader, config.digestTimezone, which)];
}
