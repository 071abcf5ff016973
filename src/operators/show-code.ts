import { findTotpStep } from '../model/totp.js';
import { unwrapKey } from '../signing/key-wrapping.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { forgetFailures } from '../store/operators/login-failures.js';
import { useTotpStep } from '../store/operators/operators.js';
import { useRecoveryCode } from '../store/operators/recovery-codes.js';
import { claimAttempt } from './attempts.js';
import { refuseLogin } from './log-in.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { recoveryCodeHash } from './recovery-codes.js';
import { actorOf, completeSession, type Session, type SignedIn, sessionEnded } from './sessions.js';

/**
 * The second step of signing in, and the same again before what cannot be taken back: a code of the authenticator, or a
 * recovery code.
 * @returns a full session under a new token
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED; SESSION_ENDED where the session waits for no code
 */
export async function showCode(
  context: OperatorsContext,
  client: ClientFacts,
  session: Session,
  typed: string,
): Promise<SignedIn> {
  if (session.step === 'enrol') throw sessionEnded();
  const { database, clock, operatorKey } = context;
  const { operator } = session;
  const codeHash = recoveryCodeHash(operatorKey, typed);
  const by = codeHash === null ? 'code' : 'recovery-code';
  const attempt = await claimAttempt(context, client, { by, operatorId: operator.id });
  const now = clock();
  const step = codeHash === null ? totpStepOf(context, session, typed, now) : null;
  const signedIn = await inTransaction(database, async (transaction) => {
    const method = await take(transaction, session, { step, codeHash, now });
    if (method === null) return null;
    await forgetFailures(transaction, attempt);
    if (method === 'password+code') {
      const act = { action: 'recovery-code.use', object: ['operator', operator.id] as const };
      await recordAct(transaction, actorOf(session, client), act);
    }
    return completeSession(transaction, client, session, { method, now });
  });
  return signedIn ?? refuseLogin(context, client, operator, 'code');
}

/** Uses up what was shown; a code is good once, also for two who bring it at the same moment. */
async function take(
  database: Queryable,
  { operator: { id } }: Session,
  shown: { readonly step: number | null; readonly codeHash: Buffer | null; readonly now: Date },
): Promise<'password+totp' | 'password+code' | null> {
  const { step, codeHash, now } = shown;
  if (step !== null) return (await useTotpStep(database, id, step)) ? 'password+totp' : null;
  if (codeHash === null) return null;
  return (await useRecoveryCode(database, id, codeHash, now)) ? 'password+code' : null;
}

function totpStepOf(
  { operatorKey, log }: OperatorsContext,
  { operator }: Session,
  code: string,
  now: Date,
): number | null {
  if (operator.totpSecret === null) return null;
  const secret = unwrapKey(operatorKey, operator.totpSecret);
  if (secret === null) {
    log.warn({ operator: operator.id }, 'totp-secret-unreadable');
    return null;
  }
  return findTotpStep(secret, code, now, operator.totpStep);
}
