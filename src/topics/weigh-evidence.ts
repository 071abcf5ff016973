import type { IndexedPhrase, PhraseIndex } from './phrase-index.js';

/** How often a phrase of a topic was found, and what it counts. */
interface Found {
  readonly weight: number;
  count: number;
}

/** The evidence of each topic in one text. */
export interface TextEvidence {
  /** The strongest phrase and a share of the others, once each; for short texts. */
  readonly once: ReadonlyMap<string, number>;
  /** Every occurrence, for long texts. */
  readonly repeated: ReadonlyMap<string, number>;
}

/** Phrases beside the strongest one add so much of their weight. */
const SHARE_OF_OTHERS = 0.3;
const MOST_ONCE = 1.5;
const MOST_REPEATED = 3;

/** Looks for all phrases in a text; of phrases of one topic that overlap, the longest counts alone. */
export function weighEvidence(words: readonly string[], index: PhraseIndex): TextEvidence {
  const found = new Map<string, Map<string, Found>>();
  const takenUntil = new Map<string, number>();
  for (const [position, word] of words.entries()) {
    for (const phrase of index.get(word) ?? []) {
      if ((takenUntil.get(phrase.topic) ?? -1) >= position || !standsAt(words, position, phrase)) continue;
      takenUntil.set(phrase.topic, position + phrase.words.length - 1);
      if (phrase.weight > 0) note(found, phrase);
    }
  }
  return { once: mapped(found, onceOf), repeated: mapped(found, repeatedOf) };
}

function standsAt(words: readonly string[], position: number, phrase: IndexedPhrase): boolean {
  return phrase.words.every((word, offset) => words[position + offset] === word);
}

function note(found: Map<string, Map<string, Found>>, { topic, words, weight }: IndexedPhrase): void {
  const ofTopic = found.get(topic) ?? new Map<string, Found>();
  found.set(topic, ofTopic);
  const key = words.join(' ');
  const known = ofTopic.get(key);
  if (known === undefined) ofTopic.set(key, { weight, count: 1 });
  else known.count += 1;
}

function onceOf(phrases: readonly Found[]): number {
  const weights = phrases.map(({ weight }) => weight);
  const strongest = Math.max(...weights);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.min(strongest + SHARE_OF_OTHERS * (all - strongest), MOST_ONCE);
}

function repeatedOf(phrases: readonly Found[]): number {
  return Math.min(
    phrases.reduce((sum, { weight, count }) => sum + weight * count, 0),
    MOST_REPEATED,
  );
}

function mapped(
  found: ReadonlyMap<string, ReadonlyMap<string, Found>>,
  value: (phrases: readonly Found[]) => number,
): Map<string, number> {
  return new Map([...found].map(([topic, phrases]) => [topic, value([...phrases.values()])]));
}
