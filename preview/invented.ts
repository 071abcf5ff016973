import type { DigestPaper, DigestWithPapers, LateBloomer } from '../src/model/digest.js';
import { noRemarks } from '../src/model/digest.js';
import type { Paper } from '../src/model/paper.js';
import { samplePapers } from '../src/sources/sample-day.js';

/** So many papers of the bundled sample day, as if they were real ones: mathematics, markup, angle brackets. */
export function ordinary(count: number, changes: Partial<Paper> = {}): Paper[] {
  return Array.from({ length: count }, (_, index) => {
    const sample = samplePapers[index % samplePapers.length]?.paper;
    return paperWith({ ...sample, id: `2603.${String(index + 1).padStart(5, '0')}`, ...changes });
  });
}

export function paperWith(changes: Partial<Paper>): Paper {
  return {
    id: '2603.00001',
    title: 'An invented title of ordinary length',
    abstract: longAbstract(600),
    authors: ['A. Sample', 'B. Specimen'],
    publishedAt: new Date('2026-03-23T09:00:00Z'),
    organization: null,
    codeUrl: 'https://example.org/code',
    projectUrl: null,
    summary: null,
    keywords: [],
    categories: [],
    ...changes,
  };
}

/** Of about so many characters. */
export function longAbstract(characters: number): string {
  const sentences = 'This abstract is invented. It describes no method and reports no result. ';
  return sentences.repeat(Math.ceil(characters / sentences.length)).trim();
}

export function digestOf(
  papers: readonly Paper[],
  changes: Partial<DigestWithPapers> = {},
  notes: readonly string[] = [],
): DigestWithPapers {
  const frozenAt = new Date('2026-03-24T08:00:00Z');
  const entries = papers.map(
    (paper, index): DigestPaper => ({
      ...observed(paper, 400 - 3 * index),
      comments: index % 4,
      position: index + 1,
      score: 400 - 3 * index,
      breakdown: { upvotes: 400 - 3 * index },
      curation: notes[index] === undefined ? null : 'pin',
      note: notes[index] ?? null,
    }),
  );
  return {
    id: 1,
    kind: 'daily',
    period: '2026-03-24',
    listDate: '2026-03-24',
    strategy: 'trending',
    frozenAt,
    releasedAt: frozenAt,
    fannedOutAt: null,
    papers: entries,
    bloomers: [],
    remarks: noRemarks,
    ...changes,
  };
}

export function bloomer(changes: Partial<Paper>, before: number | null): LateBloomer {
  return { ...observed(paperWith(changes), 97), before, since: '2026-03-03', upvotesBefore: 4 };
}

function observed(paper: Paper, upvotes: number) {
  return { paper, upvotes, comments: 2, stars: paper.codeUrl === null ? null : 980 };
}
