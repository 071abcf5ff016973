import { type Apart, looselyOf, type SearchQuery, tsqueryOf } from '../../model/search-query.js';
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

/** The month of a paper, as the index has it; written out, since the planner takes long to look into a function. */
const MONTHS = `ARRAY[date_trunc('month', dated_at AT TIME ZONE 'UTC')::date]`;

/** Half a year back, and a year ahead, where lists that give a day of publication go. */
const MONTHS_AGO = 6;
const MONTHS_AHEAD = 12;

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

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Of fixed pieces: whatever is asked for is a parameter.
 * @param apart words that were typed as one are looked for as two as well, where few papers hold them as they are
 */
export function searchStatement(
  query: SearchQuery,
  { limit, offset, order = 'relevance' }: Page,
  apart: Apart | null = null,
): Statement {
  const values: unknown[] = [];
  const use = (value: unknown): string => `$${values.push(value)}`;
  const { asked, candidates } = candidatesFor(query, apart, use);
  const relevance = asked === null ? '0' : `ts_rank_cd('${WEIGHTS}', whole, ${asked}, 32)`;
  const text = `
    WITH ${candidates},
    relevant AS MATERIALIZED (SELECT paper_id, dated_at, ${relevance} AS relevance FROM matched),
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
      LEFT JOIN paper_readings readable ON readable.paper_id = r.paper_id
     ORDER BY r.score DESC, r.dated_at DESC, r.paper_id`;
  return { text, values };
}

/**
 * The papers to be ranked, as the table expression `matched (paper_id, dated_at, whole)`.
 * @returns also the whole question as an SQL expression; null where no word is asked for
 */
function candidatesFor(
  query: SearchQuery,
  apart: Apart | null,
  use: (value: unknown) => string,
): { readonly asked: string | null; readonly candidates: string } {
  const useTsquery = (text: string | null): string | null =>
    text === null ? null : `to_tsquery('english', ${use(text)})`;
  const filters = filtersOf(query, use);
  const exactly = tsqueryOf(query.terms);
  const loosely = looselyOf(query.terms);
  const typed = apart === null || exactly !== loosely ? useTsquery(exactly) : null;
  const nearby = useTsquery(loosely);
  const where = (column: Column, tsquery: string | null): string =>
    [...filters, ...(tsquery === null ? [] : [`${column} @@ ${tsquery}`])].join(' AND ');
  const fits = exactly === loosely ? null : typed;
  const whole = where('whole', nearby);
  const titled = nearby === null ? null : where('titled', nearby);
  const recentMonths = isOneTerm(query) ? `${use(monthsOfLate(new Date()))}::date[]` : null;
  const asTyped = asTypedIn({ whole, titled, fits, recentMonths });
  if (apart === null) return { asked: typed, candidates: `${asTyped}, matched AS (SELECT * FROM as_typed)` };
  const takenApart = useTsquery(apart.exactly);
  const others = newest(`${where('whole', useTsquery(apart.loosely))} AND ${FEW_AS_TYPED}`, takenApart);
  return {
    asked: takenApart,
    candidates: `${asTyped},
    taken_apart AS MATERIALIZED (${fitting(others, 'whole', takenApart)}),
    matched AS MATERIALIZED (
      SELECT * FROM as_typed UNION ALL SELECT paper_id, dated_at, whole FROM taken_apart)`,
  };
}

/** Several words together are in few papers, so that all of these are looked at sooner than a part is chosen. */
function isOneTerm({ terms }: SearchQuery): boolean {
  return terms.filter(({ excluded, or }) => !excluded && !or).length === 1;
}

interface AsTyped {
  readonly whole: string;
  /** Null where no word is asked for. */
  readonly titled: string | null;
  readonly fits: string | null;
  /** Null where all months are looked at alike. */
  readonly recentMonths: string | null;
}

/** The papers whose words, or whose title and authors, are what was typed: the table expression `as_typed`. */
function asTypedIn({ whole, titled, fits, recentMonths }: AsTyped): string {
  if (titled === null) return `as_typed AS MATERIALIZED (${fitting(newest(whole, fits), 'whole', fits)})`;
  const near = recentMonths === null ? newest(whole, fits) : 'SELECT * FROM near';
  return `${recentMonths === null ? '' : recentFirst(whole, fits, recentMonths)}
    as_typed AS MATERIALIZED (
      SELECT DISTINCT ON (paper_id) paper_id, dated_at, whole FROM (
        (${fitting(near, 'whole', fits)})
        UNION ALL
        (${fitting(newest(titled, fits), 'titled', fits)})) each_way
       ORDER BY paper_id)`;
}

/** Only where few papers hold a word as it was typed is it worth looking for those that hold it as two. */
const FEW_AS_TYPED = `(SELECT count(*) FROM as_typed) < ${MOST_RANKED}
             AND paper_id NOT IN (SELECT paper_id FROM as_typed)`;

/** How many of the newest are looked at, so that enough of them are what was asked for. */
function lookedAt(fits: string | null): number {
  return fits === null ? MOST_RANKED : MOST_LOOKED_AT;
}

/** The newest papers of which an index says something. */
function newest(where: string, fits: string | null): string {
  return `SELECT paper_id, dated_at, titled, whole FROM paper_search
           WHERE ${where} ORDER BY dated_at DESC LIMIT ${lookedAt(fits)}`;
}

/**
 * The same as the table expression `near`. The index knows the months: where those of late hold enough papers, as
 * with every common word, the others are not looked at.
 */
function recentFirst(where: string, fits: string | null, recentMonths: string): string {
  const most = lookedAt(fits);
  const older = `(SELECT count(*) FROM recent) < ${most} AND paper_id NOT IN (SELECT paper_id FROM recent)`;
  return `
    recent AS MATERIALIZED (${newest(`${where} AND ${MONTHS} && ${recentMonths}`, fits)}),
    near AS MATERIALIZED (
      SELECT * FROM recent UNION ALL (${newest(`${where} AND ${older}`, fits)}) ORDER BY dated_at DESC LIMIT ${most}),`;
}

function monthsOfLate(now: Date): string[] {
  return Array.from({ length: MONTHS_AGO + 1 + MONTHS_AHEAD }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - MONTHS_AGO + index, 1))
      .toISOString()
      .slice(0, 10),
  );
}

/**
 * Of the newest papers of which an index says something the newest that fit. That is asked only now, so that no
 * index is asked for a phrase: it would unpack the words of every paper that holds those of the phrase.
 */
function fitting(near: string, column: Column, fits: string | null): string {
  if (fits === null) return near;
  return `
      SELECT * FROM (${near} OFFSET 0) near WHERE ${column} @@ ${fits}
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
