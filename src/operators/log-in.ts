import { BroadsheetError } from '../errors.js';
import { addressKey, addressParts } from '../model/address.js';
import { stepAfterPassword } from '../model/operator.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { forgetFailures } from '../store/operators/login-failures.js';
import {
  findOperatorByKey,
  lockOperator,
  type OperatorSecrets,
  setPasswordHash,
} from '../store/operators/operators.js';
import { claimAttempt, unlessUnseen } from './attempts.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { beginSession, type SignedIn } from './sessions.js';

export interface TypedLogin {
  readonly address: string;
  readonly password: string;
  /** The token that the browser had before, if any. */
  readonly former: string | null;
}

/**
 * The first step of signing in. An address that nobody has costs the same work and gets the same answer (ASVS 5.0,
 * 6.3.8).
 * @returns a session whose step says what is missing: a second factor, or to enrol one; nothing where it is full
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED, OVERLOADED; FORBIDDEN where passwords are switched off
 */
export async function logIn(
  context: OperatorsContext,
  client: ClientFacts,
  typed: TypedLogin,
): Promise<SignedIn> {
  const { hasher, site } = context;
  if (site.localLogin) return hasher.admit(() => compareAndBegin(context, client, typed));
  const message = 'Passwords are switched off here (LOCAL_LOGIN). Sign in by the provider.';
  throw new BroadsheetError('FORBIDDEN', message);
}

async function compareAndBegin(
  context: OperatorsContext,
  client: ClientFacts,
  { address, password, former }: TypedLogin,
): Promise<SignedIn> {
  const { database, hasher, site, clock } = context;
  const key = addressKey(addressParts(address)?.address ?? address.trim());
  const attempt = await claimAttempt(context, client, { by: 'password', addressKey: key });
  const found = await findOperatorByKey(database, key);
  const operator = found === null || found.disabledAt !== null ? null : found;
  const { isRight, isWeak } = await unlessUnseen(context, attempt, () =>
    hasher.verify(password, operator?.passwordHash ?? null),
  );
  if (operator === null || !isRight) return refuseLogin(context, client, operator, 'password');
  const renewed = isWeak ? await hasher.hash(password) : null;
  const signedIn = await inTransaction(database, async (transaction) => {
    const current = await lockOperator(transaction, operator.id);
    // While it was compared, another may have been chosen, or the account disabled; both end sessions that are there.
    if (current?.passwordHash !== operator.passwordHash || current?.disabledAt !== null) return null;
    if (renewed !== null) await setPasswordHash(transaction, current.id, renewed);
    await forgetFailures(transaction, attempt);
    const { id, name, factors } = current;
    const step = stepAfterPassword(factors, site.secondFactorMayWait);
    const beginning = { operatorId: id, name, step, method: 'password', former } as const;
    return beginSession(transaction, client, beginning, clock());
  });
  return signedIn ?? refuseLogin(context, client, operator, 'password');
}

/**
 * Records what was wrong and says nothing of it.
 * @param operator whose factor it would have been, where that is known
 * @throws BroadsheetError LOGIN_FAILED always
 */
export async function refuseLogin(
  context: OperatorsContext,
  client: ClientFacts,
  operator: Pick<OperatorSecrets, 'id'> | null,
  by: keyof typeof messages,
): Promise<never> {
  await noteFailedLogin(context, client, operator, { by });
  throw new BroadsheetError('LOGIN_FAILED', messages[by]);
}

/**
 * Records that somebody was not let in.
 * @param facts by what they signed in, and why they may not where that is known
 */
export async function noteFailedLogin(
  { database, log }: OperatorsContext,
  { clientHash }: ClientFacts,
  operator: Pick<OperatorSecrets, 'id'> | null,
  facts: { readonly by: string; readonly because?: string },
): Promise<void> {
  const actor = { kind: 'system', id: null, name: 'login', clientHash } as const;
  const object = operator === null ? null : (['operator', operator.id] as const);
  await recordAct(database, actor, { action: 'login.failed', object, facts });
  log.warn({ ...facts, operator: operator?.id ?? null }, 'login-failed');
}

const messages = {
  password: 'The address or the password is not right.',
  code: 'The code is not right, or it was used already. Check that the clock of the device is right.',
  oidc: 'The provider did not say who you are. Try again.',
  passkey: 'The passkey was not accepted. Try again, or sign in another way.',
};
