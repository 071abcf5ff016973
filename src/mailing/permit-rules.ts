import type { Actor } from '../model/actor.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { isSharedRuleSet } from '../store/editions/listed-rule-sets.js';

/**
 * Whether an actor may see a digest as a set of rules has it: what it shows is what its readers follow, and of a few
 * readers that is about persons.
 * @param ruleSetId null: no rules, which everybody may see
 * @throws BroadsheetError FORBIDDEN
 */
export async function permitRules(
  { database, clock }: Acting,
  actor: Actor,
  ruleSetId: number | null,
): Promise<void> {
  if (ruleSetId === null || actor.permissions.has('subscribers:read')) return;
  if (!(await isSharedRuleSet(database, ruleSetId))) permit(actor, 'subscribers:read', clock());
}
