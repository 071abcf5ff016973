import { decodeWords } from './mime/encoded-words.js';
import { field, type HeaderFields } from './mime/header-fields.js';

/** How reports announce the subject of the message that they are about, in several languages. */
const SUBJECT_LINE =
  /^[\s>*|'"-]{0,20}((the |your )?(message |original )?(subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|temat|předmět|konu)( of (the|your) (message|mail|e-?mail))?( (is|was))?|тема|件名|主题|主旨|제목)['"]?\s{0,8}[:：=]/i;
/** Shorter ones may be words of the report too. */
const SHORTEST = 8;
/** So many are nobody else's words, in whichever case and wherever they break off. */
const LONG = 16;

/**
 * The lines of a report without what our own message brought along: the title of a paper in its subject says nothing
 * about a recipient (`Generalizing to an Unknown Domain`).
 */
export function withoutOwnWords(lines: readonly string[], returned: HeaderFields): readonly string[] {
  const own = ownTexts(returned);
  const kept: string[] = [];
  let isSubject = false;
  for (const line of lines) {
    // A long subject goes on in lines that are indented.
    isSubject = SUBJECT_LINE.test(line) || (isSubject && /^\s+[^\s:@]+[^:@]*$/.test(line));
    kept.push(isSubject ? '' : own.reduce((text, words) => withoutWords(text, words), line));
  }
  return kept;
}

/** The same for what a report says to programs: a server's reply may quote the subject. No line becomes empty by it. */
export function withoutOwnQuotes(report: string, returned: HeaderFields): string {
  return ownTexts(returned)
    .filter(({ length }) => length >= LONG)
    .reduce((text, words) => cut(text, words, '\u2026'), report);
}

function ownTexts(returned: HeaderFields): string[] {
  const subject = field(returned, 'subject');
  return [subject, decodeWords(subject), field(returned, 'message-id')]
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text.length >= SHORTEST);
}

/** The words, or a line that is a piece of them. */
function withoutWords(line: string, words: string): string {
  const piece = line.trim();
  return piece.length >= LONG && words.includes(piece) ? '' : cut(line, words, ' ');
}

/** Of long ones also a beginning alone, in whichever case. */
function cut(text: string, words: string, sign: string): string {
  const [lower, own] = [text.toLowerCase(), words.toLowerCase()];
  // Where the lower case is longer, places in one are none in the other.
  if (words.length < LONG || lower.length !== text.length) return text.replaceAll(words, sign);
  const opening = own.slice(0, LONG);
  let kept = '';
  let from = 0;
  for (let at = lower.indexOf(opening); at !== -1; at = lower.indexOf(opening, from)) {
    let length = opening.length;
    while (length < own.length && own[length] === lower[at + length]) length += 1;
    kept += text.slice(from, at) + sign;
    from = at + length;
  }
  return kept + text.slice(from);
}
