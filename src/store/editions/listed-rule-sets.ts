import type { Rules } from '../../model/rules.js';
import type { Queryable } from '../database.js';

/** A set of rules that readers have. */
export interface ListedRuleSet {
  readonly id: number;
  readonly rules: Pick<Rules, 'follow' | 'mute'>;
}

/** Rules of fewer readers may tell who somebody is and what they care for. */
const SEVERAL = 3;
/** Older ones are not looked at, however many readers have rules of their own. */
const MOST_LOOKED_AT = 1_000;

/** That several readers have the rules `r`. */
const IS_SHARED = `(SELECT count(*) FROM (SELECT FROM subscribers s
                     WHERE s.rule_set_id = r.id AND s.state = 'active' LIMIT ${SEVERAL}) AS readers) = ${SEVERAL}`;

/**
 * Sets of rules that are in use, those that were asked for last first.
 * @param all also those of single readers
 */
export async function listRuleSets(
  database: Queryable,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<ListedRuleSet[]> {
  const { rows } = await database.query<ListedRuleSet>(
    `SELECT id, rules
       FROM (SELECT * FROM rule_sets WHERE unused_since IS NULL
              ORDER BY looked_at DESC, id DESC LIMIT ${MOST_LOOKED_AT}) AS r
      WHERE $2 OR ${IS_SHARED}
      ORDER BY looked_at DESC, id DESC LIMIT $1`,
    [limit, all],
  );
  return rows;
}

/** Whether several readers have a set of rules. */
export async function isSharedRuleSet(database: Queryable, id: number): Promise<boolean> {
  const { rows } = await database.query<{ shared: boolean }>(
    `SELECT ${IS_SHARED} AS shared FROM rule_sets r WHERE id = $1`,
    [id],
  );
  return rows[0]?.shared ?? false;
}
