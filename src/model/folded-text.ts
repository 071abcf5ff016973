import { nameWithin } from './greek-names.js';
import { isStopWord } from './stop-words.js';

/** A word as it is compared, and where it stands in the text that it was read from (UTF-16 units). */
export interface FoldedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Letters that Unicode does not take apart into a letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ɖ: 'd',
  ɗ: 'd',
  ɓ: 'b',
  ƙ: 'k',
  ə: 'e',
  ɛ: 'e',
  ɔ: 'o',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ȷ: 'j',
  ŋ: 'n',
  ŧ: 't',
  ς: 'σ',
  ϕ: 'φ',
  ϵ: 'ε',
  ϑ: 'θ',
};

/**
 * Marks over, under and through letters of the Latin, Greek and Cyrillic scripts and of mathematics, and the points
 * and vowels of Hebrew and Arabic, which are mostly left out.
 */
const MARKS =
  /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]|[\u0591-\u05bd]|[\u05bf-\u05c7]|\u0640|[\u064b-\u065f]|\u0670/g;
/** Scripts that put no blanks between words, or words and what belongs to them in one: each sign is looked for. */
const ALONE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Vowels and tones over and under the letters of such scripts, which no index has as a word. */
const TONE = /^\p{M}$/u;
/** What makes the vowel before it long. */
const LONG_VOWEL = /^[ーｰ]$/;
/** Marks of trade and what nobody sees: a word goes on behind them. */
const UNSEEN = /^[\p{Cf}\p{Variation_Selector}™®©℠]$/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;
/** Apostrophes that Unicode counts among the letters. */
const APOSTROPHES = /^[\u02b9-\u02bf]$/;

const folded = new Map<string, string>();

/** A character in small letters without accents; a blank for what stands between words. */
function foldCharacter(character: string): string {
  const known = folded.get(character);
  if (known !== undefined) return known;
  const made = makeFold(character);
  folded.set(character, made);
  return made;
}

function makeFold(character: string): string {
  if (UNSEEN.test(character) || LONG_VOWEL.test(character)) return '';
  if (APOSTROPHES.test(character)) return ' ';
  const small = character
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .normalize('NFC');
  return [...small].map(foldPart).join('');
}

function foldPart(part: string): string {
  if (ALONE.test(part) && TONE.test(part)) return '';
  if (ALONE.test(part)) return ` ${part} `;
  return LETTERS[part] ?? (WORD.test(part) ? part : ' ');
}

/**
 * The words of a text as everything that compares texts sees them: case, accents, superscripts and subscripts,
 * full width and the letters of mathematical alphabets are as if they had been typed plainly.
 */
export function foldedWords(text: string): FoldedWord[] {
  const words: FoldedWord[] = [];
  let word = '';
  let start = 0;
  let end = 0;
  const close = () => {
    if (word !== '') words.push({ text: word, start, end });
    word = '';
  };
  for (let at = 0; at < text.length; ) {
    const plain = plainRunEnd(text, at);
    if (plain > at) {
      if (word === '') start = at;
      word += text.slice(at, plain).toLowerCase();
      end = plain;
      at = plain;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const parts = foldCharacter(character);
    for (const part of parts) {
      if (part === ' ') close();
      else {
        if (word === '') start = at;
        word += part;
        end = at + character.length;
      }
    }
    at += character.length;
    // A mark on its own letter belongs to the word before it.
    if (word !== '' && parts === '') end = at;
  }
  close();
  return words;
}

/** Where the plain Latin letters and digits end that stand at `at`: nearly all of most texts. */
function plainRunEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isPlain(text.charCodeAt(end))) end += 1;
  return end;
}

function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

/** The folded words with one blank between them. */
export function foldText(text: string): string {
  return foldedWords(text)
    .map((word) => word.text)
    .join(' ');
}

/** What holds two words together as one: `world-model`, `O'Brien`, `GPT_4`, `T^2PO`, `LLaMA.3`, `(Un)certain`. */
const JOINS = /^[-‐‑‒–−'’\u02b9-\u02bf_^.$/(){}\\]{1,3}$/;
const LONGEST_JOINED = 40;
const MOST_JOINED = 5;

/** Words that are written as one, in the order of the text; most stand alone. */
export function compounds(text: string): FoldedWord[][] {
  const groups: FoldedWord[][] = [];
  for (const word of foldedWords(text)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    // Parts of one character, as of ½, are no words that somebody joined.
    const between = last === undefined ? '' : text.slice(last.end, word.start);
    if (group !== undefined && group.length < MOST_JOINED && JOINS.test(between)) group.push(word);
    else groups.push([word]);
  }
  return groups;
}

/**
 * What the words of a text make when they are written as one: of `world-model agents`, `worldmodel`; so that each
 * of `world-model`, `worldmodel` and `world model` finds the others. Neighbours with a blank between them are not
 * among them: who asks for `worldmodel` asks for both words as well (`takenApart`). Beside them stand versions
 * apart (`qwen 3` of `qwen3`), and Greek letters within words by their names.
 */
export function joinedWords(text: string): string[] {
  const groups = compounds(text);
  const joined = new Set<string>();
  for (const group of groups) {
    const texts = group.map((word) => word.text);
    for (let from = 0; from < texts.length; from += 1) {
      for (let to = from + 2; to <= texts.length; to += 1) add(joined, texts.slice(from, to));
    }
    for (const way of apartOrByName(texts)) joined.add(way);
  }
  return [...joined];
}

/** `qwen2`, `gpt4o`: a name and its version. */
const NUMBERED = /^([a-z]{2,})(\d)(.*)$/;

function apartOrByName(texts: readonly string[]): string[] {
  const apart = texts.map((text) => twoForTo(text)?.join(' ') ?? text.replace(NUMBERED, '$1 $2$3'));
  const [from, middle, to] = texts;
  return [
    ...(apart.some((text, index) => text !== texts[index]) ? [apart.join(' ')] : []),
    ...(middle === 'to' && to !== undefined ? [`${from}2${to}`] : []),
    ...[...texts, texts.join('')].flatMap((word) => nameWithin(word) ?? []),
  ];
}

/** `sim`, `to` and `real` of `sim2real`; null for another word. */
export function twoForTo(word: string): [string, string, string] | null {
  const [, from, to] = /^([a-z]{2,})2([a-z]{2,})$/.exec(word) ?? [];
  return from === undefined || to === undefined ? null : [from, 'to', to];
}

/** Whether two neighbours may be written as one elsewhere: `world model`, `GPT 4`; not `the model`. */
export function mayJoin(word: string, next: string): boolean {
  if (ALONE.test(word) || ALONE.test(next)) return false;
  return !isStopWord(word) && !isStopWord(next) && !/^\d+$/.test(word);
}

function add(joined: Set<string>, words: readonly string[]): void {
  const text = words.join('');
  if (text.length <= LONGEST_JOINED) joined.add(text);
}
