import type { Observation, Paper } from '../../src/model/paper.js';
import { createWriter, type Writer } from './invented-text.js';

/** An invented paper with what was seen of it. */
export interface InventedPaper {
  readonly paper: Paper;
  readonly observation: Pick<Observation, 'upvotes' | 'comments' | 'stars'>;
}

/** As many as make a message of about 50 KB, HTML and text together. */
const PAPER_COUNT = 20;

/** What abstracts on arXiv are like: few are shorter than 900 characters, few longer than 1,900. */
const ABSTRACT_CHARACTERS = [900, 1900] as const;

/**
 * Papers that are the same in every run.
 * @param series from 0 to 9; no two series share a paper
 */
export function inventPapers(series: number): readonly InventedPaper[] {
  const writer = createWriter(20_260_323 + series);
  return Array.from({ length: PAPER_COUNT }, (_, index) =>
    inventPaper(writer, 10_000 * series + index + 1, index),
  );
}

function inventPaper(writer: Writer, number: number, rank: number): InventedPaper {
  const hasCode = rank % 2 === 1;
  return {
    paper: {
      id: `2603.${String(number).padStart(5, '0')}`,
      title: writer.title(),
      abstract: writer.abstract(writer.count(...ABSTRACT_CHARACTERS)),
      authors: writer.authors(),
      publishedAt: new Date('2026-03-22T09:00:00Z'),
      organization: null,
      codeUrl: hasCode ? `https://code.example.org/invented/${number}` : null,
      projectUrl: null,
      summary: null,
      keywords: [],
      categories: [],
    },
    observation: { upvotes: 300 - 7 * rank, comments: writer.count(0, 12), stars: hasCode ? 480 : null },
  };
}
