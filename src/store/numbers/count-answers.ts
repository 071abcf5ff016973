import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { saveCounts } from './save-counts.js';

const COUNTING = `
  SELECT 'votes' AS measure, 'value' AS dimension, d.day, CASE v.value WHEN 1 THEN 'liked' ELSE 'disliked' END AS label,
         count(*) AS value, true AS named
    FROM days d JOIN votes v ON v.at >= d.starts AND v.at < d.ends GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'saves', 'all', d.day, 'all', count(*), true
    FROM days d JOIN saves s ON s.at >= d.starts AND s.at < d.ends GROUP BY d.day`;

/** Votes and saves, each on the day of its newest change. */
export function countAnswers(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, COUNTING);
}
