import { foldText, joinedWords } from '../model/folded-text.js';
import type { Paper } from '../model/paper.js';
import { plainText } from './plain-text.js';
import { readText } from './readable-text.js';

/**
 * Which rules a paper was read by. Whoever changes what reading or folding makes of a text raises it: what was
 * read by earlier rules is then read again.
 */
export const READING_RULES = 10;

/** What a paper is read from. */
export type UnreadPaper = Pick<
  Paper,
  'title' | 'abstract' | 'authors' | 'organization' | 'summary' | 'keywords'
>;

/**
 * The words of a paper as search, following, muting and comparing see them: folded, with one blank between two.
 * Under `…Joined` stands what words make when they are written as one.
 */
interface FoldedPaper {
  readonly title: string;
  readonly titleJoined: string;
  readonly abstract: string;
  readonly abstractJoined: string;
  readonly authors: readonly string[];
  readonly authorsJoined: string;
  readonly organization: string;
  readonly summary: string;
  readonly keywords: readonly string[];
}

/** The one reading of a paper: its texts as people read them, and folded as everything that asks sees them. */
export interface PaperReading {
  readonly title: string;
  readonly abstract: string;
  readonly folded: FoldedPaper;
}

/** As many names as a text of a hundred thousand characters holds. */
const MOST_NAMES = 5_000;

/** Reads a paper, LaTeX, Markdown and all. Never throws. */
export function readPaper(paper: UnreadPaper): PaperReading {
  const title = readableOf(paper.title);
  const abstract = readableOf(paper.abstract);
  const authors = paper.authors.slice(0, MOST_NAMES).map(readableOf);
  return {
    title,
    abstract,
    folded: {
      title: foldText(title),
      titleJoined: joinedWords(title).join(' '),
      abstract: foldText(abstract),
      abstractJoined: joinedWords(abstract).join(' '),
      authors: authors.map(foldText),
      authorsJoined: [...new Set(authors.flatMap((name) => joinedWords(name)))].join(' '),
      organization: foldText(readableOf(paper.organization ?? '')),
      summary: foldText(readableOf(paper.summary ?? '')),
      keywords: paper.keywords.map((keyword) => foldText(readableOf(keyword))),
    },
  };
}

function readableOf(text: string): string {
  return plainText(readText(text)).normalize('NFC');
}
