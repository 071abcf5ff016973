import type { ScoreBreakdown } from '../../model/digest.js';

/** What the parts of a score are called; one that is not here is called by its own name. */
const partNames: Readonly<Record<string, string>> = {
  velocity: 'upvotes a day',
  age: 'days listed',
  code: 'stars',
  starsGrowth: 'stars a day',
  readers: 'readers’ answers',
};

/**
 * How a score came about, largest share first: `upvotes +3.04, upvotes a day +0.17, days listed −0.06 = 3.15`.
 * Shares that round to nothing are left out. Null where there is one part only: the order says it all.
 */
export function whyTrending(score: number, breakdown: ScoreBreakdown): string | null {
  if (Object.keys(breakdown).length < 2) return null;
  const parts = Object.entries(breakdown)
    .filter(([, worth]) => Math.abs(worth) >= 0.005)
    .sort(([nameA, a], [nameB, b]) => Math.abs(b) - Math.abs(a) || (nameA < nameB ? -1 : 1))
    .map(([part, worth]) => `${partNames[part] ?? part} ${worth < 0 ? '' : '+'}${figure(worth)}`);
  return `${parts.join(', ')} = ${figure(score)}`.trim();
}

function figure(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
