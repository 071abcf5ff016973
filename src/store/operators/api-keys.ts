import type { Permission } from '../../model/permission.js';
import type { Role } from '../../model/role.js';
import type { Queryable } from '../database.js';

/** A key as it may be shown: all but its secret, which nobody has. */
export interface ApiKey {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Permission[];
  /** The operator whose role bounds it; null: made by the command line. */
  readonly madeBy: string | null;
  readonly createdAt: Date;
  /** Its own or, where that is earlier, that of a key it was made with; likewise `revokedAt`. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the hour. */
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly Permission[];
  /** The operator or the key that makes it; neither: the command line. */
  readonly madeBy: number | null;
  readonly madeWith: number | null;
  readonly now: Date;
  readonly expiresAt: Date | null;
}

/** A key that was made with another is bounded by the maker of that one. @returns its id */
export async function insertApiKey(client: Queryable, key: NewApiKey): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO api_keys (name, prefix, secret_hash, scopes, made_by, made_with, created_at, expires_at)
     VALUES ($1, $2, $3, $4, coalesce($5, (SELECT made_by FROM api_keys WHERE id = $6)), $6, $7, $8)
     RETURNING id`,
    [key.name, key.prefix, key.secretHash, key.scopes, key.madeBy, key.madeWith, key.now, key.expiresAt],
  );
  return rows[0]?.id ?? 0;
}

/** Each key with the earliest end among itself and those it was made with, one with the other. */
const WITH_ENDS = `WITH RECURSIVE ends (id, expires_at, revoked_at) AS (
  SELECT id, expires_at, revoked_at FROM api_keys WHERE made_with IS NULL
  UNION ALL
  SELECT k.id, least(k.expires_at, e.expires_at), least(k.revoked_at, e.revoked_at)
    FROM api_keys k JOIN ends e ON k.made_with = e.id)`;

const SHOWN = `k.id, k.name, k.prefix, k.scopes, o.name AS "madeBy", k.created_at AS "createdAt",
  e.expires_at AS "expiresAt", e.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt"`;

/** The newest first. */
export async function listApiKeys(database: Queryable): Promise<readonly ApiKey[]> {
  const { rows } = await database.query<ApiKey & Record<string, unknown>>(
    `${WITH_ENDS} SELECT ${SHOWN}
       FROM api_keys k JOIN ends e USING (id) LEFT JOIN operators o ON o.id = k.made_by
      ORDER BY k.id DESC`,
  );
  return rows;
}

/** @returns null where there is no such key */
export async function findApiKey(database: Queryable, id: number): Promise<ApiKey | null> {
  const { rows } = await database.query<ApiKey & Record<string, unknown>>(
    `${WITH_ENDS} SELECT ${SHOWN}
       FROM api_keys k JOIN ends e USING (id) LEFT JOIN operators o ON o.id = k.made_by
      WHERE k.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/**
 * Keeps other keys from being made until the transaction ends, and looks whether a name is free.
 * @returns the beginning of the key that has the name, in whatever case, and is good; null where none has
 */
export async function prefixOfName(client: Queryable, name: string, now: Date): Promise<string | null> {
  await client.query('LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE');
  const { rows } = await client.query<{ prefix: string }>(
    `${WITH_ENDS} SELECT k.prefix FROM api_keys k JOIN ends e USING (id)
      WHERE lower(k.name) = lower($1) AND e.revoked_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > $2)
      LIMIT 1`,
    [name, now],
  );
  return rows[0]?.prefix ?? null;
}

/** @returns null where no key has this prefix */
export async function findApiKeyId(database: Queryable, prefix: string): Promise<number | null> {
  const { rows } = await database.query<{ id: number }>('SELECT id FROM api_keys WHERE prefix = $1', [
    prefix,
  ]);
  return rows[0]?.id ?? null;
}

/** A key as it is checked. */
export interface StoredKey {
  readonly id: number;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly Permission[];
  /** Of its maker as it is today; null: made by the command line. */
  readonly makerRole: Role | null;
  readonly isMakerDisabled: boolean;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What a key's prefix stands for, with the ends of those it was made with; null where there is none. */
export async function findStoredKey(database: Queryable, prefix: string): Promise<StoredKey | null> {
  const { rows } = await database.query<StoredKey & Record<string, unknown>>({
    name: 'find-stored-key',
    text: `WITH RECURSIVE line (id, made_with, expires_at, revoked_at) AS (
             SELECT id, made_with, expires_at, revoked_at FROM api_keys WHERE prefix = $1
             UNION ALL
             SELECT k.id, k.made_with, k.expires_at, k.revoked_at
               FROM api_keys k JOIN line l ON k.id = l.made_with)
           SELECT k.id, k.name, k.secret_hash AS "secretHash", k.scopes, o.role AS "makerRole",
                  o.disabled_at IS NOT NULL AS "isMakerDisabled",
                  (SELECT min(expires_at) FROM line) AS "expiresAt",
                  (SELECT min(revoked_at) FROM line) AS "revokedAt", k.last_used_at AS "lastUsedAt"
             FROM api_keys k LEFT JOIN operators o ON o.id = k.made_by
            WHERE k.prefix = $1`,
    values: [prefix],
  });
  return rows[0] ?? null;
}

/** Writes down that a key was used in this hour, once an hour. */
export async function markUsed(database: Queryable, id: number, now: Date): Promise<void> {
  await database.query(
    `UPDATE api_keys SET last_used_at = date_trunc('hour', $2::timestamptz, 'UTC')
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < date_trunc('hour', $2::timestamptz, 'UTC'))`,
    [id, now],
  );
}

/** @returns false where it was revoked already, or there is none */
export async function endApiKey(client: Queryable, id: number, now: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
    [id, now],
  );
  return rowCount === 1;
}
