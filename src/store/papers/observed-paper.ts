import type { ObservedPaper, Paper } from '../../model/paper.js';
import { observationPrecedence } from '../../model/source-precedence.js';

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
  readonly categories: string[];
  readonly upvotes: number | null;
  readonly comments: number | null;
  readonly stars: number | null;
  /** Absent where the question leaves them out. */
  readonly listed_by?: string[];
  readonly summary_by?: string | null;
}

/** What a row of `papers p` gives to an {@link ObservedPaperRow}. */
export const paperColumns = `p.id, p.title, p.abstract, p.authors, p.published_at, p.organization, p.code_url,
         p.project_url, p.summary, p.keywords, p.categories`;

const kinds = observationPrecedence.map((kind) => `'${kind}'`).join(', ');

/**
 * The observation of a paper that stands: the newest one of the most believed source that counted anything.
 * Asking for the newest of one paper and one source reads one entry of the primary key of `observations`.
 * @param paperId an expression for the paper's id
 * @param condition what an observation `o` must meet besides
 */
export function standingObservation(paperId: string, condition = 'true'): string {
  return `
    SELECT newest.*
      FROM (SELECT DISTINCT source FROM listings WHERE paper_id = ${paperId}) counting
     CROSS JOIN LATERAL (
           SELECT o.source, o.observed_at, o.upvotes, o.comments, o.stars FROM observations o
            WHERE o.paper_id = ${paperId} AND o.source = counting.source AND ${condition}
            ORDER BY o.observed_at DESC LIMIT 1) newest
     ORDER BY array_position(ARRAY[${kinds}], split_part(newest.source, ':', 1)) NULLS LAST,
              newest.observed_at DESC
     LIMIT 1`;
}

/** The papers of a relation `listed (paper_id)`, each once, with the observation that stands. */
export const observedPapers = `
  SELECT ${paperColumns}, o.upvotes, o.comments, o.stars, p.field_sources ->> 'summary' AS summary_by,
         ARRAY(SELECT DISTINCT source FROM listings
                WHERE paper_id = p.id AND removed_at IS NULL ORDER BY source) AS listed_by
    FROM (SELECT DISTINCT paper_id FROM listed) l
    JOIN papers p ON p.id = l.paper_id
    LEFT JOIN LATERAL (${standingObservation('l.paper_id')}) o ON true`;

/** Reads a row of {@link observedPapers}; a paper that was never observed has no votes. */
export function observedPaperOf(row: ObservedPaperRow): ObservedPaper {
  const { listed_by: listedBy, summary_by: summaryBy } = row;
  return {
    paper: paperOf(row),
    upvotes: row.upvotes ?? 0,
    comments: row.comments ?? 0,
    stars: row.stars,
    ...(listedBy === undefined ? {} : { listedBy }),
    ...(summaryBy === undefined ? {} : { summaryBy }),
  };
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
    categories: row.categories,
  };
}
