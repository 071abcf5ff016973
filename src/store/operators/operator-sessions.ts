import type { LoginMethod, SessionStep } from '../../model/operator.js';
import type { Queryable } from '../database.js';
import type { Challenge } from './challenges.js';

/** A session of somebody who said who they are. */
export interface SessionRow {
  /** SHA-256 of what the cookie has. */
  readonly idHash: Buffer;
  readonly operatorId: number;
  readonly step: Exclude<SessionStep, 'passkey'>;
  readonly method: LoginMethod;
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** When a factor was last shown; null before the first. */
  readonly authenticatedAt: Date | null;
  readonly clientHash: Buffer;
  readonly browser: string;
  /** Wrapped. */
  readonly pendingTotp: Buffer | null;
}

interface Row {
  readonly id_hash: Buffer;
  readonly operator_id: number;
  readonly step: Exclude<SessionStep, 'passkey'>;
  readonly method: LoginMethod;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly authenticated_at: Date | null;
  readonly client_hash: Buffer;
  readonly browser: string;
  readonly pending_totp: Buffer | null;
}

const COLUMNS =
  'id_hash, operator_id, step, method, created_at, seen_at, authenticated_at, client_hash, browser, pending_totp';

/** How long sessions hold: by their last use and by their beginning, and those that are not full by the latter. */
export interface SessionBounds {
  readonly idleSince: Date;
  readonly begunSince: Date;
  readonly unfinishedSince: Date;
}

/** Of $1 to $3: what {@link SessionBounds} lets live. */
const ALIVE = `created_at > CASE WHEN step = 'full' THEN $2::timestamptz ELSE $3 END AND seen_at > $1::timestamptz`;

/** @returns null where there is none, it has run out, or it belongs to nobody yet */
export async function findSession(
  database: Queryable,
  idHash: Buffer,
  { idleSince, begunSince, unfinishedSince }: SessionBounds,
): Promise<SessionRow | null> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} FROM operator_sessions
      WHERE ${ALIVE} AND id_hash = $4 AND operator_id IN (SELECT id FROM operators WHERE disabled_at IS NULL)`,
    [idleSince, begunSince, unfinishedSince, idHash],
  );
  return rows[0] === undefined ? null : sessionOf(rows[0]);
}

/** Those of an operator that live and are full, the newest first. */
export async function readSessions(
  database: Queryable,
  operatorId: number,
  { idleSince, begunSince, unfinishedSince }: SessionBounds,
): Promise<SessionRow[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} FROM operator_sessions
      WHERE ${ALIVE} AND operator_id = $4 AND step = 'full' ORDER BY seen_at DESC, id_hash`,
    [idleSince, begunSince, unfinishedSince, operatorId],
  );
  return rows.map(sessionOf);
}

export interface NewSession
  extends Pick<SessionRow, 'idHash' | 'operatorId' | 'step' | 'method' | 'clientHash' | 'browser'> {
  /** Null where a second factor has to follow. */
  readonly authenticatedAt: Date | null;
  readonly now: Date;
}

export async function insertSession(database: Queryable, session: NewSession): Promise<void> {
  const { idHash, operatorId, step, method, clientHash, browser, authenticatedAt, now } = session;
  await database.query(
    `INSERT INTO operator_sessions
       (id_hash, operator_id, step, method, created_at, seen_at, authenticated_at, client_hash, browser)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
    [idHash, operatorId, step, method, now, authenticatedAt, clientHash, browser],
  );
}

export interface AskingSession extends Challenge, Pick<SessionRow, 'idHash' | 'clientHash' | 'browser'> {
  /** What is asked: a passkey, or a provider of OpenID Connect. */
  readonly step: 'passkey' | 'oidc';
  readonly now: Date;
}

/** A session of somebody of whom nothing is known before the challenge is answered. */
export async function insertAskingSession(database: Queryable, session: AskingSession): Promise<void> {
  const { idHash, step, clientHash, browser, challenge, until, now } = session;
  await database.query(
    `INSERT INTO operator_sessions (id_hash, step, created_at, seen_at, client_hash, browser, challenge, challenge_until)
     VALUES ($1, $2, $3, $3, $4, $5, $6, $7)`,
    [idHash, step, now, clientHash, browser, challenge, until],
  );
}

/**
 * Makes a session a full one under another id, after a factor: the former id is good for nothing from then on.
 * @returns false where the session has ended meanwhile
 */
export async function moveSession(
  database: Queryable,
  formerHash: Buffer,
  { idHash, method, now }: Pick<NewSession, 'idHash' | 'method' | 'now'>,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE operator_sessions
        SET id_hash = $2, step = 'full', method = $3, seen_at = $4, authenticated_at = $4,
            challenge = NULL, challenge_until = NULL, pending_totp = NULL
      WHERE id_hash = $1 AND operator_id IS NOT NULL`,
    [formerHash, idHash, method, now],
  );
  return rowCount === 1;
}

/**
 * Notes that a session is in use, and its operator with it. The operator's row is locked first, as by whoever ends
 * an operator's sessions: in the other order each of two could wait for what the other has.
 */
export async function markSeen(database: Queryable, idHash: Buffer, now: Date): Promise<void> {
  await database.query(
    `WITH seen AS (
       UPDATE operators SET seen_at = $2
        WHERE id = (SELECT operator_id FROM operator_sessions WHERE id_hash = $1) RETURNING id)
     UPDATE operator_sessions SET seen_at = $2 WHERE id_hash = $1 AND operator_id = (SELECT id FROM seen)`,
    [idHash, now],
  );
}

/** @param secret that an authenticator was shown, wrapped */
export async function setPendingTotp(database: Queryable, idHash: Buffer, secret: Buffer): Promise<void> {
  await database.query('UPDATE operator_sessions SET pending_totp = $2 WHERE id_hash = $1', [idHash, secret]);
}

/** @returns false where there was none */
export async function deleteSession(database: Queryable, idHash: Buffer): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM operator_sessions WHERE id_hash = $1', [idHash]);
  return rowCount === 1;
}

/** @returns false where the operator had no such session */
export async function deleteSessionOf(
  database: Queryable,
  operatorId: number,
  idHash: Buffer,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'DELETE FROM operator_sessions WHERE operator_id = $1 AND id_hash = $2',
    [operatorId, idHash],
  );
  return rowCount === 1;
}

/**
 * Ends the sessions of an operator.
 * @param but one that stays
 * @returns how many full ones there were
 */
export async function deleteSessions(
  database: Queryable,
  operatorId: number,
  but: Buffer | null,
): Promise<number> {
  const { rows } = await database.query<{ step: string }>(
    'DELETE FROM operator_sessions WHERE operator_id = $1 AND id_hash IS DISTINCT FROM $2 RETURNING step',
    [operatorId, but],
  );
  return rows.filter(({ step }) => step === 'full').length;
}

/** @returns how many full ones there were */
export async function deleteAllSessions(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ step: string }>('DELETE FROM operator_sessions RETURNING step');
  return rows.filter(({ step }) => step === 'full').length;
}

function sessionOf(row: Row): SessionRow {
  const { step, method, browser } = row;
  return {
    ...{ step, method, browser },
    idHash: row.id_hash,
    operatorId: row.operator_id,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    authenticatedAt: row.authenticated_at,
    clientHash: row.client_hash,
    pendingTotp: row.pending_totp,
  };
}
