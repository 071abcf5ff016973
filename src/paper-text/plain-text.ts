import type { ReadableText, Run } from './run.js';
import { RAISED_ALREADY, SUBSCRIPTS, SUPERSCRIPTS } from './script-characters.js';
import { holdsMarkup } from './signs.js';

/** Words of more letters are easier to read on the line than in small letters. */
const LONG_WORD = /\p{L}{5}/u;
const LONGEST_MIXED = 8;
const LONGEST_NUMBER = 12;

/**
 * The text in Unicode alone: R³L, Mₜ, 2¹²⁸. What Unicode cannot raise or lower keeps its `^` or `_`, and code
 * keeps its backticks where it would be read for markup without them.
 */
export function plainText(text: ReadableText): string {
  return text.map(plainRun).join('');
}

function plainRun(run: Run): string {
  if (!('runs' in run)) return run.kind === 'code' && holdsMarkup(run.text) ? `\`${run.text}\`` : run.text;
  const inner = plainText(run.runs);
  if (run.kind !== 'sup' && run.kind !== 'sub') return inner;
  const sign = run.kind === 'sup' ? '^' : '_';
  // Of a script within a script only brackets tell how far it goes: 2²ⁿ is another number than 2^(2ⁿ).
  if (run.runs.some(isScript)) return `${sign}(${inner})`;
  return scripted(inner, sign, run.kind === 'sup' ? SUPERSCRIPTS : SUBSCRIPTS);
}

function isScript(run: Run): boolean {
  return run.kind === 'sup' || run.kind === 'sub';
}

function scripted(text: string, sign: '^' | '_', characters: ReadonlyMap<string, string>): string {
  if (sign === '^' && RAISED_ALREADY.test(text)) return text;
  const small = [...text].map((character, index, all) =>
    isInnerPoint(character, index, all.length) || (sign === '^' && RAISED_ALREADY.test(character))
      ? character
      : characters.get(character),
  );
  const longest = /\p{L}/u.test(text) ? LONGEST_MIXED : LONGEST_NUMBER;
  const fits = small.length <= longest && !LONG_WORD.test(text);
  if (fits && small.every((character) => character !== undefined)) return small.join('');
  return /^[\p{L}\p{N}]+$|^\([^()]*\)$|^\p{S}$/u.test(text) ? sign + text : `${sign}(${text})`;
}

/** There is no lowered full stop; between digits the ordinary one is read well enough. */
function isInnerPoint(character: string, index: number, length: number): boolean {
  return (character === '.' || character === ',') && index > 0 && index < length - 1;
}
