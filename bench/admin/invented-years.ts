import type { Database } from '../../src/store/database.js';
import { withoutChecks, withoutIndexes } from '../operators/fill-quickly.js';
import { addInventedReaders } from '../operators/invented-readers.js';

/** As the largest providers and a long tail of small ones are. */
const DOMAINS = 50;

/** A service of some years: readers and what they chose, a year of digests, what came back of them, and answers. */
export async function inventYears(database: Database, readers: number): Promise<void> {
  await withoutIndexes(database, FILLED, async () => {
    await addInventedReaders(database, readers);
    for (const statement of [DIGESTS, PAPERS, LEFT_BY_LINK]) await database.query(statement);
    await withoutChecks(database, [DELIVERIES, CAME_BACK, REFUSALS, ANSWERS, SAVES, ORDERS]);
    for (const statement of [SUPPRESSED, REPORTS, ACTS, EXAMINED]) await database.query(statement);
  });
  await database.query('VACUUM ANALYZE');
}

const FILLED = [
  'subscribers',
  'address_search',
  'reader_facets',
  'consents',
  'deliveries',
  'feedback',
  'votes',
  'saves',
];

/** One a day, those of the last two days not sent in full. */
const DIGESTS = `
  INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
  SELECT 'daily', day, day, 'upvotes', day + time '07:15', day + time '08:00', day + time '08:01'
    FROM (SELECT current_date - n AS day FROM generate_series(0, 364) AS n) AS days`;

const PAPERS = `
  WITH invented AS (
    INSERT INTO papers (id, title, abstract, authors, categories, first_seen_at)
    SELECT to_char(g.period, 'YYMM') || '.' || lpad((g.id * 10 + n)::text, 5, '0'), 'An invented paper ' || g.id || '/' || n,
           'What an invented paper says.', '{Ada Example}', ARRAY[(ARRAY['cs.CL', 'cs.CV', 'cs.LG', 'stat.ML'])[1 + n % 4]], g.frozen_at
      FROM digests g, generate_series(1, 10) AS n RETURNING id
  )
  INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper, topics)
  SELECT g.id, 'daily', n, to_char(g.period, 'YYMM') || '.' || lpad((g.id * 10 + n)::text, 5, '0'), 100 - n, '{}', 200 - 9 * n, n,
         jsonb_build_object('id', to_char(g.period, 'YYMM') || '.' || lpad((g.id * 10 + n)::text, 5, '0'),
                            'title', 'An invented paper ' || g.id || '/' || n, 'abstract', 'What an invented paper says.',
                            'authors', jsonb_build_array('Ada Example'), 'categories', '[]'::jsonb, 'keywords', '[]'::jsonb),
         ARRAY[(ARRAY['agents', 'reasoning', 'robotics', 'audio-speech', 'multimodal'])[1 + n % 5]]
    FROM digests g, generate_series(1, 10) AS n, (SELECT count(*) FROM invented) AS all_there`;

const LEFT_BY_LINK = `
  UPDATE consents c SET digest_id = g.id
    FROM digests g WHERE c.event = 'withdrawn' AND g.period = (c.at AT TIME ZONE 'UTC')::date`;

/** The newest digest to everybody, the others to some. */
const DELIVERIES = `
  WITH sliced AS (
    INSERT INTO slices (digest_id, settled_at)
    SELECT id, released_at + interval '20 minutes' FROM digests RETURNING id, digest_id
  )
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, relay, settled_at, created_at, reason, refusal_reason, next_attempt_at)
  SELECT g.id, s.id, x.id,
         CASE WHEN s.id % 211 = 0 THEN 'failed' WHEN s.id % 1009 = 0 AND g.period > current_date - 2 THEN 'deferred' ELSE 'sent' END, CASE WHEN s.id % 41 = 0 THEN 3 ELSE 1 END,
         CASE WHEN s.id % 4 = 0 THEN 'second' ELSE 'main' END, g.released_at + (s.id % 1200) * interval '1 second', g.released_at,
         CASE WHEN s.id % 211 = 0 THEN 'mailbox' END,
         CASE WHEN s.id % 211 = 0 THEN (ARRAY['unknown-user', 'mailbox-full', 'spam-content'])[1 + s.id % 3] END,
         CASE WHEN s.id % 211 <> 0 AND s.id % 1009 = 0 AND g.period > current_date - 2 THEN now() + interval '1 hour' END
    FROM digests g JOIN sliced x ON x.digest_id = g.id
    JOIN subscribers s ON s.state = 'active' AND (g.period = current_date OR (g.period > current_date - 60 AND s.id % 200 = g.id % 200))
   WHERE g.kind = 'daily'`;

const CAME_BACK = `
  INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, digest_id, domain, occurred_at, received_at, grade)
  SELECT sha256((d.digest_id || ' ' || d.subscriber_id)::bytea), 'smtp',
         (ARRAY['hard', 'hard', 'soft', 'complaint'])[1 + d.subscriber_id % 4],
         (ARRAY['unknown-user', 'mailbox-full', 'disabled', 'other'])[1 + d.subscriber_id % 4], 'invented', 'return-path',
         (ARRAY['suppressed', 'watched', 'counted', 'complained'])[1 + d.subscriber_id % 4],
         d.subscriber_id, d.digest_id, substring(s.address_key FROM '[^@]*$'), d.settled_at + interval '1 minute', d.settled_at + interval '1 minute',
         CASE d.subscriber_id % 4 WHEN 0 THEN 'certain' WHEN 1 THEN 'likely' END
    FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
   WHERE d.state = 'sent' AND d.subscriber_id % 97 = 0`;

