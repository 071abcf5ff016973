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
  const { asked, candidates } = candidatesFor(query, use);
  const relevance = asked === null ? '0' : `ts_rank_cd('${WEIGHTS}', s.whole, ${asked}, 32)`;
  const text = `
    WITH ${candidates},
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

/**
 * The papers to be ranked, as the table expression `matched`.
 * @returns also the whole question as an SQL expression; null where no word is asked for
 */
function candidatesFor(
  query: SearchQuery,
  use: (value: unknown) => string,
): { readonly asked: string | null; readonly candidates: string } {
  const useTsquery = (text: string | null): string | null =>
    text === null ? null : `to_tsquery('english', ${use(text)})`;
  const filters = filtersOf(query, use);
  const exactly = tsqueryOf(query.terms);
  const loosely = looselyOf(query.terms);
  const apart = apartOf(query.terms);
  const isExact = exactly === loosely;
  const asked = useTsquery(apart?.exactly ?? exactly);
  const asTyped = isExact || apart === null ? asked : useTsquery(exactly);
  const nearby = useTsquery(loosely);
  const where = (column: Column, tsquery: string | null): string =>
    [...filters, ...(tsquery === null ? [] : [`${column} @@ ${tsquery}`])].join(' AND ');
  const newest = (column: Column): string =>
    newestOf(where(column, nearby), isExact ? null : `s.${column} @@ ${asTyped}`);
  const asTypedAre = `as_typed AS MATERIALIZED (
      (${newest('whole')}) ${nearby === null ? '' : `UNION (${newest('titled')})`})`;
  // Only where few papers hold a word as it was typed is it worth looking for those that hold it as two.
  const few = `(SELECT count(*) FROM as_typed) < ${MOST_RANKED}`;
  const others =
    apart === null
      ? ''
      : `UNION (${newestOf(`${where('whole', useTsquery(apart.loosely))} AND ${few}`, `s.whole @@ ${asked}`)})`;
  return {
    asked,
    candidates: `${asTypedAre}, matched AS MATERIALIZED (SELECT paper_id FROM as_typed ${others})`,
  };
}

/**
 * The newest papers of which an index says something, and of those the newest that fit. That is asked as a value
 * for each paper, so that the planner cannot ask an index for the phrase: it would unpack the words of every paper
 * that holds those of the phrase, not of the newest ones.
 */
function newestOf(where: string, fits: string | null): string {
  const looked = fits === null ? MOST_RANKED : MOST_LOOKED_AT;
  const check =
    fits === null ? 'true' : `(SELECT ${fits} FROM paper_search s WHERE s.paper_id = near.paper_id)`;
  return `
      SELECT paper_id FROM (
        SELECT paper_id, dated_at FROM paper_search WHERE ${where}
         ORDER BY dated_at DESC LIMIT ${looked} OFFSET 0) near
       WHERE ${check}
       ORDER BY dated_at DESC LIMIT ${MOST_RANKED}`;
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
