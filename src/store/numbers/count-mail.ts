import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { saveCounts } from './save-counts.js';

/**
 * What was sent, by slices that something was done in since: no index names when a delivery was settled. A domain with
 * mail for one reader alone is not named, since it may be that person's.
 */
const SENT = `
  SELECT measure, l.dimension, day, l.label, sum(mails) AS value,
         l.dimension = 'relay' OR min(first) <> max(last) AS named
    FROM (
      SELECT CASE v.state WHEN 'sent' THEN 'mail.sent' ELSE 'mail.failed' END AS measure, d.day,
             substring(s.address_key FROM '[^@]*$') AS domain, coalesce(v.relay, 'unknown') AS relay,
             count(*) AS mails, min(s.id) AS first, max(s.id) AS last
        FROM slices x JOIN deliveries v ON v.slice_id = x.id
        JOIN days d ON v.settled_at >= d.starts AND v.settled_at < d.ends
        JOIN subscribers s ON s.id = v.subscriber_id
       WHERE (x.settled_at IS NULL OR x.settled_at >= (SELECT min(starts) FROM days)) AND v.state IN ('sent', 'failed')
       GROUP BY 1, 2, 3, 4
    ) AS mailed CROSS JOIN LATERAL (VALUES ('domain', domain), ('relay', relay)) AS l (dimension, label)
   GROUP BY 1, 2, 3, 4`;

/** Mail that relays took, or refused for good, on these days. */
export function countMail(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, SENT);
}

/** As rates count: a reader once for each digest and kind of trouble. Named are the domains that what was sent names. */
const CAME_BACK = `
  SELECT b.measure, l.dimension, b.day, l.label, count(*) AS value,
         l.dimension = 'relay' OR EXISTS (SELECT FROM daily_numbers n
                                           WHERE n.measure = 'mail.sent' AND n.dimension = 'domain'
                                             AND n.day = b.day AND n.label = l.label) AS named
    FROM (
      SELECT DISTINCT d.day, f.digest_id, f.subscriber_id, substring(s.address_key FROM '[^@]*$') AS domain,
             coalesce(v.relay, 'unknown') AS relay,
             CASE WHEN f.effect IN ('suppressed', 'watched') THEN 'mail.hard'
                  WHEN f.effect = 'counted' THEN 'mail.soft'
                  ELSE 'mail.complaints' END AS measure
        FROM feedback f JOIN deliveries v ON v.digest_id = f.digest_id AND v.subscriber_id = f.subscriber_id
        JOIN days d ON v.settled_at >= d.starts AND v.settled_at < d.ends
        JOIN subscribers s ON s.id = f.subscriber_id
       WHERE f.received_at >= (SELECT min(starts) FROM days) AND f.evidence <> 'none' AND v.state = 'sent'
         AND (f.effect IN ('suppressed', 'watched', 'counted') OR f.class = 'complaint')
    ) AS b CROSS JOIN LATERAL (VALUES ('domain', b.domain), ('relay', b.relay)) AS l (dimension, label)
   GROUP BY 1, 2, 3, 4`;

/** What came back of the mail of these days; run after {@link countMail}. */
export function countCameBack(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, CAME_BACK);
}