const REFUSALS = `
  INSERT INTO refusals (digest_id, subscriber_id, via, words, domain, reason, effect, at)
  SELECT f.digest_id, f.subscriber_id, 'report', 'user unknown', f.domain, f.reason,
         CASE f.effect WHEN 'watched' THEN 'watched' ELSE 'counted' END, f.received_at
    FROM feedback f WHERE f.class IN ('hard', 'soft')`;

const ANSWERS = `
  INSERT INTO votes (subscriber_id, paper_id, value, at)
  SELECT s.id, p.paper_id, CASE WHEN s.id % 3 = 0 THEN -1 ELSE 1 END, g.released_at + interval '2 hours'
    FROM digests g JOIN digest_papers p ON p.digest_id = g.id
    JOIN subscribers s ON s.state = 'active' AND s.id % 3650 = (g.id * 10 + p.position) % 3650
   WHERE g.kind = 'daily'`;

const SAVES =
  'INSERT INTO saves (subscriber_id, paper_id, at) SELECT subscriber_id, paper_id, at FROM votes WHERE value = 1 AND subscriber_id % 2 = 0';

const ORDERS = `INSERT INTO order_choices (subscriber_id, personal_since) SELECT id, now() FROM subscribers WHERE state = 'active' AND id % 50 = 0`;

const SUPPRESSED = `
  INSERT INTO suppressions (address_hash, reason, created_at)
  SELECT address_hash, (ARRAY['bounced', 'complained', 'operator'])[1 + id % 3], state_changed_at FROM subscribers WHERE id % 20 = 0`;

const REPORTS = `
  WITH reports AS (
    INSERT INTO dmarc_reports (reporter, report_id, domain, policy, begins_at, ends_at, received_at)
    SELECT 'reporter-' || r || '.example', 'report ' || n, 'papers.example', 'quarantine', day, day + interval '1 day', day + interval '30 hours'
      FROM (SELECT n, (current_date - n)::timestamptz AS day FROM generate_series(1, 364) AS n) AS days, generate_series(1, 100) AS r RETURNING id
  )
  INSERT INTO dmarc_rows (report_id, source_ip, count, disposition, dkim_passes, spf_passes, header_from)
  SELECT id, '192.0.2.' || n, 1000 / n, CASE WHEN n = 3 AND id % 9 = 0 THEN 'quarantine' ELSE 'none' END, n < 3, n < 2, 'papers.example'
    FROM reports, generate_series(1, 3) AS n`;

const ACTS = `
  INSERT INTO audit_events (at, actor_kind, actor_id, actor_name, action)
  SELECT now() - n * interval '10 minutes', 'operator', 1, 'Ada Example', 'login.succeeded' FROM generate_series(1, 50000) AS n`;

const EXAMINED = `
  INSERT INTO examinations (started_at, ended_at, findings)
  VALUES (now() - interval '1 hour', now() - interval '1 hour',
          '[{"check": "SPF", "verdict": "ok", "text": "one record", "todo": null, "records": []},
            {"check": "DMARC", "verdict": "warning", "text": "the policy is none", "todo": "Raise it.", "records": []}]')`;

/**
 * A year of numbers of mail, of each measure with as many labels as a day may have, where nothing was counted; what
 * was counted late stays marked in the older half.
 */
export async function inventNumbers(database: Database, readers: number): Promise<void> {
  await database.query(
    `INSERT INTO counted_days (day, starts, ends, counted_at, incomplete)
     SELECT day, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC', now(), false
       FROM (SELECT current_date - n AS day FROM generate_series(0, 400) AS n) AS days ON CONFLICT DO NOTHING`,
  );
  await database.query('UPDATE counted_days SET incomplete = false WHERE day > current_date - 180');
  await database.query(
    `INSERT INTO daily_numbers (measure, dimension, day, label, value)
     SELECT measure, dimension, day, CASE WHEN n > ${DOMAINS} THEN '*' WHEN n = 1 THEN 'gmail.com' WHEN n = 2 THEN 'outlook.com'
                                          ELSE 'domain-' || n || '.example' END,
            round($1::numeric / (n + 2) * rate * (1 + 0.5 * sin(n + extract(doy FROM day)::integer / 9.0)))
       FROM counted_days, generate_series(1, ${DOMAINS + 1}) AS n,
            (VALUES ('mail.sent', 'domain', 0.3), ('mail.complaints', 'domain', 0.0003), ('mail.hard', 'domain', 0.002),
                    ('mail.soft', 'domain', 0.004), ('mail.ours', 'domain', 0.0002), ('mail.deferred', 'domain', 0.006),
                    ('mail.failed', 'domain', 0.001)) AS m (measure, dimension, rate)
      WHERE day > current_date - 400 ON CONFLICT DO NOTHING`,
    [readers],
  );
  await database.query(
    `INSERT INTO daily_numbers (measure, dimension, day, label, value)
     SELECT n.measure, 'relay', n.day, r.label, sum(n.value * r.part)::bigint
       FROM daily_numbers n, (VALUES ('main', 0.75), ('second', 0.25)) AS r (label, part)
      WHERE n.measure LIKE 'mail.%' AND n.dimension = 'domain' GROUP BY 1, 3, 4 ON CONFLICT DO NOTHING`,
  );
  await database.query(
    `INSERT INTO daily_numbers (measure, dimension, day, label, value)
     SELECT 'mail.sent', 'digest', day, 'daily:' || day, sum(value)::bigint FROM daily_numbers
      WHERE measure = 'mail.sent' AND dimension = 'relay' GROUP BY day ON CONFLICT DO NOTHING`,
  );
  await database.query('VACUUM ANALYZE');
}
