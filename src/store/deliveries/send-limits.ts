import { type Database, inTransaction, type Queryable } from '../database.js';

/** What was taken of the limits of one scope; how it is read is not the store's business. */
export type StoredTaken = Readonly<Record<string, readonly (readonly [slot: number, count: number])[]>>;

/**
 * Changes what was taken of a scope, one worker after the other. The time is the database's, the one clock
 * that all workers share.
 * @param scope such as `relay/main` or `domain/example.org`
 */
export function changeTaken<T>(
  database: Database,
  scope: string,
  change: (taken: StoredTaken, now: number) => { readonly taken: StoredTaken; readonly result: T },
): Promise<T> {
  return inTransaction(database, async (client) => {
    // An upsert that changes nothing locks the row, also where it is the first.
    const { rows } = await client.query<{ taken: StoredTaken; now: Date }>(
      `INSERT INTO send_limits AS l (scope, taken, updated_at) VALUES ($1, '{}', clock_timestamp())
       ON CONFLICT (scope) DO UPDATE SET updated_at = clock_timestamp()
       RETURNING taken, updated_at AS now`,
      [scope],
    );
    const row = rows[0];
    if (row === undefined) throw new Error('an upsert gives one row');
    const { taken, result } = change(row.taken, row.now.getTime());
    await client.query('UPDATE send_limits SET taken = $2 WHERE scope = $1', [scope, JSON.stringify(taken)]);
    return result;
  });
}

/** What was taken of each scope that was ever limited. */
export async function listTaken(database: Queryable): Promise<ReadonlyMap<string, StoredTaken>> {
  const { rows } = await database.query<{ scope: string; taken: StoredTaken }>(
    "SELECT scope, taken FROM send_limits WHERE updated_at > now() - interval '2 days'",
  );
  return new Map(rows.map(({ scope, taken }) => [scope, taken]));
}
