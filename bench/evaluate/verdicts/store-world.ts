import { createHash } from 'node:crypto';
import type { Database } from '../../../src/store/database.js';

/** What our rows say at the end, of the living and the dead. */
export interface Judged {
  readonly livingSilenced: number;
  readonly deadSilenced: number;
  readonly onWatch: number;
  /** Deliveries by state, of all digests. */
  readonly deliveries: Readonly<Record<string, number>>;
}

/** Readers who confirmed before it began, in order. */
export async function addInvented(
  database: Database,
  addresses: readonly string[],
  at: Date,
): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at)
     SELECT address, address, hash, 'active', $3, $3
       FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS new (address, hash, position) ORDER BY position
     RETURNING id`,
    [addresses, addresses.map((address) => createHash('sha256').update(address).digest()), at],
  );
  return rows.map(({ id }) => id);
}

/** A released digest of one paper that nobody has had. */
export async function addDay(database: Database, day: number, at: Date): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
     VALUES ('daily', date '2026-03-02' + $1::integer, date '2026-03-02' + $1::integer, 'upvotes', $2, $2)
     RETURNING id`,
    [day, at],
  );
  const id = rows[0]?.id ?? 0;
  const paperId = `2603.${String(10_000 + day)}`;
  await database.query("INSERT INTO papers (id, title, abstract) VALUES ($1, 'invented', 'invented')", [
    paperId,
  ]);
  await database.query(
    `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, stars, paper)
     VALUES ($1, 'daily', 1, $2, 5, '{"upvotes": 5}', 5, 1, null, '{}')`,
    [id, paperId],
  );
  return id;
}

export async function judged(database: Database, deadIds: readonly number[]): Promise<Judged> {
  const { rows } = await database.query<{ living: number; dead: number; watched: number }>(
    `SELECT count(*) FILTER (WHERE is_silenced AND NOT is_dead) AS living,
            count(*) FILTER (WHERE is_silenced AND is_dead) AS dead,
            (SELECT count(DISTINCT subscriber_id) FROM refusals
              WHERE effect = 'watched' AND taken_back_at IS NULL AND subscriber_id <> ALL ($1::bigint[])) AS watched
       FROM (SELECT s.id = ANY ($1::bigint[]) AS is_dead,
                    s.state <> 'active' OR EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash)
                      AS is_silenced
               FROM subscribers s) AS all_of_them`,
    [deadIds],
  );
  const states = await database.query<{ state: string; count: number }>(
    'SELECT state, count(*) AS count FROM deliveries GROUP BY 1 ORDER BY 1',
  );
  const [row] = rows;
  return {
    livingSilenced: row?.living ?? 0,
    deadSilenced: row?.dead ?? 0,
    onWatch: row?.watched ?? 0,
    deliveries: Object.fromEntries(states.rows.map(({ state, count }) => [state, count])),
  };
}
