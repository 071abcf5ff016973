import { hasSecondFactor } from '../model/operator.js';
import { inTransaction } from '../store/database.js';
import { forgetFailures } from '../store/operators/login-failures.js';
import { claimAttempt, unlessUnseen } from './attempts.js';
import { refuseLogin } from './log-in.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { completeSession, type Session, type SignedIn, sessionEnded } from './sessions.js';

/**
 * Shows the password again before what cannot be taken back, where the account has no second factor yet.
 * @returns the session under a new token
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED, OVERLOADED; SESSION_ENDED where a password is not enough
 */
export async function showPassword(
  context: OperatorsContext,
  client: ClientFacts,
  session: Session,
  password: string,
): Promise<SignedIn> {
  const { database, hasher, clock } = context;
  const { operator } = session;
  if (session.step !== 'full' || hasSecondFactor(operator.factors)) throw sessionEnded();
  const attempt = await claimAttempt(context, client, { by: 'password-again', operatorId: operator.id });
  const { isRight } = await unlessUnseen(context, attempt, () =>
    hasher.verify(password, operator.passwordHash),
  );
  if (!isRight) return refuseLogin(context, client, operator, 'password');
  return inTransaction(database, async (transaction) => {
    await forgetFailures(transaction, attempt);
    return completeSession(transaction, client, session, { method: session.method, now: clock() });
  });
}
