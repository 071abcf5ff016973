import { completeRules, type GivenRules } from '../../src/model/rules.js';
import { type Database, inTransaction } from '../../src/store/database.js';
import { saveRuleSet } from '../../src/store/editions/rule-sets.js';
import { shippedTopics as topics } from '../../src/topics/shipped-topics.js';
import { inventPapers } from '../digest/invented-papers.js';

const CATEGORIES = ['cs.CL', 'cs.CV', 'cs.LG', 'cs.RO', 'cs.AI', 'stat.ML', 'eess.AS', 'math.OC'];
const KEYWORDS = [
  'language',
  'attention',
  'robots',
  'proteins',
  'state space',
  'benchmark',
  'video',
  'speech',
];

/** Sets of rules of several terms each, no two the same. Returns their ids. */
export async function addRuleSets(database: Database, count: number): Promise<number[]> {
  const ids: number[] = [];
  await inTransaction(database, async (client) => {
    for (let index = 0; index < count; index += 1) {
      const id = await saveRuleSet(client, completeRules(rulesAt(index)));
      if (id !== null) ids.push(id);
    }
  });
  return ids;
}

function rulesAt(index: number): GivenRules {
  const at = <T>(list: readonly T[], step: number): T => list[(index * step) % list.length] as T;
  return {
    follow: {
      topics: [at(topics, 1).name, at(topics, 7).name],
      categories: [at(CATEGORIES, 1), at(CATEGORIES, 3)],
      keywords: [at(KEYWORDS, 1), `invented word ${index}`],
    },
    mute: { topics: [at(topics, 11).name] },
    minUpvotes: index % 5,
    ...(index % 3 === 0 ? { maxPapers: 10 } : {}),
  };
}

/** Active readers in twelve zones at six o'clock to nine, every second one with rules. */
export async function addDueReaders(
  database: Database,
  count: number,
  ruleSetIds: readonly number[],
  confirmedAt: Date,
): Promise<void> {
  await database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at, local_time,
                              time_zone, rule_set_id)
     SELECT 'reader' || n || '@domain.example', 'reader' || n || '@domain.example',
            sha256(n::text::bytea), 'active', $2, $2, make_time(6 + n % 4, 0, 0),
            ($3::text[])[1 + (n / 4) % 12], CASE WHEN n % 2 = 0 THEN ($4::bigint[])[1 + (n / 2) % cardinality($4)] END
       FROM generate_series(1, $1::integer) AS n`,
    [
      count,
      confirmedAt,
      [
        ...['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'America/Sao_Paulo'],
        ...[
          'Asia/Tokyo',
          'Asia/Shanghai',
          'Asia/Kolkata',
          'Asia/Dubai',
          'Australia/Sydney',
          'Africa/Lagos',
          'UTC',
        ],
      ],
      ruleSetIds,
    ],
  );
}

/** A released digest of invented papers with categories. */
export async function addMatchedDigest(database: Database, count: number, releasedAt: Date): Promise<number> {
  const papers: object[] = [];
  for (let series = 1; papers.length < count; series += 1) {
    for (const { paper } of inventPapers(series)) {
      papers.push({ ...paper, categories: [CATEGORIES[papers.length % CATEGORIES.length]] });
    }
  }
  const { rows } = await database.query<{ id: number }>(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       VALUES ('daily', $1::timestamptz::date, $1::timestamptz::date, 'upvotes', $1, $1) RETURNING id
     ), added AS (
       INSERT INTO papers (id, title, abstract) SELECT p ->> 'id', 'invented', 'invented' FROM unnest($2::jsonb[]) AS p
     ), held AS (
       INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       SELECT new.id, 'daily', n, p ->> 'id', 1, '{}', n, 0, p
         FROM new, unnest($2::jsonb[]) WITH ORDINALITY AS i (p, n)
     )
     SELECT id FROM new`,
    [releasedAt, papers.slice(0, count).map((paper) => JSON.stringify(paper))],
  );
  return rows[0]?.id ?? 0;
}
