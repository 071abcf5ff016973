import type { Queryable } from '../database.js';

/**
 * Ends every session and every link that lets somebody in: those of an older copy of the data may have been ended since,
 * and nobody knows any more which.
 */
export async function endAllSignIns(database: Queryable): Promise<void> {
  await database.query('DELETE FROM operator_sessions');
  await database.query('DELETE FROM operator_links');
}

/** What is older than these moments is of no use to anybody. */
export interface SignInBounds {
  readonly seenBefore: Date;
  readonly begunBefore: Date;
  readonly failedBefore: Date;
  readonly expiredBefore: Date;
}

/** Deletes sessions that have run out, failures that count no more, and links that nobody can follow. */
export async function forgetSignIns(database: Queryable, bounds: SignInBounds): Promise<void> {
  const { seenBefore, begunBefore, failedBefore, expiredBefore } = bounds;
  await database.query(
    `DELETE FROM operator_sessions
      WHERE seen_at < $1 OR created_at < $2 OR (step <> 'full' AND created_at < $3)`,
    [seenBefore, begunBefore, failedBefore],
  );
  await database.query('DELETE FROM login_failures WHERE at < $1', [failedBefore]);
  await database.query('DELETE FROM operator_links WHERE expires_at < $1', [expiredBefore]);
}
