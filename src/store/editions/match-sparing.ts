import { type Database, inTransaction } from '../database.js';
import { inHalves, isFaultOfRow } from '../in-halves.js';
import { matchRuleSets } from './editions.js';

/**
 * Writes what every set of rules chooses of some digests, where that was not done yet. Rules that cannot be matched
 * keep nobody else waiting: they choose the whole digest, and their readers' history says so.
 * @returns how many sets of rules could not be matched
 */
export async function matchSparing(database: Database, digestIds: readonly number[]): Promise<number> {
  try {
    await matchRuleSets(database, digestIds);
    return 0;
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
  }
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM rule_sets r
      WHERE EXISTS (SELECT FROM unnest($1::bigint[]) AS d (id)
                     WHERE NOT EXISTS (SELECT FROM editions WHERE digest_id = d.id AND rule_set_id = r.id))`,
    [digestIds],
  );
  let failed = 0;
  await inHalves(
    rows.map(({ id }) => id),
    (some) => matchRuleSets(database, digestIds, some),
    async (id, code) => {
      failed += 1;
      await chooseEverything(database, digestIds, { ruleSetId: id, code });
    },
  );
  return failed;
}

async function chooseEverything(
  database: Database,
  digestIds: readonly number[],
  { ruleSetId, code }: { readonly ruleSetId: number; readonly code: string },
): Promise<void> {
  await inTransaction(database, async (client) => {
    await client.query(
      `INSERT INTO editions (digest_id, rule_set_id, positions, reasons)
       SELECT d.id, $2, coalesce(array_agg(p.position ORDER BY p.position) FILTER (WHERE p.position IS NOT NULL), '{}'),
              coalesce(array_agg(''::text ORDER BY p.position) FILTER (WHERE p.position IS NOT NULL), '{}')
         FROM unnest($1::bigint[]) AS d (id) LEFT JOIN digest_papers p ON p.digest_id = d.id
        GROUP BY d.id
       ON CONFLICT (digest_id, rule_set_id) DO NOTHING`,
      [digestIds, ruleSetId],
    );
    await client.query(
      `INSERT INTO reader_faults (subscriber_id, fault, detail)
       SELECT id, 'rules-failed', $2 FROM subscribers WHERE rule_set_id = $1`,
      [ruleSetId, code],
    );
  });
}
