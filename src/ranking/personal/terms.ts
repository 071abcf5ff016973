import type { Paper } from '../../model/paper.js';
import { singular } from '../../model/singular.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';

/** What a taste is learned from. */
export type ReadPaper = Pick<Paper, 'id' | 'title' | 'abstract' | 'keywords' | 'categories'>;

/** How often each term stands in a paper; a title counts three times, a topic as a term of its own. */
export type Terms = ReadonlyMap<string, number>;

const TITLE_WEIGHT = 3;
const TOPIC_WEIGHT = 3;
const LONGEST_TEXT = 10_000;

/** Words of every paper, which say nothing of what it is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'the and for that with this from are was were have has had not but can which their these those such than then ' +
    'our its into over under between both each more most other some via using use used uses show shows shown paper ' +
    'propose proposed proposes present presents method methods approach approaches results result based new novel ' +
    'work works also however while when where how what who they them been being will would should may might ' +
    'existing recent first two three one all any across through without within only even well further demonstrate ' +
    'achieve achieves state art performance experiments extensive introduce introduces study problem problems'
  ).split(' '),
);

/** The terms of a paper: words of three letters or more, without plural endings, and topics as `#keyword`. */
export function termsOf(paper: ReadPaper): Terms {
  const counts = new Map<string, number>();
  const add = (term: string, weight: number): void => {
    counts.set(term, (counts.get(term) ?? 0) + weight);
  };
  for (const word of wordsOf(paper.title)) add(word, TITLE_WEIGHT);
  for (const word of wordsOf(paper.abstract)) add(word, 1);
  for (const topic of [...paper.keywords, ...paper.categories]) add(`#${topic.toLowerCase()}`, TOPIC_WEIGHT);
  return counts;
}

function wordsOf(text: string): string[] {
  const words = plainText(readText(text.slice(0, LONGEST_TEXT)))
    .toLowerCase()
    .match(/[\p{L}\p{N}]{3,}/gu);
  return (words ?? []).filter((word) => !STOP_WORDS.has(word)).map(singular);
}
