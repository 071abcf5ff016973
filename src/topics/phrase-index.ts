import type { Topic } from '../model/topics.js';

/** A phrase of a topic as words; weight 0 for one that says nothing. */
export interface IndexedPhrase {
  readonly topic: string;
  readonly words: readonly string[];
  readonly weight: number;
}

/** Phrases by their first word, the longest first. */
export type PhraseIndex = ReadonlyMap<string, readonly IndexedPhrase[]>;

/** The words of a text as phrases are compared: lower case, without accents, in the singular. */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).map(singular);
}

export function indexPhrases(topics: readonly Topic[]): PhraseIndex {
  const index = new Map<string, IndexedPhrase[]>();
  const add = (topic: string, phrase: string, weight: number): void => {
    const words = wordsOf(phrase);
    const [first] = words;
    if (first === undefined) return;
    const known = index.get(first) ?? [];
    known.push({ topic, words, weight });
    index.set(first, known);
  };
  for (const { name, evidence, never } of topics) {
    for (const { weight, phrases } of evidence) for (const phrase of phrases) add(name, phrase, weight);
    for (const phrase of never) add(name, phrase, 0);
  }
  for (const phrases of index.values()) phrases.sort((left, right) => right.words.length - left.words.length);
  return index;
}

/** Enough to bring `models` to `model`; what it makes of other words, it makes of all of them. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}
