import { addDays } from '../../src/model/calendar-date.js';
import type { Database } from '../../src/store/database.js';
import { learnTastes } from '../../src/tastes/learn-tastes.js';
import { inventPapers } from '../digest/invented-papers.js';

/** Series of invented papers that no measured digest holds. */
const LIKED_SERIES = [3, 4, 5, 6, 7, 8, 9];
const ANSWERS = 12;
/** Long enough ago that nobody is mailed them. */
const FIRST_PERIOD = '2025-01-06';

/**
 * Gives every reader answers to papers of former digests, and has their tastes learned.
 * @returns seconds that learning took
 */
export async function giveTastes(database: Database, now: Date, signal: AbortSignal): Promise<number> {
  for (const [index, series] of LIKED_SERIES.entries()) {
    await addFormerDigest(database, addDays(FIRST_PERIOD, index), series);
  }
  await database.query(
    `WITH liked AS (
       SELECT array_agg(paper_id ORDER BY paper_id) AS ids
         FROM digest_papers p JOIN digests d ON d.id = p.digest_id WHERE d.period < $1::date + 100
     )
     INSERT INTO votes (subscriber_id, paper_id, value, at)
     SELECT s.id, ids[1 + (hashint8(s.id * 64 + n)::bigint + 2147483648) % cardinality(ids)],
            CASE WHEN n % 3 = 0 THEN -1 ELSE 1 END, $2
       FROM subscribers s CROSS JOIN liked CROSS JOIN generate_series(1, $3::integer) AS n
     ON CONFLICT DO NOTHING`,
    [FIRST_PERIOD, now, ANSWERS],
  );
  await database.query(
    'INSERT INTO order_choices (subscriber_id, personal_since, unlearned_since) SELECT id, $1, $1 FROM subscribers',
    [now],
  );
  await database.query('VACUUM ANALYZE votes, order_choices');
  const startedAt = performance.now();
  await learnTastes(database, now, signal);
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  await database.query('VACUUM ANALYZE tastes');
  // What was written to learn from is not the send's to pay for.
  await database.query('CHECKPOINT');
  return seconds;
}

async function addFormerDigest(database: Database, period: string, series: number): Promise<void> {
  const papers = inventPapers(series).map(({ paper }) => JSON.stringify(paper));
  await database.query(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
       VALUES ('daily', $1, $1, 'upvotes', $1::date, $1::date, $1::date) RETURNING id
     ), added AS (
       INSERT INTO papers (id, title, abstract)
       SELECT p ->> 'id', p ->> 'title', p ->> 'abstract' FROM unnest($2::jsonb[]) AS p
     )
     INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     SELECT new.id, 'daily', n, p ->> 'id', 1, '{}', 1, 0, p
       FROM new, unnest($2::jsonb[]) WITH ORDINALITY AS i (p, n)`,
    [period, papers],
  );
}
