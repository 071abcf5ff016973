import { createHmac } from 'node:crypto';
import type { Actor } from '../model/actor.js';
import { addressKey } from '../model/address.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { setChallenge, takeChallenge } from '../store/operators/challenges.js';
import { forgetFailures, type LoginAttempt } from '../store/operators/login-failures.js';
import { findOperator, type OperatorSecrets } from '../store/operators/operators.js';
import { findPasskey, readPasskeys, usePasskey } from '../store/operators/passkeys.js';
import { claimAttempt } from './attempts.js';
import { refuseLogin } from './log-in.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import {
  answeringPasskey,
  askForPasskey,
  CEREMONY_MS,
  type RequestOptions,
  readPasskeyUse,
} from './passkey-ceremony.js';
import { beginFullSession, completeSession, type Session, type SignedIn, sessionEnded } from './sessions.js';
import { awaitAnswer, takeAsked } from './waiting-answer.js';

/**
 * Asks whoever wants to sign in for a passkey. Nothing is known of them: the passkey says who it is.
 * @returns what the browser is to be given, and the token of a session that is good for the answer alone
 */
export async function askWhoSignsIn(
  context: OperatorsContext,
  client: ClientFacts,
): Promise<{ readonly token: string; readonly options: RequestOptions }> {
  const { options, challenge } = await askForPasskey(context.site, []);
  return { token: await awaitAnswer(context, client, 'passkey', challenge), options };
}

/**
 * Signs in by a passkey alone.
 * @param tokens of {@link askWhoSignsIn}, and what the browser had before, if any
 * @param answer as the browser made it
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED
 */
export async function logInByPasskey(
  context: OperatorsContext,
  client: ClientFacts,
  tokens: { readonly token: string; readonly former: string | null },
  answer: unknown,
): Promise<SignedIn> {
  const attempt = await claimAttempt(context, client, { by: 'passkey' });
  const challenge = await takeAsked(context, tokens.token);
  if (challenge === null) return refuseLogin(context, client, null, 'passkey');
  const { id, name } = await whoAnswers(context, client, { challenge, answer });
  const { former } = tokens;
  return beginFullSession(context, client, attempt, { operatorId: id, name, method: 'passkey', former });
}

/** Asks an operator who has a session for one of their passkeys. */
export async function askForOwnPasskey(
  { database, site, clock }: OperatorsContext,
  { idHash, operator }: Session,
): Promise<RequestOptions> {
  const { options, challenge } = await askForPasskey(site, await readPasskeys(database, operator.id));
  const until = new Date(clock().getTime() + CEREMONY_MS);
  await setChallenge(database, 'session', idHash, { challenge, until });
  return options;
}

/**
 * The second step of signing in, and the same again before what cannot be taken back, by a passkey.
 * @returns a full session under a new token
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED; SESSION_ENDED where the session waits for no factor
 */
export async function showPasskey(
  context: OperatorsContext,
  client: ClientFacts,
  session: Session,
  answer: unknown,
): Promise<SignedIn> {
  if (session.step === 'enrol') throw sessionEnded();
  const { database, clock } = context;
  const attempt: LoginAttempt = await claimAttempt(context, client, { by: 'passkey' });
  const challenge = await takeChallenge(database, 'session', session.idHash, clock());
  if (challenge === null) return refuseLogin(context, client, session.operator, 'passkey');
  const operator = await whoAnswers(context, client, { challenge, answer });
  if (operator.id !== session.operator.id) {
    return refuseLogin(context, client, session.operator, 'passkey');
  }
  return inTransaction(database, async (transaction) => {
    await forgetFailures(transaction, attempt);
    return completeSession(transaction, client, session, { method: 'passkey', now: clock() });
  });
}

/** The handle under which authenticators keep an account: no number and no name of anybody is read from it. */
export function passkeyHandle(operatorKey: Buffer, address: string): Buffer {
  return createHmac('sha256', operatorKey)
    .update(`passkey handle ${addressKey(address)}`)
    .digest();
}

async function whoAnswers(
  context: OperatorsContext,
  client: ClientFacts,
  { challenge, answer }: { readonly challenge: Buffer; readonly answer: unknown },
): Promise<OperatorSecrets> {
  const { database, site, operatorKey, clock } = context;
  const credentialId = answeringPasskey(answer);
  const passkey = credentialId === null ? null : await findPasskey(database, credentialId);
  if (passkey === null) return refuseLogin(context, client, null, 'passkey');
  const operator = await findOperator(database, passkey.operatorId);
  if (operator === null || operator.disabledAt !== null)
    return refuseLogin(context, client, operator, 'passkey');
  const handle = passkeyHandle(operatorKey, operator.address);
  const use = await readPasskeyUse(site, passkey, { challenge, answer, handle });
  if (use === null) return refuseLogin(context, client, operator, 'passkey');
  if (await usePasskey(database, passkey.credentialId, { ...use, now: clock() })) return operator;
  const actor: Pick<Actor, 'kind' | 'id' | 'name' | 'clientHash'> = {
    ...{ kind: 'system', id: null, name: 'login', clientHash: client.clientHash },
  };
  const facts = { counter: use.counter, former: passkey.counter };
  const object = ['operator', operator.id] as const;
  await recordAct(database, actor, { action: 'passkey.counter-back', object, facts });
  return refuseLogin(context, client, operator, 'passkey');
}
