import type { DayStatus } from '../../digests/day-status.js';
import type { Texts } from '../../i18n/texts.js';

/** Which day a sentence is about, as seen from now. */
export type DayPlace = 'past' | 'today' | 'future';

/**
 * What a page says of a day besides its papers: why there are none, or why some may be absent.
 * @param who what the source is called at the beginning of a sentence
 * @returns null where the papers speak for themselves
 */
export function daySentence(
  { t, dates }: Texts,
  status: DayStatus,
  place: DayPlace,
  who = t('day.source'),
): string | null {
  switch (status.kind) {
    case 'papers':
      return status.sourceDownSince === null
        ? null
        : t('day.down', { who, moment: dates.moment(status.sourceDownSince) });
    case 'rest':
      return t('day.rest', { place, why: status.weekend ? 'weekend' : 'none' });
    case 'not-listed-yet':
      return t('day.not-yet', { place });
    case 'not-read':
      return t('day.not-read', { place });
    case 'source-down':
      return t('day.down-empty', { who, moment: dates.moment(status.since) });
  }
}

/** What a page says where a source was not asked for a while, as when no worker runs. */
export function staleSentence({ t, dates }: Texts, who: string, lastRead: Date): string {
  return t('day.stale', { who, moment: dates.moment(lastRead) });
}
