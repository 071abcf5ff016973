import { compounds, type FoldedWord, foldText, mayJoin } from './folded-text.js';
import { otherSpellings } from './other-spellings.js';
import { isStopWord } from './stop-words.js';

/** With a word between the first two where `between` is given; words of one letter begin one where `initials` is. */
interface Phrase {
  readonly phrase: readonly string[];
  readonly flags: string;
  readonly between?: true;
  readonly initials?: true;
}

/** What a text must hold, as a tree of folded words, before it is written for PostgreSQL's `to_tsquery`. */
export type Asked =
  | { readonly word: string; readonly flags: string }
  | Phrase
  | { readonly any: readonly Asked[] }
  | { readonly all: readonly Asked[] }
  | { readonly not: Asked };

/** In the language of `to_tsquery`; folded words hold nothing that could be read as an operator. */
export function writeTsquery(asked: Asked): string {
  if ('word' in asked) return quoted(asked.word, asked.flags);
  if ('phrase' in asked) {
    const [first = '', ...others] = asked.phrase.map((word, index) => quoted(word, flagsAt(asked, index)));
    if (others.length === 0) return first;
    return `${first} ${asked.between ? '<2>' : '<->'} ${others.join(' <-> ')}`;
  }
  if ('not' in asked) return `!${bracketed(asked.not)}`;
  const parts = 'any' in asked ? asked.any : asked.all;
  return parts.map(bracketed).join('any' in asked ? ' | ' : ' & ');
}

/**
 * The words that a text must hold wherever they stand: what an index tells without looking at the text. The same
 * as the question itself where there is no phrase, nothing excluded and no weight; null where nothing is needed.
 */
export function loosely(asked: Asked): Asked | null {
  if ('word' in asked) return { word: asked.word, flags: prefixOf(asked.flags) };
  if ('phrase' in asked) {
    const words = asked.phrase.map((word, index) => ({ word, flags: prefixOf(flagsAt(asked, index)) }));
    // What begins with one letter is in every text.
    return { all: asked.initials ? words.filter(({ word }) => word.length > 1) : words };
  }
  if ('not' in asked) return null;
  const parts = ('any' in asked ? asked.any : asked.all).map(loosely).filter((part) => part !== null);
  if ('any' in asked) return parts.length < asked.any.length ? null : { any: withoutDoubles(parts) };
  return parts.length === 0 ? null : { all: parts };
}

/**
 * Words that follow on each other, whether they are written apart, with a hyphen or as one. Of a compound with
 * `on` or `in` at an end, as `on-policy`, only the whole is asked for: a text's stop words are not kept.
 */
export function phraseOf(text: string, flags: string, isExcluded = false): Asked | null {
  const groups = compounds(text);
  const words = groups.flat().map((word) => word.text);
  const isName = flags.includes(NAMES);
  const bare = isName ? [] : groups.filter(isBareCompound);
  if (words.every(isStopWord)) return null;
  const together: Asked[] = bare.map((group) => ({ word: joinedOf(group), flags }));
  if (groups.length === 1 && together.length === 1) return together[0] ?? null;
  const ways: Asked[] = [words.length === 1 ? { word: words[0] ?? '', flags } : { phrase: words, flags }];
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (next === undefined || words.length > LONGEST_VARIED) continue;
    if (!mayJoin(word, next) && !(groups.length === 1 && words.length === 2)) continue;
    const joined = [...words.slice(0, index), word + next, ...words.slice(index + 2)];
    ways.push(joined.length === 1 ? { word: joined[0] ?? '', flags } : { phrase: joined, flags });
  }
  if (groups.length === 1 && words.length > 2) ways.push({ word: words.join(''), flags });
  ways.push(...otherWays(text, flags));
  if (isName) {
    // In `Muster, Ada` the first word is no name that others write as an initial.
    const abbreviates = (index: number) => index > 0 || !text.includes(',');
    const others = (way: Asked, index: number) =>
      groups.length > 1 ? nameWays(way, isExcluded, abbreviates(index)) : aroundMiddleName(way);
    ways.push(...ways.flatMap(others));
  }
  const different = withoutDoubles(ways);
  const phrase: Asked = different.length === 1 ? (different[0] as Asked) : { any: different };
  return together.length === 0 ? phrase : { all: [phrase, ...together] };
}

