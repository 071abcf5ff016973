import { foldedWords } from '../model/folded-text.js';
import { singular } from '../model/singular.js';
import type { Topic } from '../model/topics.js';

/** A phrase of a topic as words; weight 0 for one that says nothing. */
export interface IndexedPhrase {
  readonly topic: string;
  readonly words: readonly string[];
  readonly weight: number;
}

/** Phrases by their first word, the longest first. */
export type PhraseIndex = ReadonlyMap<string, readonly IndexedPhrase[]>;

/** The words of a text as phrases are compared: folded, in the singular. */
export function wordsOf(text: string): string[] {
  return foldedWords(text).map((word) => singular(word.text));
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
