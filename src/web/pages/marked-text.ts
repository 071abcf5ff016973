import { HIT_CLOSE, HIT_OPEN } from '../../store/papers/mark-hits.js';

/** A stretch of a text, and whether it is what was looked for. Everything in it is still to be escaped. */
export interface Stretch {
  readonly text: string;
  readonly hit: boolean;
}

const MARKS = new RegExp(`([${HIT_OPEN}${HIT_CLOSE}])`, 'u');

/** A readable text with marks around what was found, in stretches. */
export function markedText(marked: string): readonly Stretch[] {
  let hit = false;
  const stretches: Stretch[] = [];
  for (const piece of marked.split(MARKS)) {
    if (piece === HIT_OPEN || piece === HIT_CLOSE) hit = piece === HIT_OPEN;
    else if (piece !== '') stretches.push({ text: piece, hit });
  }
  return stretches;
}
