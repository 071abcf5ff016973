import { addDays, type CalendarDate } from '../../src/model/calendar-date.js';
import type { Database } from '../../src/store/database.js';

export interface StoredPapers {
  /** The newest list; no digest holds its papers yet. */
  readonly listDate: CalendarDate;
  readonly now: Date;
  readonly observations: number;
}

const LIST_DATE = '2026-03-23';
const NOW = new Date(`${LIST_DATE}T18:00:00Z`);
const PAPERS_A_DAY = 100;
/** A paper was seen so often over its first two days: every half hour. */
const OFTEN = 96;
/** What is kept of papers whose time is over. */
const SELDOM = 6;
/** Lists of so many days are still polled. */
const POLLED_DAYS = 14;

/**
 * Stores invented papers, 100 to a list, up to `LIST_DATE`: with listings, observations, polls, and a digest for
 * each list but the newest one. Of every digest's list a few papers came late and wait for the next digest.
 * Hundreds are hidden; in the digest to come some are pinned and added.
 */
export async function fillPapers(database: Database, papers: number): Promise<StoredPapers> {
  const days = Math.ceil(papers / PAPERS_A_DAY);
  const first = addDays(LIST_DATE, 1 - days);
  await database.query(
    `INSERT INTO papers (id, title, abstract, authors, published_at, code_url)
     SELECT to_char($1::date + n / $3, 'YYMM') || '.' || lpad((n % 100000)::text, 5, '0'),
            'Invented paper ' || n, repeat('What an invented paper would say. ', 40),
            ARRAY['Ada Example', 'Bo Sample', 'Cy Specimen'], $1::date + n / $3 - interval '1 day',
            CASE WHEN n % 2 = 0 THEN 'https://example.org/code/' || n END
       FROM generate_series(0, $2::int - 1) n`,
    [first, papers, PAPERS_A_DAY],
  );
  await database.query(
    `INSERT INTO listings (source, list_date, paper_id, submitted_by, first_seen_at)
     SELECT 'huggingface', published_at::date + 1, id, 'example', published_at::date + 1 FROM papers`,
  );
  const { rowCount } = await database.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments, stars)
     SELECT paper_id, source, least($1, list_date + interval '30 minutes' * k * ($3 / times)),
            k * (1 + hashtext(paper_id) & 7), k / 24, hashtext(paper_id) & 255
       FROM listings
      CROSS JOIN LATERAL (SELECT CASE WHEN list_date > $2::date THEN $3::int ELSE $4::int END AS times) t
      CROSS JOIN LATERAL generate_series(1, times) k
     ON CONFLICT DO NOTHING`,
    [NOW, addDays(LIST_DATE, -POLLED_DAYS), OFTEN, SELDOM],
  );
  await database.query(
    `INSERT INTO polls (source, list_date, started_at, finished_at, papers)
     SELECT 'huggingface', $1::date + n, $1::date + n, $1::date + n, $3
       FROM generate_series(0, $2::int - 1) n`,
    [first, days, PAPERS_A_DAY],
  );
  await freezeEarlierDigests(database);
  await decideOnSome(database);
  await database.query('VACUUM ANALYZE');
  return { listDate: LIST_DATE, now: NOW, observations: rowCount ?? 0 };
}

async function freezeEarlierDigests(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
     SELECT DISTINCT 'daily', list_date, list_date, 'upvotes', list_date + time '08:00', now(), now()
       FROM listings WHERE list_date < $1`,
    [LIST_DATE],
  );
  await database.query(
    `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     SELECT d.id, 'daily', row_number() OVER (PARTITION BY d.id ORDER BY p.id), p.id, 1, '{"upvotes": 1}', hashtext('then ' || p.id) & 63, 0,
            jsonb_build_object('id', p.id, 'title', p.title, 'abstract', p.abstract, 'authors', p.authors)
       FROM digests d JOIN listings l USING (list_date) JOIN papers p ON p.id = l.paper_id
      WHERE hashtext(p.id) % 50 <> 0`,
  );
}

async function decideOnSome(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO curations (paper_id, action, kind, period, note, via, created_at)
     SELECT paper_id, 'hide', NULL, list_date, NULL, 'cli', list_date
       FROM listings WHERE hashtext(paper_id) % 400 = 1
      UNION ALL
     (SELECT paper_id, 'pin', 'daily', $1, 'Invented.', 'cli', $1::date FROM listings
       WHERE list_date = $1 ORDER BY paper_id DESC LIMIT 3)
      UNION ALL
     (SELECT id, 'add', 'daily', $1, 'Invented.', 'api', $1::date FROM papers p
       WHERE NOT EXISTS (SELECT FROM digest_papers WHERE kind = 'daily' AND paper_id = p.id)
       ORDER BY id LIMIT 2)`,
    [LIST_DATE],
  );
}
