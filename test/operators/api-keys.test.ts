import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/model/actor.js';
import { environmentScopes, permissions, permissionsOf } from '../../src/model/permission.js';
import type { Role } from '../../src/model/role.js';
import { makeApiKey, revokeApiKey } from '../../src/operators/api-keys.js';
import { makeKeyText, readKeyText } from '../../src/operators/key-text.js';
import { actorOfKey } from '../../src/operators/known-key.js';
import { findApiKey, listApiKeys } from '../../src/store/operators/api-keys.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const START = new Date('2026-03-23T09:20:00Z');
const HOUR = 3_600_000;
const clientHash = Buffer.alloc(32, 1);
const cli: Actor = {
  ...{ kind: 'cli', id: null, name: 'root', permissions: new Set(permissions) },
  ...{ authenticatedAt: null, clientHash: null },
};

let test: TestDatabase;
let now = START;
const acting = { clock: () => now } as { clock: () => Date; database: TestDatabase['database'] };

beforeAll(async () => {
  test = await createTestDatabase();
  acting.database = test.database;
});
beforeEach(() => {
  now = START;
});
afterAll(() => test.close());

async function operator(role: Role): Promise<Actor> {
  const { rows } = await test.database.query<{ id: number }>(
    `INSERT INTO operators (name, address, address_key, role, created_at)
     VALUES ($1, $1, 'operator-' || gen_random_uuid(), $1, $2) RETURNING id`,
    [role, now],
  );
  const permissions = permissionsOf(role);
  return {
    kind: 'operator',
    id: rows[0]?.id ?? 0,
    name: role,
    permissions,
    authenticatedAt: now,
    clientHash,
  };
}

const make = (actor: Actor, scopes: readonly string[], expiresAt: Date | null = null) =>
  makeApiKey(acting, actor, { name: `a key ${randomUUID()}`, scopes, expiresAt });

async function use(text: string): Promise<Actor | null> {
  const key = readKeyText(text);
  if (key === null) throw new Error(`${text} has not the form of a key`);
  return actorOfKey(test.database, { ...key, clientHash, now });
}

const allowed = async (text: string) => [...((await use(text))?.permissions ?? [])];

