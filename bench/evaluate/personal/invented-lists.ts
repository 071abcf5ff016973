import type { ReadPaper } from '../../../src/ranking/personal/terms.js';
import type { Random } from '../random.js';

/** A paper of a list. */
export interface EvaluatedPaper {
  /** What the model is shown. */
  readonly paper: ReadPaper;
  /** The common score. */
  readonly score: number;
  /** What tastes are planted on; the model is not shown it. */
  readonly topics: readonly string[];
}

/** The papers of one day, best by the common score first. */
export type EvaluatedList = readonly EvaluatedPaper[];

const TOPICS = 16;
const WORDS_OF_A_TOPIC = 40;
const COMMON_WORDS = 400;
const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'ke', 'li', 'mo', 'nu', 'pa', 're', 'si', 'to', 'vu'];

/**
 * Lists of invented papers: each is about one topic or two, and speaks in the words of its topics and in words
 * that all share, of which some are frequent. Its score says nothing of its topic.
 */
export function inventLists(days: number, random: Random): EvaluatedList[] {
  return Array.from({ length: days }, (_, day) => {
    const papers = Array.from({ length: 20 + random.below(16) }, (_, n) =>
      inventPaper(`${day}-${n}`, random),
    );
    return papers.sort((a, b) => b.score - a.score);
  });
}

function inventPaper(id: string, random: Random): EvaluatedPaper {
  const first = random.below(TOPICS);
  const second = random.next() < 0.4 ? random.below(TOPICS) : first;
  const word = (): string => {
    if (random.next() < 0.7) return wordOf(random.below(random.next() < 0.5 ? 30 : COMMON_WORDS));
    const topic = random.next() < 0.6 ? first : second;
    return wordOf(COMMON_WORDS + topic * WORDS_OF_A_TOPIC + random.below(WORDS_OF_A_TOPIC));
  };
  const text = (words: number): string => Array.from({ length: words }, word).join(' ');
  return {
    paper: { id, title: text(9), abstract: text(110), keywords: [], categories: [] },
    score: random.normal(),
    topics: [...new Set([String(first), String(second)])],
  };
}

/** A word for a number; no two numbers share one. */
function wordOf(number: number): string {
  const base = SYLLABLES.length;
  const digits = [number % base, Math.floor(number / base) % base, Math.floor(number / base ** 2) % base];
  return digits.map((digit) => SYLLABLES[digit]).join('');
}
