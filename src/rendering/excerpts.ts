import type { DigestPaper } from '../model/digest.js';
import { type Paper, SAMPLE_SOURCE } from '../model/paper.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';
import { mainContribution } from '../paper-text/contribution.js';
import { readText } from '../paper-text/readable-text.js';
import { flatText, type ReadableText } from '../paper-text/run.js';
import { shortenSentence, shortenText } from './shorten.js';
import { shortenReadable } from './shorten-readable.js';

/** Whose words a short text on a paper is: a source's, by its kind, or those of the authors' abstract. */
export type ExcerptOrigin = SourceKind | 'abstract' | 'sample';

/** What a paper is about, in a few lines. */
export interface Excerpt {
  readonly text: ReadableText;
  readonly origin: ExcerptOrigin;
}

/** About three lines of the mail's column. */
const EXCERPT_CHARACTERS = 250;
/** So many sentences of an abstract that say what was done fill an excerpt. */
const MOST_SENTENCES = 2;

/**
 * The source's summary of a paper, else the sentences of its abstract in which the authors say what they did, at most
 * 250 characters; null where there is neither.
 * @param summaryBy the name of the source that the summary is of; where that is not known it is Hugging Face's, which
 *   alone has told summaries for as long as that was not kept
 */
export function paperExcerpt(
  paper: Pick<Paper, 'summary' | 'abstract'>,
  summaryBy: DigestPaper['summaryBy'] = null,
): Excerpt | null {
  const whole = excerptSource(paper, summaryBy);
  return whole === null
    ? null
    : { ...whole, text: shortenReadable(whole.text, EXCERPT_CHARACTERS, shortenText) };
}

/** The first sentence of the same text, at most so many characters. */
export function paperSentence(
  paper: Pick<Paper, 'summary' | 'abstract'>,
  characters: number,
  summaryBy: DigestPaper['summaryBy'] = null,
): Excerpt | null {
  const whole = excerptSource(paper, summaryBy);
  return whole === null ? null : { ...whole, text: shortenReadable(whole.text, characters, shortenSentence) };
}

function excerptSource(
  { summary, abstract }: Pick<Paper, 'summary' | 'abstract'>,
  summaryBy: DigestPaper['summaryBy'] = null,
): Excerpt | null {
  const said = readText(summary ?? '');
  if (flatText(said) !== '') {
    const origin = summaryBy === SAMPLE_SOURCE ? 'sample' : (sourceKindOf(summaryBy ?? '') ?? 'huggingface');
    return { text: said, origin };
  }
  const telling = readText(mainContribution(abstract, MOST_SENTENCES).join(' '));
  return flatText(telling) === '' ? null : { text: telling, origin: 'abstract' };
}
