import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { oneLine } from '../model/one-line.js';
import { isPermission, type Permission, permissions } from '../model/permission.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import {
  type ApiKey,
  endApiKey,
  findApiKey,
  insertApiKey,
  prefixOfName,
} from '../store/operators/api-keys.js';
import type { Acting } from './acting.js';
import { makeKeyText } from './key-text.js';
import { permit } from './permit.js';
import { secretHash } from './secret-token.js';

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
}

export interface MadeKey {
  readonly key: ApiKey;
  /** The whole of it. It is kept nowhere, so this is the one time that it can be shown. */
  readonly text: string;
}

const LONGEST_NAME = 80;

/**
 * Makes a key for the API.
 * @throws BroadsheetError FORBIDDEN, also for a scope that its maker does not have; INPUT_INVALID for a scope that there
 *   is not, a name that is empty, too long or that of a good key (`reason` is `name-taken` then), an end that is past
 */
export async function makeApiKey(acting: Acting, actor: Actor, request: KeyRequest): Promise<MadeKey> {
  const now = acting.clock();
  permit(actor, 'keys:manage', now);
  const name = nameOf(request.name);
  const scopes = scopesOf(request.scopes, actor);
  const { expiresAt } = request;
  if (expiresAt !== null && expiresAt <= now) {
    throw new BroadsheetError('INPUT_INVALID', 'The key would have expired already.');
  }
  const { prefix, secret } = makeKeyText();
  const key = await inTransaction(acting.database, async (client) => {
    const holder = await prefixOfName(client, name, now);
    if (holder !== null) throw nameTaken(name, holder);
    const id = await insertApiKey(client, {
      ...{ name, prefix, secretHash: secretHash(secret), scopes, now, expiresAt },
      madeBy: actor.kind === 'operator' ? actor.id : null,
      madeWith: actor.kind === 'key' ? actor.id : null,
    });
    const facts = { name, prefix, scopes, expiresAt };
    await recordAct(client, actor, { action: 'key.make', object: ['key', id], facts });
    return findApiKey(client, id);
  });
  if (key === null) throw new BroadsheetError('INTERNAL', 'The key was deleted while it was made.');
  return { key, text: prefix + secret };
}

/**
 * Revokes a key, and with it those that were made with it. Repeating it changes nothing.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND
 */
export async function revokeApiKey(acting: Acting, actor: Actor, id: number): Promise<ApiKey> {
  const now = acting.clock();
  permit(actor, 'keys:manage', now);
  return inTransaction(acting.database, async (client) => {
    const isRevoked = await endApiKey(client, id, now);
    const key = await findApiKey(client, id);
    if (key === null) throw new BroadsheetError('NOT_FOUND', 'There is no key with this number.');
    const facts = { name: key.name, prefix: key.prefix };
    if (isRevoked) await recordAct(client, actor, { action: 'key.revoke', object: ['key', id], facts });
    return key;
  });
}

function nameTaken(name: string, prefix: string): BroadsheetError {
  const message = `A key is called ${name} already (${prefix}). Give another name, or revoke that one first.`;
  return new BroadsheetError('INPUT_INVALID', message, { details: { reason: 'name-taken' } });
}

function nameOf(typed: string): string {
  const name = oneLine(typed);
  if (name !== '' && name.length <= LONGEST_NAME) return name;
  throw new BroadsheetError('INPUT_INVALID', `Give the key a name of at most ${LONGEST_NAME} characters.`);
}

/** In the order of the table, each once. */
function scopesOf(asked: readonly string[], actor: Actor): readonly Permission[] {
  const unknown = asked.find((scope) => !isPermission(scope));
  if (unknown !== undefined || asked.length === 0) {
    const what =
      unknown === undefined ? 'Name at least one scope' : `There is no scope ${unknown.slice(0, 40)}`;
    throw new BroadsheetError('INPUT_INVALID', `${what}; there are ${permissions.join(', ')}.`);
  }
  const scopes = permissions.filter((permission) => asked.includes(permission));
  const beyond = scopes.filter((scope) => !actor.permissions.has(scope));
  if (beyond.length > 0) {
    const message = `A key has no more than its maker, and ${actor.name} does not have ${beyond.join(', ')}.`;
    throw new BroadsheetError('FORBIDDEN', message, { details: { permissions: beyond } });
  }
  return scopes;
}
