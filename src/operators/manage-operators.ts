import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { addressKey, addressParts } from '../model/address.js';
import type { Operator } from '../model/operator.js';
import type { Role } from '../model/role.js';
import { type Act, recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { deleteLinks } from '../store/operators/operator-links.js';
import { deleteAllSessions, deleteSessions } from '../store/operators/operator-sessions.js';
import {
  findOperator,
  findOperatorByKey,
  lockOwners,
  readOperators,
  setDisabled,
  setRole,
} from '../store/operators/operators.js';
import type { OperatorsContext } from './operators-context.js';
import { permit, permitToSee } from './permit.js';

/**
 * All who operate the service, also those who are disabled.
 * @throws BroadsheetError FORBIDDEN
 */
export async function listOperators({ database }: OperatorsContext, actor: Actor): Promise<Operator[]> {
  permitToSee(actor, 'operators:manage');
  return readOperators(database);
}

/** @throws BroadsheetError NOT_FOUND */
export async function findOperatorByAddress(
  { database }: OperatorsContext,
  address: string,
): Promise<Operator> {
  const operator = await findOperatorByKey(
    database,
    addressKey(addressParts(address)?.address ?? address.trim()),
  );
  if (operator === null) throw operatorUnknown();
  return operator;
}

/**
 * Gives an operator another role, from their next request on.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND, LAST_OWNER
 */
export async function changeRole(
  context: OperatorsContext,
  actor: Actor,
  id: number,
  role: Role,
): Promise<void> {
  await manage(context, actor, id, async (transaction, operator) => {
    if (operator.role === role) return null;
    if (role !== 'owner') await refuseLastOwner(transaction, operator);
    await setRole(transaction, id, role);
    return {
      action: 'operator.change-role',
      object: ['operator', id],
      facts: { from: operator.role, to: role },
    };
  });
}

/**
 * Lets an operator in no more and ends all of their sessions at once.
 * @returns how many sessions were ended
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND, LAST_OWNER
 */
export async function disableOperator(context: OperatorsContext, actor: Actor, id: number): Promise<number> {
  let ended = 0;
  await manage(context, actor, id, async (transaction, operator) => {
    await refuseLastOwner(transaction, operator);
    ended = await deleteSessions(transaction, id, null);
    await deleteLinks(transaction, 'recover', id);
    if (operator.disabledAt !== null) return null;
    await setDisabled(transaction, id, context.clock());
    return { action: 'operator.disable', object: ['operator', id], facts: { sessions: ended } };
  });
  return ended;
}

/**
 * Lets an operator who was disabled in again, by what they signed in by before.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export async function enableOperator(context: OperatorsContext, actor: Actor, id: number): Promise<void> {
  await manage(context, actor, id, async (transaction, operator) => {
    if (operator.disabledAt === null) return null;
    // One that was begun at the moment of disabling would open again.
    await deleteSessions(transaction, id, null);
    await setDisabled(transaction, id, null);
    return { action: 'operator.enable', object: ['operator', id] };
  });
}

/**
 * Signs an operator out everywhere.
 * @returns how many sessions were ended
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export async function endSessionsOf(context: OperatorsContext, actor: Actor, id: number): Promise<number> {
  let ended = 0;
  await manage(context, actor, id, async (transaction) => {
    ended = await deleteSessions(transaction, id, null);
    return { action: 'operator.end-sessions', object: ['operator', id], facts: { sessions: ended } };
  });
  return ended;
}

/**
 * Signs everybody out.
 * @returns how many sessions were ended
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export function endEverySession({ database, clock }: OperatorsContext, actor: Actor): Promise<number> {
  permit(actor, 'operators:manage', clock());
  return inTransaction(database, async (transaction) => {
    const sessions = await deleteAllSessions(transaction);
    await recordAct(transaction, actor, { action: 'sessions.end', object: null, facts: { sessions } });
    return sessions;
  });
}

/** Changes one operator and records it, in one transaction; `change` answers null where nothing is to be recorded. */
async function manage(
  { database, clock }: OperatorsContext,
  actor: Actor,
  id: number,
  change: (transaction: Queryable, operator: Operator) => Promise<Act | null>,
): Promise<void> {
  permit(actor, 'operators:manage', clock());
  await inTransaction(database, async (transaction) => {
    const owners = await lockOwners(transaction);
    // Whoever lost the role or the account a moment ago holds nothing any more.
    if (actor.kind === 'operator' && actor.id !== null && !owners.includes(actor.id)) {
      throw new BroadsheetError('FORBIDDEN', `${actor.name} is no owner any more.`);
    }
    const operator = await findOperator(transaction, id);
    if (operator === null) throw operatorUnknown();
    const act = await change(transaction, operator);
    if (act !== null) await recordAct(transaction, actor, act);
  });
}

async function refuseLastOwner(transaction: Queryable, { id }: Operator): Promise<void> {
  const owners = await lockOwners(transaction);
  if (!owners.includes(id) || owners.length > 1) return;
  const message =
    'This is the last owner: nobody could invite or let in anybody any more. Make somebody else an owner first.';
  throw new BroadsheetError('LAST_OWNER', message);
}

function operatorUnknown(): BroadsheetError {
  return new BroadsheetError(
    'NOT_FOUND',
    'No operator has this id or address; broadsheet operators list shows them.',
  );
}
