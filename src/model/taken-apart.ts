import { isStopWord } from './stop-words.js';

const SHORTEST_PART = 3;
/** Longer words are none. */
const LONGEST = 40;
/** What stands before a word as often as within one: `over fitting`. */
const PREFIXES: ReadonlySet<string> = new Set('over under on off in out up down'.split(' '));

/** Every two words that a folded word may be elsewhere: of `worldmodel`, `world model` among others. */
export function takenApart(word: string): [string, string][] {
  const letters = [...word];
  const parts: [string, string][] = [];
  if (letters.length > LONGEST) return parts;
  for (let at = 1; at <= letters.length - SHORTEST_PART; at += 1) {
    const [left, right] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
    if (mayBegin(left) && !isStopWord(right)) parts.push([left, right]);
  }
  return parts;
}

function mayBegin(part: string): boolean {
  return PREFIXES.has(part) || (part.length >= SHORTEST_PART && !isStopWord(part));
}
