import type { Queryable } from '../database.js';

/** A passkey as it was registered. */
export interface NewPasskey {
  readonly credentialId: Buffer;
  /** COSE (RFC 9052). */
  readonly publicKey: Buffer;
  /** How often it was used, as it says itself; 0 where it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Whether it is kept in more than one device. */
  readonly isBackedUp: boolean;
}

export interface Passkey extends NewPasskey {
  readonly operatorId: number;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

interface PasskeyRow {
  readonly credential_id: Buffer;
  readonly operator_id: number;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly backed_up: boolean;
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const COLUMNS =
  'credential_id, operator_id, public_key, counter, transports, backed_up, name, created_at, last_used_at';

/** @returns false where the credential is known already */
export async function insertPasskey(
  database: Queryable,
  operatorId: number,
  passkey: NewPasskey,
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<boolean> {
  const { credentialId, publicKey, counter, transports, isBackedUp } = passkey;
  const { rowCount } = await database.query(
    `INSERT INTO passkeys (credential_id, operator_id, public_key, counter, transports, backed_up, name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING`,
    [credentialId, operatorId, publicKey, counter, transports, isBackedUp, name, now],
  );
  return rowCount === 1;
}

export async function findPasskey(database: Queryable, credentialId: Buffer): Promise<Passkey | null> {
  const { rows } = await database.query<PasskeyRow>(
    `SELECT ${COLUMNS} FROM passkeys WHERE credential_id = $1`,
    [credentialId],
  );
  return rows[0] === undefined ? null : passkeyOf(rows[0]);
}

/** Those of an operator, the oldest first. */
export async function readPasskeys(database: Queryable, operatorId: number): Promise<Passkey[]> {
  const { rows } = await database.query<PasskeyRow>(
    `SELECT ${COLUMNS} FROM passkeys WHERE operator_id = $1 ORDER BY created_at, credential_id`,
    [operatorId],
  );
  return rows.map(passkeyOf);
}

/**
 * Notes that a passkey was used.
 * @returns false where its counter did not go on, as that of a copy does not (WebAuthn §6.1.1); nothing is noted then
 */
export async function usePasskey(
  database: Queryable,
  credentialId: Buffer,
  {
    counter,
    isBackedUp,
    now,
  }: { readonly counter: number; readonly isBackedUp: boolean; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE passkeys SET counter = $2, backed_up = $3, last_used_at = $4
      WHERE credential_id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
    [credentialId, counter, isBackedUp, now],
  );
  return rowCount === 1;
}

/** @returns false where the operator has no such passkey */
export async function renamePasskey(
  database: Queryable,
  operatorId: number,
  credentialId: Buffer,
  name: string,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE passkeys SET name = $3 WHERE operator_id = $1 AND credential_id = $2',
    [operatorId, credentialId, name],
  );
  return rowCount === 1;
}

/** @returns false where the operator has no such passkey */
export async function deletePasskey(
  database: Queryable,
  operatorId: number,
  credentialId: Buffer,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'DELETE FROM passkeys WHERE operator_id = $1 AND credential_id = $2',
    [operatorId, credentialId],
  );
  return rowCount === 1;
}

export async function deletePasskeys(database: Queryable, operatorId: number): Promise<void> {
  await database.query('DELETE FROM passkeys WHERE operator_id = $1', [operatorId]);
}

function passkeyOf(row: PasskeyRow): Passkey {
  return {
    credentialId: row.credential_id,
    operatorId: row.operator_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    isBackedUp: row.backed_up,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
