import { decodeWords } from './mime/encoded-words.js';
import { field, type HeaderFields } from './mime/header-fields.js';

/** How reports announce the subject of the message that they are about, in several languages. */
const SUBJECT_LINE =
  /^[\s>*|'"-]{0,20}((the |your )?(message |original )?(subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|temat|předmět|konu)( of (the|your) (message|mail|e-?mail))?( (is|was))?|тема|件名|主题|主旨|제목)['"]?\s{0,8}[:：=]/i;
/** Shorter ones may be words of the report too. */
const SHORTEST = 8;

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

function ownTexts(returned: HeaderFields): string[] {
  const subject = field(returned, 'subject');
  return [subject, decodeWords(subject), field(returned, 'message-id')]
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text.length >= SHORTEST);
}

/** The words, or a line that is a piece of them. */
function withoutWords(line: string, words: string): string {
  const piece = line.trim();
  return piece.length >= SHORTEST * 2 && words.includes(piece) ? '' : line.replaceAll(words, ' ');
}
