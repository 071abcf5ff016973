import type { Language } from '../../model/language.js';
import type { Database, Queryable } from '../database.js';

/** What the addresses of a reader's private feeds are made of. */
export interface PrivateFeeds {
  readonly serial: number;
  readonly changedAt: Date;
  /** Of the reader. */
  readonly language: Language;
}

/** @returns null where there is no such subscriber; who never changed the addresses has the serial 0 */
export async function findPrivateFeeds(
  database: Queryable,
  subscriberId: number,
): Promise<PrivateFeeds | null> {
  const { rows } = await database.query<{ serial: number; changed_at: Date; language: Language }>(
    `SELECT coalesce(f.serial, 0) AS serial, coalesce(f.changed_at, s.created_at) AS changed_at, s.language
       FROM subscribers s LEFT JOIN private_feeds f ON f.subscriber_id = s.id
      WHERE s.id = $1`,
    [subscriberId],
  );
  const [row] = rows;
  return row === undefined ? null : { serial: row.serial, changedAt: row.changed_at, language: row.language };
}

/**
 * Makes the former addresses end.
 * @returns false where there is no such subscriber
 */
export async function changePrivateFeeds(
  database: Database,
  subscriberId: number,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO private_feeds AS f (subscriber_id, serial, changed_at)
     SELECT id, 1, $2 FROM subscribers WHERE id = $1
     ON CONFLICT (subscriber_id) DO UPDATE SET serial = f.serial + 1, changed_at = excluded.changed_at`,
    [subscriberId, at],
  );
  return rowCount === 1;
}
