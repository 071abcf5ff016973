import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { CALENDAR, DAY, onDays } from './on-days.js';
import { saveCounts } from './save-counts.js';

const COUNTING = `
  SELECT * FROM (
    WITH ${CALENDAR}
    SELECT 'votes' AS measure, 'value' AS dimension, ${DAY} AS day,
           CASE a.value WHEN 1 THEN 'liked' ELSE 'disliked' END AS label, count(*) AS value, true AS named
      FROM ${onDays('votes a', 'a.at')} GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT 'saves', 'all', ${DAY}, 'all', count(*), true FROM ${onDays('saves a', 'a.at')} GROUP BY 3
  ) AS answers`;

/** Votes and saves, each on the day of its newest change. */
export function countAnswers(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, COUNTING);
}

/** A paper stands in one digest of each kind; its answers are of the day's, or where it has none the week's. */
const BY_PAPER = `
  SELECT measure, dimension, day, label, sum(value) AS value, true AS named FROM (
    WITH ${CALENDAR}, answered AS MATERIALIZED (
      SELECT day, measure, paper_id, count(*) AS value FROM (
        SELECT ${DAY} AS day, CASE a.value WHEN 1 THEN 'liked' ELSE 'disliked' END AS measure, a.paper_id
          FROM ${onDays('votes a', 'a.at')}
        UNION ALL
        SELECT ${DAY}, 'saved', a.paper_id FROM ${onDays('saves a', 'a.at')}
      ) AS answers GROUP BY 1, 2, 3
    ), shown AS MATERIALIZED (
      SELECT DISTINCT ON (p.paper_id) p.paper_id, g.kind || ':' || g.period AS digest, coalesce(p.topics, '{}') AS topics
        FROM digest_papers p JOIN digests g ON g.id = p.digest_id
       WHERE p.paper_id IN (SELECT paper_id FROM answered) AND g.kind IN ('daily', 'weekly', 'monthly')
       ORDER BY p.paper_id, CASE g.kind WHEN 'daily' THEN 1 WHEN 'weekly' THEN 2 ELSE 3 END
    )
    SELECT measure, 'digest' AS dimension, day, digest AS label, value FROM answered JOIN shown USING (paper_id)
    UNION ALL
    SELECT measure, 'topic', day, topic, value
      FROM answered JOIN shown USING (paper_id) CROSS JOIN LATERAL unnest(topics) AS topic
    UNION ALL
    SELECT measure, 'category', day, category, value
      FROM answered a JOIN papers p ON p.id = a.paper_id CROSS JOIN LATERAL unnest(p.categories) AS category
  ) AS labelled GROUP BY 1, 2, 3, 4`;

/** The same by digest, topic and category. */
export function countAnswersByPaper(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, BY_PAPER);
}
