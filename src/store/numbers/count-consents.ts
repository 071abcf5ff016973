import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { CALENDAR, DAY, onDays } from './on-days.js';
import { saveCounts } from './save-counts.js';

/** Where a reader came from who is `who` and left, or came back, at a moment; no row for who never was a reader. */
function joinedBefore(who: string, moment: string): string {
  return `(SELECT coalesce(j.origin, 'unknown') AS origin FROM consents j
            WHERE j.subscriber_id = ${who} AND j.event IN ('confirmed', 'added') AND j.at <= ${moment}
            ORDER BY j.at DESC, j.id DESC LIMIT 1)`;
}

/** Events with each of their labels, unpivoted. A bounce is no consent, and stands in the reader's state. */
const COUNTING = `
  SELECT measure, dimension, day, label, count(*) AS value, true AS named FROM (
    WITH ${CALENDAR}, events AS MATERIALIZED (
      SELECT ${DAY} AS day, c.id, c.subscriber_id, c.event, c.via, c.at, c.digest_id,
             coalesce(c.origin, 'unknown') AS origin
        FROM ${onDays('consents c', 'c.at')}
    ), gone AS (
      SELECT day, via, j.origin, digest_id
        FROM events e CROSS JOIN LATERAL ${joinedBefore('e.subscriber_id', 'e.at')} AS j
       WHERE event = 'withdrawn'
      UNION ALL
      SELECT ${DAY}, 'bounced', coalesce(${joinedBefore('s.id', 's.state_changed_at')}, 'unknown'), NULL
        FROM ${onDays('subscribers s', 's.state_changed_at')} AND s.state = 'bounced' AND s.confirmed_at IS NOT NULL
    ), joined AS (
      SELECT day, event, via, origin FROM events WHERE event IN ('confirmed', 'added')
      UNION ALL
      SELECT day, event, via, j.origin
        FROM events e CROSS JOIN LATERAL ${joinedBefore('e.subscriber_id', 'e.at')} AS j WHERE event = 'resumed'
    )
    SELECT 'signups' AS measure, l.dimension, day, l.label
      FROM events CROSS JOIN LATERAL (VALUES ('via', via), ('origin', origin)) AS l (dimension, label)
     WHERE event = 'requested'
    UNION ALL
    SELECT 'confirmations', l.dimension, day, l.label
      FROM joined CROSS JOIN LATERAL (VALUES ('via', via), ('origin', origin)) AS l (dimension, label)
     WHERE event = 'confirmed'
    UNION ALL
    SELECT 'confirmations', 'wait', e.day,
           CASE WHEN e.at - r.at <= interval '10 minutes' THEN '10-minutes' WHEN e.at - r.at <= interval '1 hour' THEN '1-hour'
                WHEN e.at - r.at <= interval '1 day' THEN '1-day' WHEN e.at - r.at <= interval '3 days' THEN '3-days'
                ELSE 'longer' END
      FROM events e
     CROSS JOIN LATERAL (SELECT max(at) AS at FROM consents
                          WHERE subscriber_id = e.subscriber_id AND event = 'requested' AND at <= e.at) AS r
     WHERE e.event = 'confirmed' AND r.at IS NOT NULL
    UNION ALL
    SELECT 'joined', l.dimension, day, l.label
      FROM joined CROSS JOIN LATERAL (VALUES ('via', via), ('origin', origin)) AS l (dimension, label)
    UNION ALL
    SELECT 'left', l.dimension, day, l.label
      FROM gone CROSS JOIN LATERAL (VALUES ('via', via), ('origin', origin)) AS l (dimension, label)
    UNION ALL
    SELECT 'left', 'digest', day, g.kind || ':' || g.period
      FROM gone JOIN digests g ON g.id = gone.digest_id
    UNION ALL
    SELECT 'erased', 'all', ${DAY}, 'all'
      FROM ${onDays('suppressions x', 'x.created_at')} AND x.reason = 'erased'
  ) AS happened GROUP BY 1, 2, 3, 4`;

/** Wishes, confirmations, who joined and who left, by how and by where they came from. */
export function countConsents(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, COUNTING);
}
