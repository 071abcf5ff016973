import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { ScoreBreakdown, ScorePart } from '../../model/digest.js';

/** What the parts of a score are called. */
const partNames: Readonly<Record<ScorePart, TextKey>> = {
  upvotes: 'trending.upvotes',
  velocity: 'trending.velocity',
  comments: 'trending.comments',
  newness: 'trending.newness',
  age: 'trending.age',
  code: 'trending.code',
  starsGrowth: 'trending.stars-growth',
  readers: 'trending.readers',
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

/** A part of which scores are made no more is called by its own name. */
function partName({ t }: Texts, part: string): string {
  return isScorePart(part) ? t(partNames[part]) : part;
}

function isScorePart(part: string): part is ScorePart {
  return Object.hasOwn(partNames, part);
}

function figure({ number }: Texts, value: number): string {
  return number(value, 2).replace('-', '−');
}
