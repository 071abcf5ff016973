import type { Queryable } from '../database.js';

/**
 * Ends every session and every link that lets somebody in: those of an older copy of the data may have been ended since,
 * and nobody knows any more which.
 */
export async function endAllSignIns(database: Queryable): Promise<void> {
  await database.query('DELETE FROM operator_sessions');
  await database.query('DELETE FROM operator_links');
}
