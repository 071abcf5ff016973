/**
 * The words of a paper as search, following, muting and comparing see them: folded, with one blank between two.
 * Under `…Joined` stands what words make when they are written as one.
 */
export interface FoldedPaper {
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
