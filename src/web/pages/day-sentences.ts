import type { DayStatus } from '../../digests/day-status.js';
import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { ObservedPaper } from '../../model/paper.js';
import { type SourceKind, sourceKindOf } from '../../model/source-kind.js';
import { choosersOf, ownName, sourcesInSentence } from '../../rendering/choosers.js';

/** Which day a sentence is about, as seen from now. */
export type DayPlace = 'past' | 'today' | 'future';

/**
 * What a page says of a day besides its papers: why there are none, or why some may be absent.
 * @param about.who what the source is called at the beginning of a sentence
 * @param about.againAt when it is asked again, where that is known
 * @returns null where the papers speak for themselves
 */
export function daySentence(
  { t, dates }: Texts,
  status: DayStatus,
  place: DayPlace,
  { who = t('day.source'), againAt = null }: { readonly who?: string; readonly againAt?: Date | null } = {},
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
      return t('day.down-empty', {
        who,
        moment: dates.moment(status.since),
        again: againAt === null ? 'soon' : dates.moment(againAt),
      });
  }
}

/** What a page says where a source was not asked for a while, as when no worker runs. */
export function staleSentence({ t, dates }: Texts, who: string, lastRead: Date): string {
  return t('day.stale', { who, moment: dates.moment(lastRead) });
}

/** Who chose the papers of a day, where sources of one kind did. */
const choosersTexts: Readonly<Record<SourceKind, TextKey>> = {
  huggingface: 'day.by-huggingface',
  file: 'day.by-file',
  arxiv: 'day.by-arxiv',
};

/**
 * Who chose the papers of a day: `by AK and the research community`.
 * @param sources names of those that are asked; a day without papers is theirs
 * @returns null where that is not known
 */
export function dayByline(
  texts: Texts,
  papers: readonly ObservedPaper[],
  sources: readonly string[],
): string | null {
  const choosers = choosersOf(papers.length > 0 ? papers : sources.map((name) => ({ listedBy: [name] })));
  const [first] = choosers;
  if (first === undefined) return null;
  return choosers.length === 1
    ? texts.t(choosersTexts[sourceKindOf(first) ?? 'file'], { name: ownName(first) })
    : texts.t('day.by-several', { sources: sourcesInSentence(texts, choosers) });
}