/** The weight of words in names of authors. */
const NAMES = 'B';

/**
 * In the other order, around a middle name, and with the first name as its initial or begun by it: `Muster Ada`,
 * `Ada M. Muster` and `C. Muster` of `Ada Muster` and `Cy Muster`, `Wei Zhang` of `W. Zhang`.
 */
function nameWays(asked: Asked, isExcluded: boolean, abbreviates: boolean): Asked[] {
  if (!('phrase' in asked) || asked.phrase.length < 2) return [];
  const { phrase, flags } = asked;
  const [first = '', ...others] = phrase;
  const turned = { phrase: [...others, first], flags };
  const initial = first.slice(0, 1);
  // Who leaves out a name does not leave out all who share its initial.
  const abbreviated =
    isExcluded || !abbreviates || isStopWord(initial) ? [] : [{ phrase: [initial, ...others], flags }];
  const begun = isExcluded ? [] : [asked, turned].filter(holdsInitial);
  const ways = [turned, ...abbreviated, ...begun.map((way) => ({ ...way, initials: true as const }))];
  return [...ways, ...[asked, ...ways].map((way) => ({ ...way, between: true as const }))];
}

function holdsInitial({ phrase }: { readonly phrase: readonly string[] }): boolean {
  return phrase.some((word) => word.length === 1) && phrase.some((word) => word.length > 1);
}

/** `Ada M. Muster` of `Ada Muster`. */
function aroundMiddleName(asked: Asked): Asked[] {
  return 'phrase' in asked && asked.phrase.length === 2 ? [{ ...asked, between: true }] : [];
}

/** The same as others spell it. What may be unfinished has its plural already. */
export function otherWays(text: string, flags: string): Asked[] {
  const plural = `${foldText(text)}s`;
  return otherSpellings(text, flags.includes(NAMES) ? 'name' : 'search')
    .filter((words) => !flags.includes('*') || words.join(' ') !== plural)
    .map((words) => (words.length === 1 ? { word: words[0] ?? '', flags } : { phrase: words, flags }));
}

/** Longer phrases are not asked for in every way to write two of their words as one. */
const LONGEST_VARIED = 6;

function withoutDoubles(parts: readonly Asked[]): Asked[] {
  return [...new Map(parts.map((part) => [writeTsquery(part), part])).values()];
}

function isBareCompound(group: readonly FoldedWord[]): boolean {
  return group.length > 1 && (isStopWord(group[0]?.text ?? '') || isStopWord(group.at(-1)?.text ?? ''));
}

function joinedOf(group: readonly FoldedWord[]): string {
  return group.map((word) => word.text).join('');
}

function bracketed(asked: Asked): string {
  const isOne = 'word' in asked || (('any' in asked || 'all' in asked) && partsOf(asked).length === 1);
  return isOne ? writeTsquery(asked) : `(${writeTsquery(asked)})`;
}

function partsOf(asked: { readonly any: readonly Asked[] } | { readonly all: readonly Asked[] }) {
  return 'any' in asked ? asked.any : asked.all;
}

/** Only the last word of a phrase may be unfinished, and what stands for a name by its first letter. */
function flagsAt({ phrase, flags, initials }: Phrase, index: number): string {
  const own = index < phrase.length - 1 ? flags.replace('*', '') : flags;
  return initials && phrase[index]?.length === 1 && !own.includes('*') ? `*${own}` : own;
}

function prefixOf(flags: string): string {
  return flags.includes('*') ? '*' : '';
}

function quoted(word: string, flags: string): string {
  return `'${word}'${flags === '' ? '' : `:${flags}`}`;
}
