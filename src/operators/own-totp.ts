import { randomBytes } from 'node:crypto';
import { BroadsheetError } from '../errors.js';
import { hasSecondFactor, missingFactor } from '../model/operator.js';
import { base32, findTotpStep, TOTP_SECRET_OCTETS, totpUri } from '../model/totp.js';
import { unwrapKey, wrapKey } from '../signing/key-wrapping.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { deleteSessions, setPendingTotp } from '../store/operators/operator-sessions.js';
import { lockOperator, setTotp } from '../store/operators/operators.js';
import { replaceRecoveryCodes } from '../store/operators/recovery-codes.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { requireFreshFactor } from './permit.js';
import { makeRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';
import { actorOf, completeSession, type Session, type SignedIn, sessionEnded } from './sessions.js';

/** What is shown to an authenticator, to be scanned or typed. */
export interface ShownTotp {
  /** Base 32. */
  readonly secret: string;
  /** For a QR code. */
  readonly uri: string;
}

/**
 * Shows the secret that an authenticator is to be set up with; it counts from when its first code comes back. Asking
 * again in the same session shows the same.
 * @throws BroadsheetError FACTOR_NEEDED
 */
export async function beginTotp(
  { database, operatorKey, site, clock }: OperatorsContext,
  session: Session,
): Promise<ShownTotp> {
  requireEnrolling(session, clock());
  const { idHash, pendingTotp, operator } = session;
  const pending = pendingTotp === null ? null : unwrapKey(operatorKey, pendingTotp);
  const secret = pending ?? randomBytes(TOTP_SECRET_OCTETS);
  if (pending === null) await setPendingTotp(database, idHash, wrapKey(operatorKey, secret));
  return { secret: base32(secret), uri: totpUri(secret, site.name, operator.address) };
}

/** Recovery codes are shown once. */
export interface Enrolled {
  readonly signedIn: SignedIn;
  readonly recoveryCodes: readonly string[];
}

/**
 * Takes the authenticator whose code comes back, in the place of a former one, and makes new recovery codes.
 * @returns the session, full now, under a new token
 * @throws BroadsheetError FACTOR_NEEDED; FACTOR_REFUSED where the code is not right, or no secret was shown
 */
export async function confirmTotp(
  context: OperatorsContext,
  client: ClientFacts,
  session: Session,
  code: string,
): Promise<Enrolled> {
  const { database, operatorKey, clock } = context;
  const now = clock();
  requireEnrolling(session, now);
  const { operator, pendingTotp } = session;
  const secret = pendingTotp === null ? null : unwrapKey(operatorKey, pendingTotp);
  const step = secret === null ? null : findTotpStep(secret, code, now, 0);
  if (secret === null || step === null) throw codeRefused();
  return inTransaction(database, async (transaction) => {
    await refuseSecondEnrolment(transaction, session);
    await setTotp(transaction, operator.id, wrapKey(operatorKey, secret), step);
    const recoveryCodes = await newRecoveryCodes(context, transaction, operator.id);
    const facts = { replaces: operator.factors.hasTotp };
    const act = { action: 'totp.set', object: ['operator', operator.id] as const, facts };
    await recordAct(transaction, actorOf(session, client), act);
    if (operator.factors.hasTotp) await deleteSessions(transaction, operator.id, session.idHash);
    const method = session.step === 'enrol' ? 'password+totp' : session.method;
    return { signedIn: await completeSession(transaction, client, session, { method, now }), recoveryCodes };
  });
}

/**
 * Takes the authenticator away, with the recovery codes that stand in for it, and ends the other sessions.
 * @throws BroadsheetError FACTOR_NEEDED, LAST_FACTOR
 */
export async function removeTotp(
  { database, site, clock }: OperatorsContext,
  client: ClientFacts,
  session: Session,
): Promise<void> {
  requireFreshFactor(session, clock());
  const { operator } = session;
  await inTransaction(database, async (transaction) => {
    const { factors } = (await lockOperator(transaction, operator.id)) ?? operator;
    refuseMissing({ ...factors, hasTotp: false }, site.secondFactorMayWait);
    await setTotp(transaction, operator.id, null);
    await replaceRecoveryCodes(transaction, operator.id, []);
    await deleteSessions(transaction, operator.id, session.idHash);
    const act = { action: 'totp.remove', object: ['operator', operator.id] as const };
    await recordAct(transaction, actorOf(session, client), act);
  });
}

/**
 * Makes ten new recovery codes; the former ones are good for nothing from then on.
 * @throws BroadsheetError FACTOR_NEEDED
 */
export async function renewRecoveryCodes(
  context: OperatorsContext,
  client: ClientFacts,
  session: Session,
): Promise<readonly string[]> {
  requireFreshFactor(session, context.clock());
  const { id } = session.operator;
  return inTransaction(context.database, async (transaction) => {
    const codes = await newRecoveryCodes(context, transaction, id);
    const act = { action: 'recovery-codes.renew', object: ['operator', id] as const };
    await recordAct(transaction, actorOf(session, client), act);
    return codes;
  });
}

/**
 * Whoever has to enrol a second factor has just shown the password; others show a factor first.
 * @throws BroadsheetError FACTOR_NEEDED; SESSION_ENDED where the account has got a second factor meanwhile
 */
export function requireEnrolling({ step, authenticatedAt, operator }: Session, now: Date): void {
  if (step !== 'enrol')
    requireFreshFactor({ authenticatedAt: step === 'full' ? authenticatedAt : null }, now);
  else if (hasSecondFactor(operator.factors)) throw sessionEnded();
}

/**
 * Two sessions of one account may both wait for a second factor: once one has set it up, the other may not put its own
 * in its place.
 * @throws BroadsheetError SESSION_ENDED
 */
export async function refuseSecondEnrolment(
  transaction: Queryable,
  { step, operator }: Session,
): Promise<void> {
  if (step !== 'enrol') return;
  const current = await lockOperator(transaction, operator.id);
  if (current === null || hasSecondFactor(current.factors)) throw sessionEnded();
}

/** @throws BroadsheetError LAST_FACTOR with what would be missing in `details.reason` */
export function refuseMissing(after: Session['operator']['factors'], mayWait: boolean): void {
  const reason = missingFactor(after, mayWait);
  if (reason === null) return;
  const message =
    reason === 'way-in'
      ? 'This is the last way into the account. Add another one first.'
      : 'A password alone is not enough here. Add another second factor first.';
  throw new BroadsheetError('LAST_FACTOR', message, { details: { reason } });
}

async function newRecoveryCodes(
  { operatorKey }: OperatorsContext,
  database: Queryable,
  operatorId: number,
): Promise<readonly string[]> {
  const codes = makeRecoveryCodes();
  const hashes = codes.flatMap((code) => recoveryCodeHash(operatorKey, code) ?? []);
  await replaceRecoveryCodes(database, operatorId, hashes);
  return codes;
}

function codeRefused(): BroadsheetError {
  const message =
    'The code does not fit the secret that was shown. Check that the clock of the device is right, then type the next code.';
  return new BroadsheetError('FACTOR_REFUSED', message);
}
