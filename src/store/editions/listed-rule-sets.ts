import type { Rules } from '../../model/rules.js';
import type { Queryable } from '../database.js';

/** A set of rules that readers have. */
export interface ListedRuleSet {
  readonly id: number;
  readonly rules: Pick<Rules, 'follow' | 'mute'>;
}

/** Sets of rules that are in use, those that were asked for last first. */
export async function listRuleSets(database: Queryable, limit: number): Promise<ListedRuleSet[]> {
  const { rows } = await database.query<ListedRuleSet>(
    'SELECT id, rules FROM rule_sets WHERE unused_since IS NULL ORDER BY looked_at DESC, id DESC LIMIT $1',
    [limit],
  );
  return rows;
}
