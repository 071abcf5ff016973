import type { Paper } from '../../model/paper.js';

/** A paper as JSON holds it: without a type for moments. */
export type FrozenPaper = Omit<Paper, 'publishedAt' | 'categories'> & {
  readonly publishedAt: string | null;
  /** Absent where it was frozen before categories were kept. */
  readonly categories?: readonly string[];
};

/** The paper that was frozen. */
export function thawedPaper(paper: FrozenPaper): Paper {
  return {
    ...paper,
    publishedAt: paper.publishedAt === null ? null : new Date(paper.publishedAt),
    categories: paper.categories ?? [],
  };
}
