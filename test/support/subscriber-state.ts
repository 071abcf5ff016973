import type { Queryable } from '../../src/store/database.js';

/**
 * Puts subscribers into a state as though they had come to it; all of them where no ids are given. A pause has gone
 * on for long and ends after every test.
 */
export async function putInState(
  database: Queryable,
  state: string,
  ids: readonly number[] | null = null,
): Promise<void> {
  await database.query(
    `UPDATE subscribers
        SET state = $1,
            paused_at = CASE $1 WHEN 'paused' THEN '2000-01-01T00:00Z'::timestamptz END,
            paused_until = CASE $1 WHEN 'paused' THEN '9999-01-01T00:00Z'::timestamptz END,
            pause_ends = CASE $1 WHEN 'paused' THEN 'plainly' END
      WHERE $2::bigint[] IS NULL OR id = ANY ($2)`,
    [state, ids],
  );
}
