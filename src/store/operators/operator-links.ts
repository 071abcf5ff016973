import type { Role } from '../../model/role.js';
import type { Queryable } from '../database.js';

export type LinkPurpose = 'first' | 'invite' | 'recover';

/** A link that lets somebody in without a password. */
export interface OperatorLink {
  readonly tokenHash: Buffer;
  readonly purpose: LinkPurpose;
  /** Whose account it opens; null where it makes one. */
  readonly operatorId: number | null;
  /** Of the account that it makes; null where there is one. */
  readonly role: Role | null;
  /** Whether passkeys, codes and the authenticator of the account go. */
  readonly dropsFactors: boolean;
  readonly madeBy: string;
  /** The owner who made it; null: the command line, or the start. */
  readonly makerId: number | null;
  readonly expiresAt: Date;
}

interface Row {
  readonly token_hash: Buffer;
  readonly purpose: LinkPurpose;
  readonly operator_id: number | null;
  readonly role: Role | null;
  readonly drops_factors: boolean;
  readonly made_by: string;
  readonly maker_id: number | null;
  readonly expires_at: Date;
}

const COLUMNS = 'token_hash, purpose, operator_id, role, drops_factors, made_by, maker_id, expires_at';

/** A link lets nobody in whom its maker could not let in any more. */
const OF_AN_OWNER = `(maker_id IS NULL OR maker_id IN (
  SELECT id FROM operators WHERE role = 'owner' AND disabled_at IS NULL))`;

export async function insertLink(database: Queryable, link: OperatorLink): Promise<void> {
  const { tokenHash, purpose, operatorId, role, dropsFactors, madeBy, makerId, expiresAt } = link;
  await database.query(`INSERT INTO operator_links (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
    ...[tokenHash, purpose, operatorId, role, dropsFactors, madeBy, makerId, expiresAt],
  ]);
}

/** Ends former links of a purpose, or those to one account: the newest alone works. */
export async function deleteLinks(
  database: Queryable,
  purpose: LinkPurpose,
  operatorId: number | null,
): Promise<void> {
  await database.query(
    'DELETE FROM operator_links WHERE purpose = $1 AND operator_id IS NOT DISTINCT FROM $2 AND used_at IS NULL',
    [purpose, operatorId],
  );
}

/** @returns null where it is unknown, was used, or is out of date; also to an account that is disabled */
export async function findLink(
  database: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<OperatorLink | null> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} FROM operator_links
      WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND ${OF_AN_OWNER}
        AND (operator_id IS NULL OR operator_id IN (SELECT id FROM operators WHERE disabled_at IS NULL))`,
    [tokenHash, now],
  );
  return rows[0] === undefined ? null : linkOf(rows[0]);
}

/** Invitations that nobody has followed yet. */
export async function readInvitations(database: Queryable, now: Date): Promise<OperatorLink[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} FROM operator_links
      WHERE purpose = 'invite' AND used_at IS NULL AND expires_at > $1 AND ${OF_AN_OWNER}
      ORDER BY expires_at, token_hash`,
    [now],
  );
  return rows.map(linkOf);
}

/**
 * Marks a link as used: it is good once.
 * @returns false where another was quicker
 */
export async function useLink(database: Queryable, tokenHash: Buffer, now: Date): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE operator_links SET used_at = $2
      WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND ${OF_AN_OWNER}`,
    [tokenHash, now],
  );
  return rowCount === 1;
}

/** @returns false where there was no such invitation */
export async function deleteInvitation(database: Queryable, tokenHash: Buffer): Promise<boolean> {
  const { rowCount } = await database.query(
    `DELETE FROM operator_links WHERE token_hash = $1 AND purpose = 'invite' AND used_at IS NULL`,
    [tokenHash],
  );
  return rowCount === 1;
}

function linkOf(row: Row): OperatorLink {
  const { purpose, role } = row;
  return {
    ...{ purpose, role },
    tokenHash: row.token_hash,
    operatorId: row.operator_id,
    dropsFactors: row.drops_factors,
    madeBy: row.made_by,
    makerId: row.maker_id,
    expiresAt: row.expires_at,
  };
}
