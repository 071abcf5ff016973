import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { CALENDAR, DAY, onDays, WITH_ITS_DAY } from './on-days.js';
import { saveCounts } from './save-counts.js';

/**
 * What was sent, by slices that something was done in since: no index names when a delivery was settled. A domain with
 * mail for one reader alone is not named, since it may be that person's.
 */
const SENT = `
  SELECT measure, l.dimension, day, l.label, sum(l.mails) AS value,
         l.dimension <> 'domain' OR min(first) <> max(last) AS named
    FROM (
      WITH ${CALENDAR}, settled AS (
        SELECT ${DAY} AS day, v.digest_id, v.subscriber_id, v.state, v.relay, v.refusal_reason, v.reason, v.attempts
          FROM ${onDays('slices x JOIN deliveries v ON v.slice_id = x.id', 'v.settled_at')}
           AND (x.settled_at IS NULL OR x.settled_at >= (SELECT min(starts) FROM days)) AND v.state IN ('sent', 'failed')
        ${WITH_ITS_DAY}
      )
      SELECT CASE v.state WHEN 'sent' THEN 'mail.sent' ELSE 'mail.failed' END AS outcome, v.day, v.digest_id,
             substring(s.address_key FROM '[^@]*$') AS domain, coalesce(v.relay, 'unknown') AS relay,
             CASE v.state WHEN 'failed' THEN coalesce(v.refusal_reason, v.reason, 'other') END AS reason,
             count(*) AS mails, count(*) FILTER (WHERE v.attempts > 1) AS deferred, min(s.id) AS first, max(s.id) AS last
        FROM settled v JOIN subscribers s ON s.id = v.subscriber_id
       GROUP BY 1, 2, 3, 4, 5, 6
    ) AS mailed JOIN digests g ON g.id = digest_id
   CROSS JOIN LATERAL (
      SELECT m.measure, n.dimension, n.label, m.mails
        FROM (VALUES (outcome, mails), ('mail.deferred', deferred)) AS m (measure, mails)
       CROSS JOIN (VALUES ('domain', domain), ('relay', relay), ('digest', g.kind || ':' || g.period),
                          ('reason', reason)) AS n (dimension, label)
       WHERE m.mails > 0 AND n.label IS NOT NULL AND (n.dimension, m.measure) <> ('reason', 'mail.deferred')
    ) AS l
   GROUP BY 1, 2, 3, 4`;

/** Mail that relays took, or refused for good, on these days. */
export function countMail(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, SENT);
}

/** As rates count: a reader once for each digest and kind of trouble. Named are the domains that what was sent names. */
const CAME_BACK = `
  SELECT b.measure, l.dimension, b.day, l.label, count(*) AS value,
         l.dimension <> 'domain' OR EXISTS (SELECT FROM daily_numbers n
                                             WHERE n.measure = 'mail.sent' AND n.dimension = 'domain'
                                               AND n.day = b.day AND n.label = l.label) AS named
    FROM (
      WITH ${CALENDAR}, back AS (
        SELECT ${DAY} AS day, f.digest_id, f.subscriber_id, f.reason, f.effect, v.relay
          FROM ${onDays('feedback f JOIN deliveries v USING (digest_id, subscriber_id)', 'v.settled_at')}
           AND f.received_at >= (SELECT min(starts) FROM days) AND f.evidence <> 'none' AND v.state = 'sent'
           AND (f.effect IN ('suppressed', 'watched', 'counted', 'alarmed') OR f.class = 'complaint')
        ${WITH_ITS_DAY}
      )
      SELECT f.day, f.digest_id, f.subscriber_id, substring(s.address_key FROM '[^@]*$') AS domain,
             coalesce(f.relay, 'unknown') AS relay, min(f.reason) AS reason,
             CASE WHEN bool_or(f.effect = 'suppressed') THEN 'certain' WHEN bool_or(f.effect = 'watched') THEN 'likely' END AS grade,
             CASE WHEN f.effect IN ('suppressed', 'watched') THEN 'mail.hard'
                  WHEN f.effect = 'counted' THEN 'mail.soft'
                  WHEN f.effect = 'alarmed' THEN 'mail.ours'
                  ELSE 'mail.complaints' END AS measure
        FROM back f JOIN subscribers s ON s.id = f.subscriber_id
       GROUP BY f.day, f.digest_id, f.subscriber_id, s.address_key, f.relay, measure
    ) AS b JOIN digests g ON g.id = b.digest_id
   CROSS JOIN LATERAL (VALUES ('domain', b.domain), ('relay', b.relay), ('digest', g.kind || ':' || g.period),
                              ('reason', b.reason), ('grade', b.grade)) AS l (dimension, label)
   WHERE l.label IS NOT NULL
   GROUP BY 1, 2, 3, 4`;

/** What came back of the mail of these days; run after {@link countMail}. */
export function countCameBack(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, CAME_BACK);
}
