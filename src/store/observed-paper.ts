import type { ObservedPaper, Paper } from '../model/paper.js';

/** A row of `papers` beside one of `observations`. */
export interface ObservedPaperRow {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: string[];
  readonly published_at: Date | null;
  readonly organization: string | null;
  readonly code_url: string | null;
  readonly project_url: string | null;
  readonly summary: string | null;
  readonly keywords: string[];
  readonly upvotes: number | null;
  readonly comments: number | null;
  readonly stars: number | null;
}

/**
 * The papers of a relation `listed (source, paper_id)`, each once, with its newest observation. Asking for the
 * newest of one paper and one source reads one entry of the primary key of `observations`.
 */
export const observedPapers = `
  SELECT DISTINCT ON (l.paper_id)
         p.id, p.title, p.abstract, p.authors, p.published_at, p.organization, p.code_url, p.project_url,
         p.summary, p.keywords, o.upvotes, o.comments, o.stars
    FROM listed l
    JOIN papers p ON p.id = l.paper_id
    LEFT JOIN LATERAL (
         SELECT upvotes, comments, stars, observed_at FROM observations
          WHERE paper_id = l.paper_id AND source = l.source
          ORDER BY observed_at DESC LIMIT 1) o ON true
   ORDER BY l.paper_id, o.observed_at DESC NULLS LAST`;

/** Reads a row of {@link observedPapers}; a paper that was never observed has no votes. */
export function observedPaperOf(row: ObservedPaperRow): ObservedPaper {
  return { paper: paperOf(row), upvotes: row.upvotes ?? 0, comments: row.comments ?? 0, stars: row.stars };
}

function paperOf(row: ObservedPaperRow): Paper {
  return {
    id: row.id,
    // A source may leave the title out; the id is what is known.
    title: row.title === '' ? row.id : row.title,
    abstract: row.abstract,
    authors: row.authors,
    publishedAt: row.published_at,
    organization: row.organization,
    codeUrl: row.code_url,
    projectUrl: row.project_url,
    summary: row.summary,
    keywords: row.keywords,
  };
}
