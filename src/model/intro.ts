import { readUrl } from '../read-url.js';
import { defaultLanguage, type Language } from './language.js';

/** The longest that an editor says before the papers, and the longest subject line of their own, in characters. */
export const LONGEST_INTRO = 2_000;
export const LONGEST_SUBJECT = 120;

/** Words of an editor, in the languages in which there are any. */
export type WordsByLanguage = Readonly<Partial<Record<Language, string>>>;

/** A piece of a line; with an address where it is a link. */
export interface IntroPiece {
  readonly text: string;
  readonly url: string | null;
}

export interface IntroLine {
  readonly text: string;
  readonly pieces: readonly IntroPiece[];
}

export type IntroParagraph = readonly IntroLine[];

/** The words in a reader's language; where there are none, those of the default language, or else what there is. */
export function wordsIn(words: WordsByLanguage, language: Language): string | null {
  return words[language] ?? words[defaultLanguage] ?? Object.values(words)[0] ?? null;
}

/** Lone surrogates, noncharacters (which templates use as marks), bidirectional embeddings, and controls but line feeds. */
const UNFIT = /[\p{Cs}\uFDD0-\uFDEF\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}/gu;

/** An intro as it is kept: lines of words, with an empty line between paragraphs; empty for none. */
export function tidyIntro(given: string): string {
  return given
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNFIT, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** How many characters a text has, as people and PostgreSQL count them: one for each code point. */
export function charactersOf(text: string): number {
  return [...text].length;
}

/** The paragraphs of an intro, their lines, and which pieces are links: bare https addresses alone. */
export function introParagraphs(intro: string | null): IntroParagraph[] {
  if (intro === null || intro === '') return [];
  return intro
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n').map((text) => ({ text, pieces: piecesOf(text) })));
}

const ADDRESS = /https:\/\/[^\s<>"“”]+/g;
/** What ends a sentence is no part of the address that ends it. */
const BEHIND_ADDRESS = /[.,;:!?'’»)\]}]+$/;

function piecesOf(line: string): IntroPiece[] {
  const pieces: IntroPiece[] = [];
  let from = 0;
  for (const found of line.matchAll(ADDRESS)) {
    const address = addressIn(found[0]);
    if (readUrl(address)?.protocol !== 'https:') continue;
    if (found.index > from) pieces.push({ text: line.slice(from, found.index), url: null });
    pieces.push({ text: address, url: address });
    from = found.index + address.length;
  }
  if (from < line.length) pieces.push({ text: line.slice(from), url: null });
  return pieces;
}

/** `https://example.org/a_(b)).` is `https://example.org/a_(b)`: a bracket that the address opened stays. */
function addressIn(found: string): string {
  const address = found.replace(BEHIND_ADDRESS, '');
  const behind = found.slice(address.length);
  const opens = [...address].filter((sign) => sign === '(').length;
  const closes = [...address].filter((sign) => sign === ')').length;
  const missing = Math.min(opens - closes, /^\)*/.exec(behind)?.[0].length ?? 0);
  return missing > 0 ? address + behind.slice(0, missing) : address;
}
