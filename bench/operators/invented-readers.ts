import type { Database } from '../../src/store/database.js';

/** The largest few have most readers, as mailbox providers do. */
const DOMAINS =
  'gmail.com gmail.com gmail.com outlook.com outlook.com web.de gmx.de yahoo.com qq.com uni-muenchen.de mit.edu ethz.ch';

/** Invented readers with their consents over three years, nine of ten of them active. */
export async function addInventedReaders(database: Database, readers: number): Promise<void> {
  await database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, state_changed_at, created_at,
                              frequency, language, local_time, time_zone)
     SELECT address, address, sha256(address::bytea), CASE WHEN n % 10 = 0 THEN 'unsubscribed' ELSE 'active' END, at, at, at,
            CASE WHEN n % 7 = 0 THEN 'weekly' WHEN n % 23 = 0 THEN 'monthly' ELSE 'daily' END,
            CASE WHEN n % 5 = 0 THEN 'de' ELSE 'en' END, CASE WHEN n % 3 = 0 THEN time '07:00' END,
            CASE WHEN n % 3 = 0 THEN (ARRAY['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Asia/Tokyo', 'Europe/London'])[1 + n % 5] END
       FROM (SELECT n, now() - n * interval '1095 days' / $1 AS at,
                    substr(md5(n::text), 1, 4 + n % 8) || '.' || substr(md5((n * 7)::text), 1, 5) || '-' || n || '@'
                    || (string_to_array($2, ' '))[1 + n % 12] AS address
               FROM generate_series(1, $1::integer) AS n) AS invented`,
    [readers, DOMAINS],
  );
  await database.query('UPDATE reader_times SET next_due_at = now()');
  await database.query(
    `INSERT INTO consents (subscriber_id, event, via, origin, at)
     SELECT id, event, via, (ARRAY['page', 'search', 'embed:lab.example', 'page?from=talk'])[1 + id % 4], created_at
       FROM subscribers CROSS JOIN (VALUES ('requested', 'form'), ('confirmed', 'link')) AS e (event, via)
     UNION ALL
     SELECT id, 'withdrawn', 'one-click', NULL, created_at + interval '1 day' FROM subscribers WHERE state = 'unsubscribed'`,
  );
  await database.query('VACUUM ANALYZE');
}

/** A year of numbers, of each measure with as many labels as a day may have. */
export async function addYearOfNumbers(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO counted_days (day, starts, ends, counted_at, incomplete)
     SELECT day, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC', now(), false
       FROM (SELECT current_date - n AS day FROM generate_series(0, 364) AS n) AS days ON CONFLICT DO NOTHING`,
  );
  await database.query(
    `INSERT INTO daily_numbers (measure, dimension, day, label, value)
     SELECT measure, dimension, day, 'label-' || n || '.example', n * 10
       FROM counted_days, generate_series(1, 51) AS n,
            (VALUES ('mail.sent', 'domain'), ('mail.complaints', 'domain'), ('mail.hard', 'domain'), ('mail.soft', 'domain'),
                    ('joined', 'origin'), ('left', 'origin'), ('left', 'digest'), ('signups', 'origin')) AS m (measure, dimension)
      WHERE day > current_date - 365 ON CONFLICT DO NOTHING`,
  );
  await database.query('VACUUM ANALYZE');
}
