import { timingSafeEqual } from 'node:crypto';
import { HOUR_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { isPermission, type Permission, permissionsOf } from '../model/permission.js';
import type { Queryable } from '../store/database.js';
import { findStoredKey, markUsed, type StoredKey } from '../store/operators/api-keys.js';
import type { KeyText } from './key-text.js';
import { secretHash } from './secret-token.js';

export interface Presented extends KeyText {
  readonly clientHash: Buffer;
  readonly now: Date;
}

/**
 * Who acts with a key, as its row and its maker's say now.
 * @returns null where it is none of ours
 * @throws BroadsheetError KEY_REVOKED where it was one, and is no more
 */
export async function actorOfKey(
  database: Queryable,
  { prefix, secret, clientHash, now }: Presented,
): Promise<Actor | null> {
  const key = await findStoredKey(database, prefix);
  if (key === null || !timingSafeEqual(key.secretHash, secretHash(secret))) return null;
  refuseEnded(key, prefix, now);
  if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) >= HOUR_MS) await markUsed(database, key.id, now);
  const { id, name } = key;
  return { kind: 'key', id, name, permissions: allowedTo(key), authenticatedAt: null, clientHash };
}

function refuseEnded(key: StoredKey, prefix: string, now: Date): void {
  const { revokedAt, expiresAt, isMakerDisabled } = key;
  const ended = (why: string) => new BroadsheetError('KEY_REVOKED', why, { details: { prefix } });
  if (revokedAt !== null) throw ended(`The key ${prefix} was revoked ${revokedAt.toISOString()}.`);
  if (expiresAt !== null && expiresAt <= now) {
    throw ended(`The key ${prefix} expired ${expiresAt.toISOString()}.`);
  }
  if (isMakerDisabled) throw ended(`The account that made the key ${prefix} is disabled.`);
}

/** No more than its maker has today; words of a newer version mean nothing here. */
function allowedTo({ scopes, makerRole }: StoredKey): ReadonlySet<Permission> {
  const known = scopes.filter(isPermission);
  if (makerRole === null) return new Set(known);
  const bound = permissionsOf(makerRole);
  return new Set(known.filter((scope) => bound.has(scope)));
}
