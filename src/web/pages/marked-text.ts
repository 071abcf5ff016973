import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import { HIT_CLOSE, HIT_OPEN } from '../../store/papers/search-statement.js';

/** A stretch of a text, and whether it is what was looked for. Everything in it is still to be escaped. */
export interface Stretch {
  readonly text: string;
  readonly hit: boolean;
}

const MARKS = new RegExp(`([${HIT_OPEN}${HIT_CLOSE}])`, 'u');

/** A text with marks around what was found, in readable stretches: without LaTeX and Markdown. */
export function markedText(marked: string): readonly Stretch[] {
  let hit = false;
  const stretches: Stretch[] = [];
  for (const piece of marked.split(MARKS)) {
    if (piece === HIT_OPEN || piece === HIT_CLOSE) hit = piece === HIT_OPEN;
    else if (piece !== '') stretches.push({ text: readable(piece), hit });
  }
  return stretches;
}

/** Reading takes blanks from the ends, where the next stretch follows. */
function readable(piece: string): string {
  const [before = ''] = /^\s*/.exec(piece) ?? [];
  const [after = ''] = /\s*$/.exec(piece) ?? [];
  const text = plainText(readText(piece));
  return text === '' ? ' ' : `${before === '' ? '' : ' '}${text}${after === '' ? '' : ' '}`;
}
