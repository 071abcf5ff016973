import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { addressKey, addressParts } from '../model/address.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import type { Language } from '../model/language.js';
import type { Operator } from '../model/operator.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { findOperator, findOperatorByKey } from '../store/operators/operators.js';
import { openRestore } from '../store/restores.js';
import { permitRules } from './permit-rules.js';

/** A copy of a digest for an operator to look at, as a job says it: names and numbers, no address. */
export interface TestCopy {
  readonly digest: string;
  readonly operatorId: number;
  readonly language: Language;
  /** Null: of everything. */
  readonly ruleSetId: number | null;
}

export interface TestAsked {
  readonly digest: DigestName;
  /** Which operator, by number or by address. */
  readonly to: { readonly id: number } | { readonly address: string };
  /** The operator's own where absent. */
  readonly language?: Language | undefined;
  readonly ruleSetId?: number | null | undefined;
}

/**
 * Has a copy of a digest sent to an operator who need not be a reader. It says that it is a test, belongs to no reader and
 * is counted nowhere, so it may be sent while the digest is paused, and before it is frozen.
 * @param hand hands it to a worker, or sends it
 * @returns the copy
 * @throws BroadsheetError FORBIDDEN, also for rules that few readers have and the actor may not see; NOT_FOUND where no operator has the address or number; MAIL_HELD; what `hand` throws
 */
export async function sendTest(
  { database, clock }: Acting,
  actor: Actor,
  { digest, to, language, ruleSetId = null }: TestAsked,
  hand: (copy: TestCopy) => Promise<void>,
): Promise<TestCopy> {
  permit(actor, 'digests:test', clock());
  await permitRules({ database, clock }, actor, ruleSetId);
  if ((await openRestore(database)) !== null)
    throw new BroadsheetError('MAIL_HELD', 'All mail is held: an older copy took the place of the data.');
  return inTransaction(database, async (client) => {
    const operator = await findReceiver(client, to);
    const name = digestName(digest.kind, digest.period);
    const copy = {
      digest: name,
      operatorId: operator.id,
      language: language ?? operator.language,
      ruleSetId,
    };
    // Recorded first: a copy that goes out and stands nowhere would be worse than one that does not go out.
    const facts = { operator: operator.id, language: copy.language, ruleSetId };
    await recordAct(client, actor, { action: 'digest.test', object: ['digest', name], facts });
    await hand(copy);
    return copy;
  });
}

async function findReceiver(client: Queryable, to: TestAsked['to']): Promise<Operator> {
  const operator = 'id' in to ? await findOperator(client, to.id) : await findByAddress(client, to.address);
  if (operator !== null && operator.disabledAt === null) return operator;
  throw new BroadsheetError('NOT_FOUND', 'A test goes to operators only, and no operator has this address.');
}

function findByAddress(client: Queryable, typed: string): Promise<Operator | null> {
  const parts = addressParts(typed);
  if (parts === null) throw new BroadsheetError('ADDRESS_INVALID', 'Mail cannot be sent to such an address.');
  return findOperatorByKey(client, addressKey(parts.address));
}
