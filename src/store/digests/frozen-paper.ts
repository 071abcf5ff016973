import type { Paper } from '../../model/paper.js';

/** A paper as JSON holds it: without a type for moments, and without what was not kept yet when it was frozen. */
export type FrozenPaper = Pick<Paper, 'id' | 'title' | 'abstract' | 'authors'> &
  Partial<Omit<Paper, 'publishedAt'>> & { readonly publishedAt?: string | null };

/** What is known of a paper of which nobody said more. */
const UNSAID = {
  ...{ organization: null, codeUrl: null, projectUrl: null, summary: null },
  ...{ keywords: [], categories: [] },
} as const;

/** The paper that was frozen. */
export function thawedPaper({ publishedAt = null, ...paper }: FrozenPaper): Paper {
  return { ...UNSAID, ...paper, publishedAt: publishedAt === null ? null : new Date(publishedAt) };
}
