import type { Queryable } from '../database.js';

/** What was learned of a reader, as it is kept. */
export interface StoredTaste {
  readonly subscriberId: number;
  /** How many answers it rests on. */
  readonly answers: number;
  /** The heaviest first. */
  readonly terms: readonly string[];
  readonly weights: readonly number[];
  /** Ids of papers, the newest like first, and for each whether it was saved. */
  readonly likes: readonly string[];
  readonly saved: readonly boolean[];
  readonly learnedAt: Date;
}

/** An answer that a taste is learned from. */
export interface GivenAnswer {
  readonly subscriberId: number;
  readonly paperId: string;
  readonly liked: boolean;
  readonly saved: boolean;
}

/**
 * Readers who want an order of their own and whose answers changed since they were learned, those who wait longest
 * first, held to the end of the transaction. Who answers or is erased at this moment is left for the next batch.
 * @param only of these; null: of all
 */
export async function claimUnlearned(
  client: Queryable,
  limit: number,
  only: readonly number[] | null = null,
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT c.subscriber_id AS id
       FROM order_choices c JOIN subscribers s ON s.id = c.subscriber_id
      WHERE c.unlearned_since IS NOT NULL AND ($2::bigint[] IS NULL OR c.subscriber_id = ANY ($2::bigint[]))
      ORDER BY c.unlearned_since, c.subscriber_id LIMIT $1
      FOR UPDATE OF c SKIP LOCKED FOR KEY SHARE OF s SKIP LOCKED`,
    [limit, only],
  );
  return rows.map(({ id }) => id);
}

/** Has a reader whose answers cannot be learned wait for their next answer; what was learned before stays. */
export async function passOverUnlearned(database: Queryable, subscriberId: number): Promise<void> {
  await database.query('UPDATE order_choices SET unlearned_since = NULL WHERE subscriber_id = $1', [
    subscriberId,
  ]);
}

export async function hasUnlearned(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ some: boolean }>(
    'SELECT EXISTS (SELECT FROM order_choices WHERE unlearned_since IS NOT NULL) AS some',
  );
  return rows[0]?.some === true;
}

/**
 * The newest answers of some readers, newest first, reader by reader; those that were to be forgotten are left out,
 * and so is whoever did not choose an order of their own. A vote says more than a save.
 * @param most of each reader
 */
export async function answersToLearn(
  client: Queryable,
  subscriberIds: readonly number[],
  most: number,
): Promise<GivenAnswer[]> {
  const { rows } = await client.query<{
    subscriber_id: number;
    paper_id: string;
    liked: boolean;
    saved: boolean;
  }>(
    `SELECT c.subscriber_id, a.paper_id, a.liked, a.saved
       FROM order_choices c
      CROSS JOIN LATERAL (
        SELECT paper_id, coalesce(v.value, 1) > 0 AS liked, s.paper_id IS NOT NULL AS saved,
               greatest(v.at, s.at) AS at
          FROM (SELECT * FROM votes
                 WHERE subscriber_id = c.subscriber_id AND at > coalesce(c.forgotten_at, '-infinity')) v
          FULL JOIN (SELECT * FROM saves
                      WHERE subscriber_id = c.subscriber_id AND at > coalesce(c.forgotten_at, '-infinity')) s
               USING (paper_id)
         ORDER BY greatest(v.at, s.at) DESC, paper_id LIMIT $2) a
      WHERE c.subscriber_id = ANY ($1::bigint[]) AND c.personal_since IS NOT NULL
      ORDER BY c.subscriber_id, a.at DESC, a.paper_id`,
    [subscriberIds, most],
  );
  return rows.map((row) => ({
    subscriberId: row.subscriber_id,
    paperId: row.paper_id,
    liked: row.liked,
    saved: row.saved,
  }));
}

/** Writes what was learned of some readers; of those who are not among `tastes` nothing is kept. */
export async function writeTastes(
  client: Queryable,
  subscriberIds: readonly number[],
  tastes: readonly StoredTaste[],
): Promise<void> {
  await client.query(
    `WITH learned AS (
       UPDATE order_choices SET unlearned_since = NULL WHERE subscriber_id = ANY ($1::bigint[])
     )
     DELETE FROM tastes WHERE subscriber_id = ANY ($1::bigint[]) AND subscriber_id <> ALL ($2::bigint[])`,
    [subscriberIds, tastes.map(({ subscriberId }) => subscriberId)],
  );
  if (tastes.length === 0) return;
  await client.query(
    `INSERT INTO tastes AS t (subscriber_id, answers, terms, weights, likes, saved, learned_at)
     SELECT n."subscriberId", n.answers, n.terms, n.weights, n.likes, n.saved, n."learnedAt"
       FROM jsonb_to_recordset($1::jsonb)
            AS n ("subscriberId" bigint, answers integer, terms text[], weights real[], likes text[],
                  saved boolean[], "learnedAt" timestamptz)
      ORDER BY n."subscriberId"
     ON CONFLICT (subscriber_id) DO UPDATE
        SET answers = excluded.answers, terms = excluded.terms, weights = excluded.weights,
            likes = excluded.likes, saved = excluded.saved, learned_at = excluded.learned_at`,
    [JSON.stringify(tastes)],
  );
}

/** What was learned of some readers; those of whom nothing was are absent. JSON is read faster than arrays are. */
export async function readTastes(
  database: Queryable,
  subscriberIds: readonly number[],
): Promise<StoredTaste[]> {
  const { rows } = await database.query<{
    subscriber_id: number;
    answers: number;
    terms: string[];
    weights: number[];
    likes: string[];
    saved: boolean[];
    learned_at: Date;
  }>(
    `SELECT subscriber_id, answers, to_json(terms) AS terms, to_json(weights) AS weights, to_json(likes) AS likes,
            to_json(saved) AS saved, learned_at
       FROM tastes WHERE subscriber_id = ANY ($1::bigint[])`,
    [subscriberIds],
  );
  return rows.map(({ subscriber_id, learned_at, ...rest }) => ({
    subscriberId: subscriber_id,
    ...rest,
    learnedAt: learned_at,
  }));
}
