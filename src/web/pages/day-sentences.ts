import type { DayStatus } from '../../digests/day-status.js';
import { momentWords } from './date-words.js';

/** Which day a sentence is about, as seen from now. */
export type DayPlace = 'past' | 'today' | 'future';

/**
 * What a page says of a day besides its papers: why there are none, or why some may be absent.
 * @param who what the source is called at the beginning of a sentence
 * @returns null where the papers speak for themselves
 */
export function daySentence(
  status: DayStatus,
  place: DayPlace,
  who = 'The source of the papers',
): string | null {
  const today = place === 'today';
  switch (status.kind) {
    case 'papers':
      return status.sourceDownSince === null
        ? null
        : `${who} has not answered since ${momentWords(status.sourceDownSince)}; the latest papers may be missing.`;
    case 'rest':
      return `No list ${today ? 'today' : 'on this day'}: Daily Papers ${status.weekend ? 'rests at weekends' : 'had none'}.`;
    case 'not-listed-yet':
      if (place === 'future') return 'This day has not come yet.';
      return `${today ? 'Today’s list' : 'The list of this day'} is not there yet.`;
    case 'not-read':
      return today
        ? 'Today’s list is being read; look again in a minute.'
        : 'The list of this day was never read.';
    case 'source-down':
      return `${who} has not answered since ${momentWords(status.since)}. It is asked again every few minutes.`;
  }
}

/** What a page says where a source was not asked for a while, as when no worker runs. */
export function staleSentence(who: string, lastRead: Date): string {
  return `${who} was last read ${momentWords(lastRead)}; the latest papers may be missing.`;
}
