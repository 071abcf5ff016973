import { localeOf } from '../i18n/locale.js';
import type { Texts } from '../i18n/texts.js';
import type { ObservedPaper } from '../model/paper.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';
import { sourceWords } from './source-words.js';

/** Of papers on several lists, those are said to be of the kind with the lowest number: people chose for it. */
const chosenAs: Readonly<Record<SourceKind, number>> = { huggingface: 1, file: 2, arxiv: 3 };

/**
 * The names of the sources that chose some papers, in the order of the papers. Papers on several lists are of the one
 * that people choose for: Hugging Face's, then an operator's own.
 * @returns empty where that is not known of each of them: what is not known is not said
 */
export function choosersOf(papers: readonly Pick<ObservedPaper, 'listedBy'>[]): readonly string[] {
  const names = new Set(papers.map(chosenBy));
  return names.has(null) ? [] : [...names].filter((name) => name !== null);
}

/** Sources within a sentence: `Hugging Face and the list “ours”`. */
export function sourcesInSentence(texts: Texts, names: readonly string[]): string {
  return listed(
    texts,
    names.map((name) =>
      sourceKindOf(name) === 'file'
        ? texts.t('mail-digest.source-list', { name: ownName(name) })
        : sourceWords(texts, name, Number.POSITIVE_INFINITY),
    ),
  );
}

/** What an operator calls a list: `ours` of `file:ours`. */
export function ownName(source: string): string {
  return source.slice(source.indexOf(':') + 1);
}

/** `A, B and C`, as the language does it. */
export function listed({ language }: Texts, names: readonly string[]): string {
  const format =
    listFormats.get(language) ?? new Intl.ListFormat(localeOf(language), { type: 'conjunction' });
  listFormats.set(language, format);
  return format.format(names);
}

const listFormats = new Map<string, Intl.ListFormat>();

function chosenBy({ listedBy }: Pick<ObservedPaper, 'listedBy'>): string | null {
  const known = (listedBy ?? []).flatMap((name) => {
    const kind = sourceKindOf(name);
    return kind === null ? [] : [{ name, rank: chosenAs[kind] }];
  });
  return known.sort((left, right) => left.rank - right.rank)[0]?.name ?? null;
}
