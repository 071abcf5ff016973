import { BroadsheetError } from '../errors.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { setChallenge, takeChallenge } from '../store/operators/challenges.js';
import { deleteSessions } from '../store/operators/operator-sessions.js';
import { lockOperator } from '../store/operators/operators.js';
import {
  deletePasskey,
  insertPasskey,
  type Passkey,
  readPasskeys,
  renamePasskey,
} from '../store/operators/passkeys.js';
import { nameOfPasskey, passkeyRefused } from './accept-link.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { refuseMissing, refuseSecondEnrolment, requireEnrolling } from './own-totp.js';
import { askForNewPasskey, CEREMONY_MS, type CreationOptions, readNewPasskey } from './passkey-ceremony.js';
import { requireFreshFactor } from './permit.js';
import { actorOf, completeSession, type Session, type SignedIn } from './sessions.js';
import { passkeyHandle } from './show-passkey.js';

export function listPasskeys({ database }: OperatorsContext, { operator }: Session): Promise<Passkey[]> {
  return readPasskeys(database, operator.id);
}

/**
 * Asks the browser for a new passkey of the operator.
 * @throws BroadsheetError FACTOR_NEEDED
 */
export async function beginPasskey(
  { database, site, operatorKey, clock }: OperatorsContext,
  session: Session,
): Promise<CreationOptions> {
  const now = clock();
  requireEnrolling(session, now);
  const { id, name, address } = session.operator;
  const passkeys = await readPasskeys(database, id);
  const handle = passkeyHandle(operatorKey, address);
  const { options, challenge } = await askForNewPasskey(site, { handle, name, address, passkeys });
  const until = new Date(now.getTime() + CEREMONY_MS);
  await setChallenge(database, 'session', session.idHash, { challenge, until });
  return options;
}

/**
 * Takes the passkey that the browser has made.
 * @returns the session, full now, under a new token
 * @throws BroadsheetError FACTOR_NEEDED, FACTOR_REFUSED
 */
export async function addPasskey(
  { database, site, clock }: OperatorsContext,
  client: ClientFacts,
  session: Session,
  { answer, name }: { readonly answer: unknown; readonly name: string },
): Promise<SignedIn> {
  const now = clock();
  requireEnrolling(session, now);
  const { id } = session.operator;
  const challenge = await takeChallenge(database, 'session', session.idHash, now);
  const passkey = challenge === null ? null : await readNewPasskey(site, challenge, answer);
  if (passkey === null) throw passkeyRefused();
  return inTransaction(database, async (transaction) => {
    await refuseSecondEnrolment(transaction, session);
    const isNew = await insertPasskey(transaction, id, passkey, { name: nameOfPasskey(name), now });
    if (!isNew) throw passkeyRefused();
    const act = { action: 'passkey.add', object: ['operator', id] as const };
    await recordAct(transaction, actorOf(session, client), act);
    const method = session.step === 'enrol' ? 'passkey' : session.method;
    return completeSession(transaction, client, session, { method, now });
  });
}

/** @throws BroadsheetError NOT_FOUND */
export async function nameOwnPasskey(
  { database }: OperatorsContext,
  { operator }: Session,
  credentialId: Buffer,
  name: string,
): Promise<void> {
  const isThere = await renamePasskey(database, operator.id, credentialId, nameOfPasskey(name));
  if (!isThere) throw passkeyUnknown();
}

/**
 * Takes a passkey away and ends the other sessions.
 * @throws BroadsheetError FACTOR_NEEDED, LAST_FACTOR, NOT_FOUND
 */
export async function removePasskey(
  { database, site, clock }: OperatorsContext,
  client: ClientFacts,
  session: Session,
  credentialId: Buffer,
): Promise<void> {
  requireFreshFactor(session, clock());
  const { id } = session.operator;
  await inTransaction(database, async (transaction) => {
    const { factors } = (await lockOperator(transaction, id)) ?? session.operator;
    if (!(await deletePasskey(transaction, id, credentialId))) throw passkeyUnknown();
    refuseMissing({ ...factors, passkeys: factors.passkeys - 1 }, site.secondFactorMayWait);
    await deleteSessions(transaction, id, session.idHash);
    const act = { action: 'passkey.remove', object: ['operator', id] as const };
    await recordAct(transaction, actorOf(session, client), act);
  });
}

function passkeyUnknown(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'There is no such passkey; it may be gone already.');
}
