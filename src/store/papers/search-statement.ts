import { apartOf, looselyOf, type SearchQuery, tsqueryOf } from '../../model/search-query.js';
import { HIT_CLOSE, HIT_OPEN } from './mark-hits.js';
import { paperColumns, standingObservation } from './observed-paper.js';

/**
 * At most so many of the newest matches are ranked, beside as many of the newest whose title or authors match:
 * to rank the half of all papers that a common word is in would take seconds, and say nothing.
 */
export const MOST_RANKED = 200;

/** Phrases, authors and excluded words are looked for in so many of the newest papers, and titles, that hold the words. */
const MOST_LOOKED_AT = 600;

/** Upvotes are asked for of so many: where the text and the age say little, they do not say the rest. */
const MOST_WEIGHED = 100;

/** What a match is worth by where it is: organization, abstract, authors, title. */
const WEIGHTS = '{0.05,0.2,0.6,1.0}';

/** By this age a paper has lost half of what newness is worth. */
const HALF_LIFE_SECONDS = 180 * 86_400;

/** A match that is worth less than this share of the best one is none where the newest come first. */
const MATCHES_WELL = 0.05;

/** The most relevant first, or the newest of those that match well. */
export type SearchOrder = 'relevance' | 'date';

export interface Page {
  readonly limit: number;
  readonly offset: number;
  /** By relevance where absent. */
  readonly order?: SearchOrder;
}

/** The words of titles and authors, or all. */
type Column = 'whole' | 'titled';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Of fixed pieces: whatever is asked for is a parameter. */
export function searchStatement(query: SearchQuery, { limit, offset, order = 'relevance' }: Page): Statement {
  const values: unknown[] = [];
  const use = (value: unknown): string => `$${values.push(value)}`;
  const useTsquery = (text: string | null): string | null =>
    text === null ? null : `to_tsquery('english', ${use(text)})`;
  const filters = filtersOf(query, use);
  const exactly = tsqueryOf(query.terms);
  const loosely = looselyOf(query.terms);
  const apart = apartOf(query.terms);
  const asked = useTsquery(apart?.exactly ?? exactly);
  const asTyped = exactly === loosely || apart === null ? asked : useTsquery(exactly);
  const nearby = useTsquery(loosely);
  const where = (column: Column, tsquery: string | null): string =>
    [...filters, ...(tsquery === null ? [] : [`${column} @@ ${tsquery}`])].join(' AND ');
  const relevance = asked === null ? '0' : `ts_rank_cd('${WEIGHTS}', s.whole, ${asked}, 32)`;
  // A value for each paper, so that the planner cannot ask an index for the phrase: it would unpack the words of
  // every paper that holds those of the phrase, not of the newest ones.
  const fits = (column: Column): string =>
    exactly === loosely
      ? 'true'
      : `(SELECT s.${column} @@ ${asTyped} FROM paper_search s WHERE s.paper_id = near.paper_id)`;
  const newest = (column: Column): string => `
      SELECT paper_id FROM (
        SELECT paper_id, dated_at FROM paper_search WHERE ${where(column, nearby)}
         ORDER BY dated_at DESC LIMIT ${exactly === loosely ? MOST_RANKED : MOST_LOOKED_AT} OFFSET 0) near
       WHERE ${fits(column)}
       ORDER BY dated_at DESC LIMIT ${MOST_RANKED}`;
  // Only where few papers hold a word as it was typed is it worth looking for those that hold it as two.
  const newestApart = (loose: string): string => `
      SELECT paper_id FROM (
        SELECT paper_id, dated_at FROM paper_search WHERE ${where('whole', useTsquery(loose))}
           AND (SELECT count(*) FROM as_typed) < ${MOST_RANKED}
         ORDER BY dated_at DESC LIMIT ${MOST_LOOKED_AT} OFFSET 0) near
       WHERE (SELECT s.whole @@ ${asked} FROM paper_search s WHERE s.paper_id = near.paper_id)
       ORDER BY dated_at DESC LIMIT ${MOST_RANKED}`;
  const text = `
    WITH as_typed AS MATERIALIZED (
      (${newest('whole')}) ${nearby === null ? '' : `UNION (${newest('titled')})`}),
    matched AS MATERIALIZED (
      SELECT paper_id FROM as_typed ${apart === null ? '' : `UNION (${newestApart(apart.loosely)})`}),
    relevant AS MATERIALIZED (
      SELECT paper_id, dated_at, ${relevance} AS relevance FROM matched JOIN paper_search s USING (paper_id)),
    fitting AS MATERIALIZED (
      SELECT paper_id, dated_at,
             relevance + 0.3 * exp(ln(0.5) * extract(epoch FROM now() - dated_at) / ${HALF_LIFE_SECONDS}) AS fit
        FROM relevant ${order === 'date' ? WELL : ''}),
    weighed AS (
      SELECT * FROM fitting ORDER BY ${order === 'date' ? '' : 'fit DESC,'} dated_at DESC, paper_id
       LIMIT greatest(${MOST_WEIGHED}, ${use(limit + offset)})),
    ranked AS MATERIALIZED (
      SELECT f.paper_id, f.dated_at, o.upvotes, o.comments, o.stars,
             ${order === 'date' ? '0' : 'f.fit + 0.08 * ln(1 + coalesce(o.upvotes, 0))'} AS score
        FROM weighed f LEFT JOIN LATERAL (${standingObservation('f.paper_id')}) o ON true
       ORDER BY score DESC, dated_at DESC, paper_id LIMIT ${use(limit)} OFFSET ${use(offset)})
    SELECT ${paperColumns}, r.upvotes, r.comments, r.stars, (SELECT count(*) FROM fitting) AS total,
           readable.title AS readable_title, readable.abstract AS readable_abstract,
           ${marked('title', asked)} AS marked_title, ${marked('abstract', asked)} AS marked_abstract,
           (SELECT max(list_date) FROM listings WHERE paper_id = r.paper_id) AS listed_on
      FROM ranked r JOIN papers p ON p.id = r.paper_id
      LEFT JOIN paper_readings readable ON readable.paper_id = r.paper_id AND readable.rules > 0
     ORDER BY r.score DESC, r.dated_at DESC, r.paper_id`;
  return { text, values };
}

const WELL = `WHERE relevance >= ${MATCHES_WELL} * (SELECT max(relevance) FROM relevant)`;

/** The folded words of a text with marks around those that match. */
function marked(column: 'title' | 'abstract', asked: string | null): string {
  if (asked === null) return 'NULL';
  const options = `StartSel="${HIT_OPEN}",StopSel="${HIT_CLOSE}",HighlightAll=true`;
  return `ts_headline('english', readable.folded ->> '${column}', ${asked}, '${options}')`;
}

/** The invented papers of the sample day are never found. */
function filtersOf(query: SearchQuery, use: (value: unknown) => string): string[] {
  const { paperId, categories, after, before } = query;
  return [
    `paper_id NOT LIKE 'sample-%'`,
    ...(paperId === null ? [] : [`paper_id = ${use(paperId)}`]),
    ...(categories.length === 0 ? [] : [`categories && ${use(categories)}::text[]`]),
    ...(after === null ? [] : [`dated_at >= ${use(after)}::date`]),
    ...(before === null ? [] : [`dated_at < ${use(before)}::date`]),
  ];
}
