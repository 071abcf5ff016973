import type { Queryable } from './database.js';

/** Whether the queue, where it is kept in PostgreSQL, has its tables; `start` makes them. */
export async function hasQueueTables(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ has: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'bullmq') AS has",
  );
  return rows[0]?.has === true;
}
