import type { Queryable } from '../database.js';

/** What a reader chose about the order of their papers. */
export interface OrderChoice {
  /** Null: the common order. */
  readonly personalSince: Date | null;
  /** What was answered until then is not learned from. */
  readonly forgottenAt: Date | null;
  /** Whether there is something to learn that was not learned yet. */
  readonly unlearned: boolean;
}

const NOTHING_CHOSEN: OrderChoice = { personalSince: null, forgottenAt: null, unlearned: false };

/** Of whoever never chose anything, and of nobody, too: the common order. */
export async function findOrderChoice(database: Queryable, subscriberId: number): Promise<OrderChoice> {
  const { rows } = await database.query<{
    personal_since: Date | null;
    forgotten_at: Date | null;
    unlearned: boolean;
  }>(
    `SELECT personal_since, forgotten_at, unlearned_since IS NOT NULL AS unlearned
       FROM order_choices WHERE subscriber_id = $1`,
    [subscriberId],
  );
  const [row] = rows;
  if (row === undefined) return NOTHING_CHOSEN;
  return { personalSince: row.personal_since, forgottenAt: row.forgotten_at, unlearned: row.unlearned };
}

/** Has all that a reader answered learned by the next batch. A moment that is kept already stays. */
export async function choosePersonal(client: Queryable, subscriberId: number, at: Date): Promise<void> {
  await client.query(
    `INSERT INTO order_choices AS c (subscriber_id, personal_since, unlearned_since) VALUES ($1, $2, $2)
     ON CONFLICT (subscriber_id) DO UPDATE
        SET personal_since = coalesce(c.personal_since, excluded.personal_since),
            unlearned_since = coalesce(c.unlearned_since, excluded.unlearned_since)`,
    [subscriberId, at],
  );
}

/** Back to the common order: what was learned is deleted, the answers stay. */
export async function chooseCommon(client: Queryable, subscriberId: number): Promise<void> {
  await client.query(
    `INSERT INTO order_choices (subscriber_id) VALUES ($1)
     ON CONFLICT (subscriber_id) DO UPDATE SET personal_since = NULL, unlearned_since = NULL`,
    [subscriberId],
  );
  await client.query('DELETE FROM tastes WHERE subscriber_id = $1', [subscriberId]);
}

/**
 * Deletes what was learned of a reader, and says from when on answers count; null for all of them. Where there are
 * any, the next batch learns anew.
 */
export async function forgetUntil(
  client: Queryable,
  subscriberId: number,
  forgottenAt: Date | null,
  at: Date,
): Promise<void> {
  await client.query(
    `UPDATE order_choices
        SET forgotten_at = $2::timestamptz,
            unlearned_since = CASE WHEN personal_since IS NOT NULL AND coalesce($2 < $3, true) THEN $3::timestamptz END
      WHERE subscriber_id = $1`,
    [subscriberId, forgottenAt, at],
  );
  await client.query('DELETE FROM tastes WHERE subscriber_id = $1', [subscriberId]);
}

/** Notes that a reader answered, where that is learned from; of everybody else nothing is noted. */
export async function noteAnswered(client: Queryable, subscriberId: number, at: Date): Promise<void> {
  await client.query(
    `UPDATE order_choices SET unlearned_since = coalesce(unlearned_since, $2)
      WHERE subscriber_id = $1 AND personal_since IS NOT NULL`,
    [subscriberId, at],
  );
}

/** Whether a reader has voted once and never chose an order: who is asked once whether papers like that come first. */
export async function isAskedAboutOrder(database: Queryable, subscriberId: number): Promise<boolean> {
  const { rows } = await database.query<{ asked: boolean }>(
    `SELECT (SELECT count(*) FROM votes WHERE subscriber_id = $1) = 1
        AND NOT EXISTS (SELECT FROM order_choices WHERE subscriber_id = $1) AS asked`,
    [subscriberId],
  );
  return rows[0]?.asked === true;
}
