import { readUrl } from '../read-url.js';

/** Lone surrogates, and controls that turn the direction of the text around them (Unicode UAX #9). */
const UNWANTED = /\p{Cs}|[\u202a-\u202e\u2066-\u2069]/gu;
/** Unseen marks at which words may break; they get in the way of search and of comparing. */
const UNSEEN = /[\u200b\ufeff\u00ad]/g;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const CONTROLS = /(?!\s)\p{Cc}/gu;

/** A web address, or a path on the host of the answer (not `//host`, which names another one). */
const LINK_START = /^(https?:\/\/|\/(?![/\\]))/i;
const MAX_URL = 2_000;

/**
 * Text of a stranger as one line: without controls, lone surrogates and runs of white space, cut to at most
 * `max` UTF-16 units.
 */
export function cleanLine(text: string, max: number): string {
  return cut(foldLine(sound(text, max)), max);
}

/** The same for text of several lines: line breaks become `\n`, at most one empty line stays between two. */
export function cleanText(text: string, max: number): string {
  const lines = sound(text, max).split('\n').map(foldLine).join('\n');
  return cut(lines.replace(/\n{3,}/g, '\n\n').trim(), max);
}

/**
 * A link of a stranger, absolute, or null where it is not http(s), names a user, or is too long.
 * @param base what a link that begins with one slash is relative to
 */
export function cleanUrl(text: string, base: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_URL || /[\s\p{C}]/u.test(trimmed) || !LINK_START.test(trimmed)) return null;
  const url = readUrl(trimmed, base);
  if (url === null) return null;
  if (url.username !== '' || url.password !== '') return null;
  return url.href.length > MAX_URL ? null : url.href;
}

/** Four times what is kept is looked at, so that padding cannot make the work long. */
function sound(text: string, max: number): string {
  return text
    .slice(0, 4 * max)
    .replace(UNWANTED, '')
    .replace(UNSEEN, '')
    .replace(LINE_BREAKS, '\n');
}

function foldLine(line: string): string {
  return line.replace(CONTROLS, '').replace(/\s+/g, ' ').trim();
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text
    .slice(0, max - 1)
    .replace(/\p{Cs}$/u, '')
    .trimEnd()}…`;
}
