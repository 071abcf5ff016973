import { compounds, type FoldedWord } from './folded-text.js';
import { otherSpellings } from './other-spellings.js';
import { isStopWord } from './stop-words.js';
import { takenApart } from './taken-apart.js';
import { type Asked, writeTsquery } from './tsquery.js';

/** Between phrases of one keyword that a paper must hold together. */
export const TOGETHER = ' + ';

/** Longer phrases are asked for as they are written. */
const LONGEST_VARIED = 6;
/** Words are taken apart in phrases of so many at most. */
const MOST_TAKEN_APART = 3;

/**
 * What a followed or muted keyword asks of the folded words of a paper, every word counted: a phrase, whether its
 * words are written apart, with hyphens or as one; with ` + ` several, all of which a paper must hold.
 * @returns in the language of `to_tsquery`; null where there are only words that are in every text
 */
export function askedByKeyword(keyword: string): string | null {
  const phrases = keyword.split(TOGETHER).flatMap((part) => phraseAsked(part) ?? []);
  return phrases.length === 0 ? null : writeTsquery({ all: phrases });
}

function phraseAsked(text: string): Asked | null {
  const groups = compounds(text);
  const words = groups.flat().map((word) => word.text);
  if (words.every(isStopWord)) return null;
  const ways = [words, ...joinedWays(words), ...apartWays(words)];
  if (words.length > 2 && groups.some((group) => group.length > 2)) ways.push(groups.map(asOne));
  ways.push(...otherSpellings(text, 'keyword'));
  return { any: ways.map((phrase) => ({ phrase, flags: '' })) };
}

function asOne(group: readonly FoldedWord[]): string {
  return group.map((word) => word.text).join('');
}

/** With two neighbours as one. */
function joinedWays(words: readonly string[]): string[][] {
  if (words.length > LONGEST_VARIED) return [];
  return words
    .slice(0, -1)
    .map((word, index) => [...words.slice(0, index), word + words[index + 1], ...words.slice(index + 2)]);
}

/** With one word as two. */
function apartWays(words: readonly string[]): string[][] {
  if (words.length > MOST_TAKEN_APART) return [];
  return words.flatMap((word, index) =>
    takenApart(word).map((parts) => [...words.slice(0, index), ...parts, ...words.slice(index + 1)]),
  );
}
