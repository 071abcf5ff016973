import type { CitedPaper } from '../../src/citations/citation.js';

/** An invented paper to be cited. */
export function citedPaper(parts: Partial<CitedPaper> = {}): CitedPaper {
  return {
    id: '2603.17024',
    title: 'An Invented Title',
    abstract: 'An invented abstract.',
    authors: ['Ada Sample', 'Ben van der Specimen'],
    publishedAt: new Date('2026-03-23T22:30:00Z'),
    keywords: ['samples', 'invention'],
    categories: [],
    projectUrl: null,
    ...parts,
  };
}
