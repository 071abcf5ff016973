import { type FoldedWord, foldedWords } from '../../model/folded-text.js';

/** Matches are marked with noncharacters. A text from outside that holds one would only look like a match. */
export const HIT_OPEN = '\uFDD4';
export const HIT_CLOSE = '\uFDD5';

/** Words of a snippet's part, and of them before the first match. */
const PART_WORDS = 26;
const BEFORE_HIT = 6;
const MOST_PARTS = 2;

/**
 * A readable text with marks around its matches. The folded words of the same text say which those are: the words
 * of both follow each other in the same order.
 * @param folded as `ts_headline` marked them; null where nothing was asked for
 */
export function markHits(text: string, folded: string | null): string {
  const words = foldedWords(text);
  const hits = hitsIn(words, folded);
  return markedBetween(text, words, hits, { from: 0, until: words.length });
}

/** The parts of a readable text that hold matches, marked; its beginning where none does. */
export function snippetOf(text: string, folded: string | null): string {
  const words = foldedWords(text);
  const hits = hitsIn(words, folded);
  const parts: Part[] = [];
  for (const [index, hit] of hits.entries()) {
    const behind = parts.at(-1)?.until ?? 0;
    if (!hit || index < behind || parts.length === MOST_PARTS) continue;
    const from = Math.max(behind, index - BEFORE_HIT);
    parts.push({ from, until: Math.min(words.length, from + PART_WORDS) });
  }
  if (parts.length === 0) parts.push({ from: 0, until: Math.min(words.length, PART_WORDS) });
  const shown = parts.map((part) => markedBetween(text, words, hits, part)).join(' … ');
  const begins = parts[0]?.from === 0;
  const ends = (parts.at(-1)?.until ?? 0) >= words.length;
  return `${begins ? '' : '… '}${shown}${ends ? '' : ' …'}`;
}

interface Part {
  readonly from: number;
  readonly until: number;
}

/** Which words match; a word that is a match together with its neighbour is one that both make: `world-model`. */
function hitsIn(words: readonly FoldedWord[], folded: string | null): boolean[] {
  const marked = folded === null || folded === '' ? [] : folded.split(' ');
  return words.map((_, index) => marked[index]?.includes(HIT_OPEN) ?? false);
}

function markedBetween(
  text: string,
  words: readonly FoldedWord[],
  hits: readonly boolean[],
  { from, until }: Part,
): string {
  let at = from === 0 ? 0 : (words[from]?.start ?? 0);
  let marked = '';
  for (let index = from; index < until; index += 1) {
    const word = words[index];
    if (word === undefined || hits[index] !== true) continue;
    // Parts of one character, as of ½, are marked once.
    if (word.start < at) continue;
    marked += `${text.slice(at, word.start)}${HIT_OPEN}${text.slice(word.start, word.end)}${HIT_CLOSE}`;
    at = word.end;
  }
  return marked + text.slice(at, until === words.length ? text.length : (words[until - 1]?.end ?? at));
}
