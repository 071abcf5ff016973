import type { Language } from '../../model/language.js';
import type { Operator } from '../../model/operator.js';
import type { Role } from '../../model/role.js';
import type { Queryable } from '../database.js';

/** An operator with what signing in compares; it stays within the rooms that act. */
export interface OperatorSecrets extends Operator {
  /** A PHC string. */
  readonly passwordHash: string | null;
  /** Wrapped. */
  readonly totpSecret: Buffer | null;
  readonly totpStep: number;
}

interface OperatorRow {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly language: Language;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly seen_at: Date | null;
  readonly password_hash: string | null;
  readonly totp_secret: Buffer | null;
  readonly totp_step: number;
  readonly oidc_issuer: string | null;
  readonly passkeys: number;
  readonly recovery_codes: number;
}

const SELECT_OPERATORS = `
  SELECT o.id, o.name, o.address, o.role, o.language, o.created_at, o.disabled_at, o.seen_at,
         o.password_hash, o.totp_secret, o.totp_step, o.oidc_issuer,
         (SELECT count(*)::int FROM passkeys p WHERE p.operator_id = o.id) AS passkeys,
         (SELECT count(*)::int FROM recovery_codes c WHERE c.operator_id = o.id AND c.used_at IS NULL) AS recovery_codes
    FROM operators o`;

export async function findOperator(database: Queryable, id: number): Promise<OperatorSecrets | null> {
  const { rows } = await database.query<OperatorRow>(`${SELECT_OPERATORS} WHERE o.id = $1`, [id]);
  return rows[0] === undefined ? null : operatorOf(rows[0]);
}

/** The same, locked until the transaction ends: what an account is left with is counted by one at a time. */
export async function lockOperator(database: Queryable, id: number): Promise<OperatorSecrets | null> {
  await database.query('SELECT FROM operators WHERE id = $1 FOR UPDATE', [id]);
  return findOperator(database, id);
}

/** @param key as `addressKey` makes it */
export async function findOperatorByKey(database: Queryable, key: string): Promise<OperatorSecrets | null> {
  const { rows } = await database.query<OperatorRow>(`${SELECT_OPERATORS} WHERE o.address_key = $1`, [key]);
  return rows[0] === undefined ? null : operatorOf(rows[0]);
}

/** Who somebody is at a provider of OpenID Connect. */
export interface ForeignName {
  readonly issuer: string;
  readonly subject: string;
}

/** Locked until the transaction ends. */
export async function findOperatorBySubject(
  database: Queryable,
  { issuer, subject }: ForeignName,
): Promise<OperatorSecrets | null> {
  const { rows } = await database.query<OperatorRow>(
    `${SELECT_OPERATORS} WHERE o.oidc_issuer = $1 AND o.oidc_subject = $2 FOR UPDATE OF o`,
    [issuer, subject],
  );
  return rows[0] === undefined ? null : operatorOf(rows[0]);
}

/** All of them, the oldest first. */
export async function readOperators(database: Queryable): Promise<OperatorSecrets[]> {
  const { rows } = await database.query<OperatorRow>(`${SELECT_OPERATORS} ORDER BY o.id`);
  return rows.map(operatorOf);
}

/** Whether there is an account that is not disabled. */
export async function hasOperators(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM operators WHERE disabled_at IS NULL) AS found',
  );
  return rows[0]?.found === true;
}

/** Lets accounts be made one after the other until the transaction ends: the first one is made once. */
export async function lockAccounts(database: Queryable): Promise<void> {
  await database.query('LOCK TABLE operators IN SHARE ROW EXCLUSIVE MODE');
}

/** Owners who are not disabled, locked until the transaction ends: who takes one away counts the others first. */
export async function lockOwners(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM operators WHERE role = 'owner' AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
  );
  return rows.map(({ id }) => id);
}

export interface NewOperator {
  readonly name: string;
  readonly address: string;
  readonly addressKey: string;
  readonly role: Role;
  readonly language: Language;
  readonly passwordHash: string | null;
  readonly now: Date;
}

/** @returns null where somebody has the address already */
export async function insertOperator(database: Queryable, operator: NewOperator): Promise<number | null> {
  const { name, address, addressKey, role, language, passwordHash, now } = operator;
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO operators (name, address, address_key, role, language, password_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (address_key) DO NOTHING RETURNING id`,
    [name, address, addressKey, role, language, passwordHash, now],
  );
  return rows[0]?.id ?? null;
}

/** @returns null where the address or the name at the provider is somebody's already */
export async function insertForeignOperator(
  database: Queryable,
  operator: Omit<NewOperator, 'passwordHash'> & ForeignName,
): Promise<number | null> {
  const { name, address, addressKey, role, language, now, issuer, subject } = operator;
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO operators (name, address, address_key, role, language, created_at, oidc_issuer, oidc_subject)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [name, address, addressKey, role, language, now, issuer, subject],
  );
  return rows[0]?.id ?? null;
}

export async function setPasswordHash(database: Queryable, id: number, hash: string): Promise<void> {
  await database.query('UPDATE operators SET password_hash = $2 WHERE id = $1', [id, hash]);
}

/**
 * @param secret wrapped; null takes it away
 * @param step codes of steps up to it are used
 */
export async function setTotp(
  database: Queryable,
  id: number,
  secret: Buffer | null,
  step = 0,
): Promise<void> {
  await database.query('UPDATE operators SET totp_secret = $2, totp_step = $3 WHERE id = $1', [
    id,
    secret,
    step,
  ]);
}

/**
 * Marks the code of a step as used.
 * @returns false where it or a newer one was used already, also by another process at the same moment
 */
export async function useTotpStep(database: Queryable, id: number, step: number): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE operators SET totp_step = $2 WHERE id = $1 AND totp_step < $2',
    [id, step],
  );
  return rowCount === 1;
}

export async function setProfile(
  database: Queryable,
  id: number,
  { name, language }: Pick<Operator, 'name' | 'language'>,
): Promise<void> {
  await database.query('UPDATE operators SET name = $2, language = $3 WHERE id = $1', [id, name, language]);
}

export async function setRole(database: Queryable, id: number, role: Role): Promise<void> {
  await database.query('UPDATE operators SET role = $2 WHERE id = $1', [id, role]);
}

/** @param at null lets the account in again */
export async function setDisabled(database: Queryable, id: number, at: Date | null): Promise<void> {
  await database.query('UPDATE operators SET disabled_at = $2 WHERE id = $1', [id, at]);
}

function operatorOf(row: OperatorRow): OperatorSecrets {
  const { id, name, address, role, language } = row;
  return {
    ...{ id, name, address, role, language },
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    seenAt: row.seen_at,
    factors: {
      hasPassword: row.password_hash !== null,
      hasTotp: row.totp_secret !== null,
      passkeys: row.passkeys,
      recoveryCodes: row.recovery_codes,
      isForeign: row.oidc_issuer !== null,
    },
    passwordHash: row.password_hash,
    totpSecret: row.totp_secret,
    totpStep: row.totp_step,
  };
}
