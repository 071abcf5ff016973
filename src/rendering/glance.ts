import type { Paper } from '../model/paper.js';
import type { ReadableText } from '../paper-text/run.js';
import { type Excerpt, paperSentence } from './excerpts.js';
import { shortenTitle } from './shorten.js';
import { shortenReadable } from './shorten-readable.js';

const GLANCE_SENTENCE_CHARACTERS = 100;
const ROW_SENTENCE_CHARACTERS = 80;
/** A title is whole up to here; a longer one is cut further, so that a few words are not all that is missing. */
const WHOLE_TITLE_CHARACTERS = 90;
const GLANCE_TITLE_CHARACTERS = 76;

/** A title as it stands in the box on top, in mails and on pages. */
export function glanceTitle(title: ReadableText): ReadableText {
  return shortenReadable(title, GLANCE_TITLE_CHARACTERS, (text, limit) =>
    text.length <= WHOLE_TITLE_CHARACTERS ? text : shortenTitle(text, limit),
  );
}

/** The sentence under a title in the box on top. @param summaryBy as {@link paperSentence} takes it */
export function glanceSentence(paper: Paper, summaryBy?: string | null): Excerpt | null {
  return paperSentence(paper, GLANCE_SENTENCE_CHARACTERS, summaryBy);
}

/** The sentence of a paper that has one row. @param summaryBy as {@link paperSentence} takes it */
export function rowSentence(paper: Paper, summaryBy?: string | null): Excerpt | null {
  return paperSentence(paper, ROW_SENTENCE_CHARACTERS, summaryBy);
}
