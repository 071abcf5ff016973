import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestKind, DigestPaper, ScoreBreakdown } from '../../model/digest.js';
import type { PaperTopics, TopicSource } from '../../model/topics.js';
import { READING_RULES, readPaper } from '../../paper-text/read-paper.js';
import type { Queryable } from '../database.js';
import { type FrozenPaper, thawedPaper } from './frozen-paper.js';
import { topicLists, topicNames } from './paper-topics.js';

/** The papers of a digest in order of position, as they were when it was frozen. */
export async function papersOfDigest(database: Queryable, digestId: number): Promise<DigestPaper[]> {
  const { rows } = await database.query<{
    position: number;
    score: number;
    breakdown: ScoreBreakdown;
    upvotes: number;
    comments: number;
    stars: number | null;
    curation: DigestPaper['curation'];
    note: string | null;
    paper: FrozenPaper;
    listedBy: string[] | null;
    summaryBy: string | null;
    picture: string | null;
  }>(
    `SELECT position, score, breakdown, upvotes, comments, stars, curation, note, paper, listed_by AS "listedBy",
            summary_by AS "summaryBy", pictures.name AS picture
       FROM digest_papers LEFT JOIN pictures USING (paper_id) WHERE digest_id = $1 ORDER BY position`,
    [digestId],
  );
  return rows.map(({ paper, picture, ...rest }) => ({
    ...rest,
    // Absent as in a digest just frozen, whose papers have no pictures yet.
    ...(picture === null ? {} : { picture }),
    paper: thawedPaper(paper),
  }));
}

/** On which day each paper of a digest came on a list, by its position. */
export async function firstListDates(
  database: Queryable,
  digestId: number,
): Promise<ReadonlyMap<number, CalendarDate>> {
  const { rows } = await database.query<{ position: number; listed_on: CalendarDate }>(
    `SELECT p.position, min(l.list_date) AS listed_on
       FROM digest_papers p JOIN digests d ON d.id = p.digest_id
       JOIN listings l ON l.paper_id = p.paper_id AND l.list_date <= d.list_date
      WHERE p.digest_id = $1 GROUP BY p.position`,
    [digestId],
  );
  return new Map(rows.map((row) => [row.position, row.listed_on]));
}

/**
 * Writes the papers of a new digest in one statement, with what each is about, so that every reader's rules are asked the
 * same, and with who listed it and summed it up.
 * @returns the papers with what was written of them
 */
export async function insertDigestPapers(
  client: Queryable,
  digest: { readonly id: number; readonly kind: DigestKind },
  papers: readonly DigestPaper[],
  topicsOf: (paper: TopicSource) => PaperTopics,
): Promise<DigestPaper[]> {
  if (papers.length === 0) return [];
  const { rows } = await client.query<Required<Pick<DigestPaper, 'position' | 'listedBy' | 'summaryBy'>>>(
    `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, stars,
                                curation, note, paper, topics, sure_topics, folded, read_by, listed_by, summary_by)
     SELECT $1, nullif($2, 'gathered'), position, paper ->> 'id', score, breakdown, upvotes, comments, stars, curation, note, paper,
            ${topicNames('topics')}, ${topicNames('sure_topics')}, folded, $15,
            ARRAY(SELECT DISTINCT source FROM listings
                   WHERE paper_id = paper ->> 'id' AND removed_at IS NULL ORDER BY source),
            (SELECT field_sources ->> 'summary' FROM papers WHERE id = paper ->> 'id')
       FROM unnest($3::integer[], $4::double precision[], $5::jsonb[], $6::integer[], $7::integer[],
                   $8::integer[], $9::text[], $10::text[], $11::jsonb[], $12::jsonb[], $13::jsonb[], $14::jsonb[])
            AS new (position, score, breakdown, upvotes, comments, stars, curation, note, paper, topics, sure_topics,
                    folded)
     RETURNING position, listed_by AS "listedBy", summary_by AS "summaryBy"`,
    [
      digest.id,
      digest.kind,
      papers.map(({ position }) => position),
      papers.map(({ score }) => score),
      papers.map(({ breakdown }) => JSON.stringify(breakdown)),
      papers.map(({ upvotes }) => upvotes),
      papers.map(({ comments }) => comments),
      papers.map(({ stars }) => stars),
      papers.map(({ curation }) => curation),
      papers.map(({ note }) => note),
      papers.map(({ paper }) => JSON.stringify(paper)),
      ...topicLists(papers.map(({ paper }) => topicsOf(paper))),
      papers.map(({ paper }) => JSON.stringify(readPaper(paper).folded)),
      READING_RULES,
    ],
  );
  const written = new Map(rows.map((row) => [row.position, row]));
  return papers.map((paper) => ({ ...paper, ...written.get(paper.position) }));
}
