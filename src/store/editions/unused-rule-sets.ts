import { type Database, inTransaction, type Queryable } from '../database.js';

/** Nobody has these rules, private feeds included, and nothing that was sent was chosen by them. */
const IS_UNUSED = `
  NOT EXISTS (SELECT FROM subscribers WHERE rule_set_id = r.id)
  AND NOT EXISTS (SELECT FROM deliveries WHERE rule_set_id = r.id)
  AND NOT EXISTS (SELECT FROM reading_history WHERE rule_set_id = r.id AND rule_set_id <> 0)`;

export interface RuleSweep {
  readonly now: Date;
  /** How long a set of rules is left alone after a look; one that was not used for so long goes at the next. */
  readonly everyMs: number;
  /** How many are looked at. */
  readonly limit: number;
}

/**
 * Looks at the sets of rules that were not looked at for the longest time, and removes those that were unused at the
 * look before and are so still; a statement that read who has them in between has long ended.
 *
 * Saving rules changes their row, and pointing at them holds it. So a row is first locked, unless somebody uses it
 * at this moment, and only then, by another statement, looked for in all places: whoever was before is seen, and
 * whoever comes later waits and finds the rules gone, to be stored anew.
 * @returns how many were removed
 */
export async function sweepRuleSets(database: Database, sweep: RuleSweep): Promise<number> {
  const removed = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `UPDATE rule_sets r
          SET looked_at = $1, unused_since = CASE WHEN ${IS_UNUSED} THEN coalesce(unused_since, $1) END
        WHERE id IN (SELECT id FROM rule_sets WHERE looked_at <= $2 ORDER BY looked_at LIMIT $3)
       RETURNING CASE WHEN unused_since <= $2 THEN id END AS id`,
      [sweep.now, new Date(sweep.now.getTime() - sweep.everyMs), sweep.limit],
    );
    return deleteIfUnused(
      client,
      rows.flatMap(({ id }) => id ?? []),
    );
  });
  // By a transaction of its own: who saves rules takes the locks of terms after those of rules.
  if (removed > 0) await inTransaction(database, deleteUnusedTerms);
  return removed;
}

/**
 * Removes rules that no reader has and nothing that was sent was chosen by, and terms of no rules: words that only one
 * person typed go when the person does.
 */
export async function deleteUnusedRuleSets(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ id: number }>(`SELECT id FROM rule_sets r WHERE ${IS_UNUSED}`);
  await deleteIfUnused(
    client,
    rows.map(({ id }) => id),
  );
  await deleteUnusedTerms(client);
}

async function deleteIfUnused(client: Queryable, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM rule_sets WHERE id = ANY ($1::bigint[]) FOR UPDATE SKIP LOCKED',
    [ids],
  );
  const { rowCount } = await client.query(
    `DELETE FROM rule_sets r WHERE id = ANY ($1::bigint[]) AND ${IS_UNUSED}`,
    [rows.map(({ id }) => id)],
  );
  return rowCount ?? 0;
}

/** As with rules: first locked, then looked for. */
async function deleteUnusedTerms(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM rule_terms t
      WHERE NOT EXISTS (SELECT FROM rule_set_terms WHERE term_id = t.id) FOR UPDATE SKIP LOCKED`,
  );
  await client.query(
    `DELETE FROM rule_terms t
      WHERE id = ANY ($1::bigint[]) AND NOT EXISTS (SELECT FROM rule_set_terms WHERE term_id = t.id)`,
    [rows.map(({ id }) => id)],
  );
}
