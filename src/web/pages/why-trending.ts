import type { Texts } from '../../i18n/texts.js';
import type { ScoreBreakdown } from '../../model/digest.js';

/** The parts of a score that have words; any other is called by its own name. */
const worded: Readonly<Record<string, string>> = {
  upvotes: 'upvotes',
  velocity: 'velocity',
  comments: 'comments',
  newness: 'newness',
  age: 'age',
  code: 'code',
  starsGrowth: 'stars-growth',
  readers: 'readers',
};

/**
 * How a score came about, largest share first: `upvotes +3.04, upvotes a day +0.17, days listed −0.06 = 3.15`.
 * Shares that round to nothing are left out. Null where there is one part only: the order says it all.
 */
export function whyTrending(texts: Texts, score: number, breakdown: ScoreBreakdown): string | null {
  if (Object.keys(breakdown).length < 2) return null;
  const parts = Object.entries(breakdown)
    .filter(([, worth]) => Math.abs(worth) >= 0.005)
    .sort(([nameA, a], [nameB, b]) => Math.abs(b) - Math.abs(a) || (nameA < nameB ? -1 : 1))
    .map(([part, worth]) => `${partName(texts, part)} ${worth < 0 ? '' : '+'}${figure(texts, worth)}`);
  return `${parts.join(', ')} = ${figure(texts, score)}`.trim();
}

function partName({ t }: Texts, part: string): string {
  const name = worded[part];
  return name === undefined ? part : t(`trending.${name}`);
}

function figure({ number }: Texts, value: number): string {
  return number(value, 2).replace('-', '−');
}
