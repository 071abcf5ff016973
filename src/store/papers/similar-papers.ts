import type { ObservedPaper } from '../../model/paper.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { type ObservedPaperRow, observedPaperOf, observedPapers } from './observed-paper.js';
import { settleForSearch } from './search.js';

/** A paper is told by so many of its words. */
const WORDS = 8;
/** The newest papers that share two of them are compared; more would take long and find little. */
const MOST_COMPARED = 300;
/** A word that the statistics do not list is in fewer papers than this share of them. */
const RARE = 0.0005;

/**
 * Papers that share the words which set one apart: words of its title and those its abstract repeats, the
 * rarest of them by the planner's statistics. The closest first.
 */
export async function similarPapers(
  database: Database,
  paperId: string,
  limit: number,
): Promise<readonly ObservedPaper[]> {
  return inTransaction(database, async (client) => {
    await settleForSearch(client);
    const words = await tellingWords(client, paperId);
    if (words.length < 2) return [];
    const { rows } = await client.query<ObservedPaperRow>(
      `WITH shared AS MATERIALIZED (
         SELECT paper_id FROM paper_search
          WHERE whole @@ $1::tsquery AND paper_id <> $3 AND paper_id NOT LIKE 'sample-%'
          ORDER BY dated_at DESC LIMIT ${MOST_COMPARED}),
       closest AS MATERIALIZED (
         SELECT paper_id, ts_rank('{0.1,0.3,0.1,1.0}', whole, $2::tsquery) AS rank
           FROM shared JOIN paper_search USING (paper_id)
          ORDER BY rank DESC, paper_id LIMIT $4),
       listed AS (SELECT paper_id FROM closest),
       observed AS (${observedPapers})
       SELECT o.* FROM observed o JOIN closest c ON c.paper_id = o.id ORDER BY c.rank DESC, o.id`,
      [pairsOf(words).join(' | '), words.join(' | '), paperId, limit],
    );
    return rows.map(observedPaperOf);
  });
}

/** Quoted lexemes, ready for a tsquery. */
async function tellingWords(database: Queryable, paperId: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ word: string }>(
    `WITH own AS (
       SELECT lexeme, cardinality(positions) AS times, weights FROM paper_search p, unnest(p.whole)
        WHERE p.paper_id = $1 AND lexeme ~ '[[:alpha:]]{3}' AND ('A' = ANY (weights) OR 'C' = ANY (weights))),
     common AS (
       SELECT word, share FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs)
              AS common (word, share)
        WHERE s.schemaname = current_schema AND s.tablename = 'paper_search' AND s.attname = 'whole')
     SELECT '''' || replace(replace(own.lexeme, '\\', '\\\\'), '''', '''''') || '''' AS word
       FROM own LEFT JOIN common ON common.word = own.lexeme
      WHERE 'A' = ANY (own.weights) OR own.times > 2
      ORDER BY -ln(coalesce(common.share, $2)) * sqrt(own.times) * CASE WHEN 'A' = ANY (own.weights) THEN 2 ELSE 1 END DESC,
               own.lexeme
      LIMIT $3`,
    [paperId, RARE, WORDS],
  );
  return rows.map(({ word }) => word);
}

function pairsOf(words: readonly string[]): string[] {
  return words.flatMap((one, index) => words.slice(index + 1).map((other) => `(${one} & ${other})`));
}
