import { boxPath, type Drawing, type Tone } from './drawing.js';

const CELL = 10;
const GAP = 2;
const HEIGHT = 18;
const FOOT = HEIGHT - 2;

/** The worse, the taller: who does not tell the colours apart sees how it stood by the height. */
const TALL: Readonly<Partial<Record<Tone, number>>> = { bad: 14, warn: 10 };
const LOW = 6;

/** A cell for each moment, painted by how it stood; null where nobody looked, which is an empty place. */
export function strip(cells: readonly (Tone | null)[], summary: string): Drawing {
  const tones = [...new Set(cells)].filter((tone) => tone !== null);
  const left = (index: number): number => index * (CELL + GAP);
  return {
    ...{ width: Math.max(1, cells.length) * (CELL + GAP) - GAP, height: HEIGHT, summary, texts: [] },
    paths: tones.map((tone) => ({
      look: `chart-bar tone-${tone}`,
      d: cells.map((cell, index) => (cell === tone ? cellPath(tone, left(index)) : '')).join(''),
    })),
  };
}

function cellPath(tone: Tone, left: number): string {
  return boxPath(left, FOOT - (TALL[tone] ?? LOW), left + CELL, FOOT);
}
