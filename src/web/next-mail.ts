import type { ReadersPreferences } from '../subscribers/preferences.js';

const KINDS = { daily: 'daily', weekly: 'weekly', monthly: 'monthly' } as const;

/** When the next digest comes to a reader, in words of their own zone. */
export function nextMailSentence(reader: ReadersPreferences, siteZone: string): string {
  const { state, nextAt, schedule, skips } = reader;
  if (state !== 'active' && state !== 'paused') return 'No mail comes to this address.';
  if (nextAt === null) return 'No mail comes to this address for now.';
  const kind = KINDS[schedule.frequency];
  const after = skips > 0 ? ', and it is skipped' : '';
  return `Your next ${kind} digest comes ${momentWords(nextAt, schedule.timeZone ?? siteZone)} or at the next time after it that has papers${after}.`;
}

/** `Tuesday, March 24, 08:00 (Europe/Berlin)`; in UTC for a zone that only PostgreSQL knows. */
function momentWords(moment: Date, timeZone: string): string {
  try {
    return wordsIn(timeZone, moment);
  } catch {
    return wordsIn('UTC', moment);
  }
}

function wordsIn(timeZone: string, moment: Date): string {
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric', timeZone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${day.format(moment)}, ${time.format(moment)} (${timeZone.replaceAll('_', ' ')})`;
}
