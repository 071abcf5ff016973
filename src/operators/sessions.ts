import { DAY_MS, HOUR_MS, MINUTE_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { LoginMethod, SessionStep } from '../model/operator.js';
import { permissionsOf } from '../model/permission.js';
import { type Act, recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { forgetFailures, type LoginAttempt } from '../store/operators/login-failures.js';
import { tellOfLogin } from '../store/operators/login-told.js';
import {
  deleteSession,
  deleteSessionOf,
  findSession as findSessionRow,
  insertSession,
  markSeen,
  moveSession,
  readSessions,
  type SessionBounds,
  type SessionRow,
} from '../store/operators/operator-sessions.js';
import { findOperator, type OperatorSecrets } from '../store/operators/operators.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { makeToken, tokenHash } from './secret-token.js';

/** What a page knows of who asks (ASVS 5.0, 7.3.1 and 7.3.2: idle and absolute bounds). */
export interface Session extends SessionRow {
  /** As the rows have it now. */
  readonly operator: OperatorSecrets;
}

/** What a browser is given after a step of signing in: the former token is good for nothing from then on. */
export interface SignedIn {
  /** 43 characters, for the cookie. */
  readonly token: string;
  readonly step: SessionStep;
}

export const IDLE_MS = 12 * HOUR_MS;
export const LONGEST_MS = 7 * DAY_MS;
/** For a second factor, or to enrol one. */
const UNFINISHED_MS = 15 * MINUTE_MS;
const SEEN_EVERY_MS = MINUTE_MS;
/** Characters that are kept of what a browser calls itself. */
export const MOST_BROWSER = 200;

/** @returns null where the session has ended, or was none */
export async function findSession(
  { database, clock }: OperatorsContext,
  token: string,
): Promise<Session | null> {
  const idHash = tokenHash(token);
  if (idHash === null) return null;
  const now = clock();
  const row = await findSessionRow(database, idHash, boundsAt(now));
  if (row === null) return null;
  const operator = await findOperator(database, row.operatorId);
  if (operator === null) return null;
  const isSeen = now.getTime() - row.seenAt.getTime() < SEEN_EVERY_MS;
  if (row.step === 'full' && !isSeen) await markSeen(database, idHash, now);
  return { ...row, operator };
}

/** Who acts in a session: nobody who may do anything, as long as a step is missing. */
export function actorOf({ step, authenticatedAt, operator }: Session, { clientHash }: ClientFacts): Actor {
  const permissions = step === 'full' ? permissionsOf(operator.role) : new Set<never>();
  return { kind: 'operator', id: operator.id, name: operator.name, permissions, authenticatedAt, clientHash };
}

/** Where an operator is signed in, the last used first. */
export function listSessions(
  { database, clock }: OperatorsContext,
  operatorId: number,
): Promise<SessionRow[]> {
  return readSessions(database, operatorId, boundsAt(clock()));
}

/**
 * Ends a session of an operator: the one that asks, which is to log out, or another of theirs.
 * @returns false where there was none
 */
export async function endSession(
  { database }: OperatorsContext,
  client: ClientFacts,
  session: Session,
  idHash: Buffer,
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const ended = await deleteSessionOf(transaction, session.operator.id, idHash);
    const object = ['operator', session.operator.id] as const;
    if (ended) await recordAct(transaction, actorOf(session, client), { action: 'session.end', object });
    return ended;
  });
}

export interface Beginning {
  readonly operatorId: number;
  readonly name: string;
  readonly step: Exclude<SessionStep, 'passkey'>;
  readonly method: LoginMethod;
  /** What the browser had before; a session never lives on under a token that somebody else may know. */
  readonly former: string | null;
  /** When a factor was shown; now where it is left out. */
  readonly authenticatedAt?: Date;
}

/** Begins a session under a new token, in the transaction of what was shown for it. */
export async function beginSession(
  database: Queryable,
  { clientHash, browser }: ClientFacts,
  { operatorId, name, step, method, former, authenticatedAt: shownAt }: Beginning,
  now: Date,
): Promise<SignedIn> {
  const authenticatedAt = step === 'second-factor' ? null : (shownAt ?? now);
  const { token, hash: idHash } = makeToken();
  const formerHash = former === null ? null : tokenHash(former);
  if (formerHash !== null) await deleteSession(database, formerHash);
  const kept = browser.slice(0, MOST_BROWSER);
  const row = { idHash, operatorId, step, method, clientHash, browser: kept, authenticatedAt, now };
  await insertSession(database, row);
  if (step === 'full') {
    const actor = { kind: 'operator', id: operatorId, name, clientHash } as const;
    await tellOfLogin(database, { operatorId, clientHash, method, now });
    await recordAct(database, actor, loginAct(operatorId, method));
    await markSeen(database, idHash, now);
  }
  return { token, step };
}

/** Begins a session of whoever showed all that is asked for, whose attempt counts as failed no longer. */
export function beginFullSession(
  { database, clock }: OperatorsContext,
  client: ClientFacts,
  attempt: LoginAttempt,
  shown: Omit<Beginning, 'step'>,
): Promise<SignedIn> {
  return inTransaction(database, async (transaction) => {
    await forgetFailures(transaction, attempt);
    return beginSession(transaction, client, { ...shown, step: 'full' }, clock());
  });
}

/**
 * Makes a session full after a factor, under a new token.
 * @throws BroadsheetError SESSION_ENDED
 */
export async function completeSession(
  database: Queryable,
  { clientHash }: ClientFacts,
  session: Session,
  { method, now }: { readonly method: LoginMethod; readonly now: Date },
): Promise<SignedIn> {
  const { token, hash: idHash } = makeToken();
  await markSeen(database, session.idHash, now);
  if (!(await moveSession(database, session.idHash, { idHash, method, now }))) throw sessionEnded();
  const { id, name } = session.operator;
  if (session.step !== 'full') await tellOfLogin(database, { operatorId: id, clientHash, method, now });
  const act = session.step === 'full' ? { action: 'factor.show', object: null } : loginAct(id, method);
  await recordAct(database, { kind: 'operator', id, name, clientHash }, act);
  return { token, step: 'full' };
}

export function sessionEnded(): BroadsheetError {
  return new BroadsheetError('SESSION_ENDED', 'The session is over; sign in again.');
}

function loginAct(operatorId: number, method: LoginMethod): Act {
  return { action: 'login.succeeded', object: ['operator', operatorId], facts: { method } };
}

function boundsAt(now: Date): SessionBounds {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return {
    idleSince: before(IDLE_MS),
    begunSince: before(LONGEST_MS),
    unfinishedSince: before(UNFINISHED_MS),
  };
}
