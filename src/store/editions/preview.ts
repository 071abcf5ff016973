import type { Rules } from '../../model/rules.js';
import { type Database, inRolledBackTransaction } from '../database.js';
import { matchRuleSets, readEditions, type StoredEdition } from './editions.js';
import { saveRuleSet } from './rule-sets.js';

/**
 * What rules would choose of some digests, by digest; nothing is kept of it. Null for rules that choose
 * everything.
 */
export function previewEditions(
  database: Database,
  rules: Rules,
  digestIds: readonly number[],
): Promise<ReadonlyMap<number, StoredEdition> | null> {
  return inRolledBackTransaction(database, async (client) => {
    const ruleSetId = await saveRuleSet(client, rules);
    if (ruleSetId === null) return null;
    await matchRuleSets(client, digestIds, [ruleSetId]);
    const found = new Map<number, StoredEdition>();
    for (const digestId of digestIds) {
      const [edition] = await readEditions(client, digestId, [ruleSetId]);
      if (edition !== undefined) found.set(digestId, edition);
    }
    return found;
  });
}