describe('a key', () => {
  it('has a prefix that is shown and 256 random bits, and is kept as a hash alone', async () => {
    const { key, text } = await make(cli, ['digests:read']);
    expect(text).toMatch(/^bsk_[a-z2-7]{8}[A-Za-z0-9_-]{43}$/);
    expect(text.startsWith(key.prefix)).toBe(true);
    const secret = text.slice(key.prefix.length);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    for (const table of ['api_keys', 'audit_events']) {
      const { rows } = await test.database.query(`SELECT t::text AS row FROM ${table} AS t`);
      expect(JSON.stringify(rows)).toContain(key.prefix);
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('is never the same twice', () => {
    const made = Array.from({ length: 200 }, () => makeKeyText());
    expect(new Set(made.map(({ prefix }) => prefix)).size).toBe(200);
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(200);
  });

  it('lets in who has all of it, with its name and its scopes', async () => {
    const { key, text } = await make(cli, ['digests:steer', 'digests:read', 'digests:read']);
    expect(await use(text)).toEqual({
      ...{ kind: 'key', id: key.id, name: key.name, authenticatedAt: null, clientHash },
      permissions: new Set(['digests:read', 'digests:steer']),
    });
  });

  it.each<[string, (text: string) => string]>([
    ['another secret', (text) => text.slice(0, 12) + makeKeyText().secret],
    ['another prefix', (text) => makeKeyText().prefix + text.slice(12)],
    ['the last letter changed', (text) => text.slice(0, -1) + (text.endsWith('A') ? 'E' : 'A')],
  ])('lets in nobody with %s', async (_, change) => {
    const { text } = await make(cli, ['digests:read']);
    expect(await use(change(text))).toBeNull();
  });

  it.each(['', 'bsk_', 'bsk_abcdefgh', `bsk_abcdefg1${'A'.repeat(43)}`, `BSK_abcdefgh${'A'.repeat(43)}`])(
    'is not of the form %s',
    (text) => expect(readKeyText(text)).toBeNull(),
  );

  it('knows the hour of its last use, and writes it once an hour', async () => {
    const { key, text } = await make(cli, ['digests:read']);
    const used = async () => (await findApiKey(test.database, key.id))?.lastUsedAt?.toISOString() ?? null;
    const version = async () =>
      (await test.database.query('SELECT xmin FROM api_keys WHERE id = $1', [key.id])).rows[0]?.xmin;
    expect(await used()).toBeNull();
    await use(text);
    expect(await used()).toBe('2026-03-23T09:00:00.000Z');
    const before = await version();
    now = new Date(START.getTime() + HOUR / 2);
    await use(text);
    expect(await version()).toBe(before);
    now = new Date(START.getTime() + HOUR);
    await use(text);
    expect(await used()).toBe('2026-03-23T10:00:00.000Z');
  });
});

describe('a key ends', () => {
  it('when it is revoked, at once and for good', async () => {
    const { key, text } = await make(cli, ['digests:read']);
    const revoked = await revokeApiKey(acting, cli, key.id);
    expect(revoked.revokedAt).toEqual(START);
    await expect(use(text)).rejects.toMatchObject({ code: 'KEY_REVOKED', message: /revoked 2026-03-23/ });
    now = new Date(START.getTime() + HOUR);
    expect((await revokeApiKey(acting, cli, key.id)).revokedAt).toEqual(START);
    await expect(revokeApiKey(acting, cli, 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('when it expires', async () => {
    const { text } = await make(cli, ['digests:read'], new Date(START.getTime() + HOUR));
    expect(await use(text)).not.toBeNull();
    now = new Date(START.getTime() + HOUR);
    await expect(use(text)).rejects.toMatchObject({ code: 'KEY_REVOKED', message: /expired 2026-03-23/ });
  });

  it('when its maker’s account is disabled', async () => {
    const owner = await operator('owner');
    const { text } = await make(owner, ['digests:read']);
    expect(await use(text)).not.toBeNull();
    await test.database.query('UPDATE operators SET disabled_at = now() WHERE id = $1', [owner.id]);
    await expect(use(text)).rejects.toMatchObject({ code: 'KEY_REVOKED' });
  });

  it('with the key that made it, by revocation and by time, and is said to', async () => {
    const parent = await make(cli, ['keys:manage', 'digests:read'], new Date(START.getTime() + 2 * HOUR));
    const parentActor = (await use(parent.text)) as Actor;
    const child = await make(parentActor, ['keys:manage', 'digests:read']);
    expect(child.key.expiresAt).toEqual(parent.key.expiresAt);
    const grandchild = await make((await use(child.text)) as Actor, ['digests:read']);
    now = new Date(START.getTime() + 2 * HOUR);
    await expect(use(grandchild.text)).rejects.toMatchObject({ code: 'KEY_REVOKED', message: /expired/ });
    now = START;
    expect(await use(grandchild.text)).not.toBeNull();
    await revokeApiKey(acting, cli, parent.key.id);
    await expect(use(grandchild.text)).rejects.toMatchObject({ code: 'KEY_REVOKED', message: /revoked/ });
    const listed = await listApiKeys(test.database);
    expect(listed.find(({ id }) => id === grandchild.key.id)?.revokedAt).toEqual(START);
  });
});

describe('a key has no more than its maker', () => {
  it.each<Role>(['operator', 'editor', 'viewer'])('%s makes none', async (role) => {
    await expect(make(await operator(role), ['digests:read'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('nor does one that is made with another', async () => {
    const parent = await make(cli, ['keys:manage', 'digests:read']);
    const actor = (await use(parent.text)) as Actor;
    await expect(make(actor, ['digests:read', 'subscribers:erase'])).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('subscribers:erase'),
    });
  });

  it('also when its maker has less than then', async () => {
    const owner = await operator('owner');
    const { text } = await make(owner, ['digests:read', 'digests:steer', 'subscribers:export']);
    expect(await allowed(text)).toEqual(['digests:read', 'digests:steer', 'subscribers:export']);
    const become = (role: Role) =>
      test.database.query('UPDATE operators SET role = $2 WHERE id = $1', [owner.id, role]);
    await become('operator');
    expect(await allowed(text)).toEqual(['digests:read', 'digests:steer']);
    await become('viewer');
    expect(await allowed(text)).toEqual(['digests:read']);
  });

  it('nor one that was made with a key of an operator who has less than then', async () => {
    const owner = await operator('owner');
    const parent = await make(owner, ['keys:manage', 'digests:steer']);
    const child = await make((await use(parent.text)) as Actor, ['digests:steer']);
    expect(child.key.madeBy).toBe('owner');
    await test.database.query("UPDATE operators SET role = 'viewer' WHERE id = $1", [owner.id]);
    expect(await allowed(child.text)).toEqual([]);
  });

  it('and an owner shows a factor before', async () => {
    const stale = { ...(await operator('owner')), authenticatedAt: new Date(START.getTime() - HOUR) };
    await expect(make(stale, ['digests:read'])).rejects.toMatchObject({ code: 'FACTOR_NEEDED' });
  });

  it('and ADMIN_API_KEY has everything but what would outlive it', () => {
    const missing = permissions.filter((permission) => !environmentScopes.has(permission));
    expect(missing).toEqual(['keys:manage', 'operators:manage']);
  });
});

describe('the name of a key', () => {
  const named = (name: string, expiresAt: Date | null = null) =>
    makeApiKey(acting, cli, { name, scopes: ['digests:read'], expiresAt });

  it('is that of one good key at a time, in whatever case, and free again after it', async () => {
    const { key } = await named('Nightly export');
    await expect(named('nightly  EXPORT')).rejects.toMatchObject({
      ...{ code: 'INPUT_INVALID', details: { reason: 'name-taken' } },
      message: expect.stringContaining(key.prefix),
    });
    await revokeApiKey(acting, cli, key.id);
    expect((await named('nightly export')).key.name).toBe('nightly export');
  });

  it('goes to one alone of those who ask for it at once', async () => {
    const asked = await Promise.allSettled([1, 2, 3, 4].map(() => named('at once')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('what cannot be a key', () => {
  it.each<[string, readonly string[], string, Date | null]>([
    ['no scopes', [], 'a key', null],
    ['a scope that there is not', ['digests:mail'], 'a key', null],
    ['a name of Object', ['constructor'], 'a key', null],
    ['no name', ['digests:read'], ' \n ', null],
    ['a name that is too long', ['digests:read'], 'x'.repeat(81), null],
    ['an end that is past', ['digests:read'], 'a key', START],
  ])('%s', async (_, scopes, name, expiresAt) => {
    const before = (await listApiKeys(test.database)).length;
    await expect(makeApiKey(acting, cli, { name, scopes, expiresAt })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await listApiKeys(test.database)).toHaveLength(before);
  });
});

it('making and revoking are recorded, each once', async () => {
  const { key } = await make(cli, ['digests:read']);
  await revokeApiKey(acting, cli, key.id);
  await revokeApiKey(acting, cli, key.id);
  const { rows } = await test.database.query(
    `SELECT actor_kind, actor_name, action, facts - 'prefix' AS facts FROM audit_events
      WHERE object_kind = 'key' AND object_id = $1 ORDER BY id`,
    [String(key.id)],
  );
  const by = { actor_kind: 'cli', actor_name: 'root' };
  expect(rows).toEqual([
    { ...by, action: 'key.make', facts: { name: key.name, scopes: ['digests:read'], expiresAt: null } },
    { ...by, action: 'key.revoke', facts: { name: key.name } },
  ]);
});
