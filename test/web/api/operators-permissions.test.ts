import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import { type Permission, permissions, permissionsOf } from '../../../src/model/permission.js';
import { type Role, roles } from '../../../src/model/role.js';
import { makeApiKey, revokeApiKey } from '../../../src/operators/api-keys.js';
import { openKeyring } from '../../../src/subscribers/keyring.js';
import { requirePermission } from '../../../src/web/api/require-permission.js';
import type { PageContext, WebServer } from '../../../src/web/http/context.js';
import { adminKey, type OpenWeb, openWeb, webSecrets } from '../open-web.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What each route of the operators' API asks for. A route that is not here fails the first test. */
const table: readonly (readonly [Method, string, Permission])[] = [
  ['GET', '/subscribers', 'subscribers:read'],
  ['POST', '/subscribers', 'subscribers:write'],
  ['POST', '/subscribers/search', 'subscribers:read'],
  ['POST', '/subscribers/export', 'subscribers:export'],
  ['POST', '/subscribers/unsubscribe', 'subscribers:write'],
  ['POST', '/subscribers/resend', 'subscribers:write'],
  ['POST', '/subscribers/erase', 'subscribers:erase'],
  ['GET', '/suppressions', 'subscribers:read'],
  ['POST', '/suppressions', 'subscribers:write'],
  ['GET', '/searches', 'subscribers:read'],
  ['POST', '/searches', 'subscribers:read'],
  ['DELETE', '/searches/{id}', 'subscribers:read'],
  ['GET', '/subscribers/{id}', 'subscribers:read'],
  ['DELETE', '/subscribers/{id}', 'subscribers:erase'],
  ['GET', '/subscribers/{id}/history', 'subscribers:read'],
  ['POST', '/subscribers/{id}/lift', 'suppressions:lift'],
  ['POST', '/history', 'subscribers:read'],
  ['POST', '/lift', 'suppressions:lift'],
  ['POST', '/lifts/preview', 'suppressions:lift'],
  ['POST', '/lifts', 'suppressions:lift'],
  ['POST', '/lifts/undo', 'suppressions:lift'],
  ['GET', '/imports', 'subscribers:import'],
  ['POST', '/imports', 'subscribers:import'],
  ['GET', '/imports/{id}', 'subscribers:import'],
  ['PUT', '/imports/{id}', 'subscribers:import'],
  ['GET', '/imports/{id}/lines', 'subscribers:read'],
  ['GET', '/imports/{id}/problems', 'subscribers:read'],
  ['POST', '/imports/{id}/check', 'subscribers:import'],
  ['POST', '/imports/{id}/start', 'subscribers:import'],
  ['POST', '/imports/{id}/pause', 'subscribers:import'],
  ['POST', '/imports/{id}/resume', 'subscribers:import'],
  ['POST', '/imports/{id}/cancel', 'subscribers:import'],
  ['GET', '/signups', 'system:read'],
  ['GET', '/numbers', 'numbers:read'],
  ['GET', '/growth', 'numbers:read'],
  ['GET', '/deliverability', 'feedback:read'],
  ['GET', '/engagement', 'numbers:read'],
  ['POST', '/ingest', 'sources:run'],
  ['GET', '/sources', 'sources:read'],
  ['POST', '/assemble', 'digests:approve'],
  ['POST', '/send', 'digests:approve'],
  ['GET', '/curations', 'digests:read'],
  ['POST', '/curations', 'digests:curate'],
  ['DELETE', '/curations/{id}', 'digests:curate'],
  ['PATCH', '/curations/{id}', 'digests:curate'],
  ['POST', '/curations/{id}/move', 'digests:curate'],
  ['GET', '/digests/{name}/draft', 'digests:read'],
  ['PUT', '/digests/{name}/words/{language}', 'digests:curate'],
  ['GET', '/digests/{name}/release', 'digests:read'],
  ...(['hold', 'lift', 'approve', 'freeze-again', 'release'] as const).map(
    (act) => ['POST', `/digests/{name}/${act}`, 'digests:approve'] as const,
  ),
  ['POST', '/digests/{name}/test', 'digests:test'],
  ['GET', '/digests/{name}/progress', 'digests:read'],
  ['GET', '/digests/{name}/mailing', 'digests:read'],
  ['GET', '/digests/{name}/result', 'digests:read'],
  ['POST', '/digests/{name}/pause', 'digests:steer'],
  ['POST', '/digests/{name}/resume', 'digests:steer'],
  ['POST', '/digests/{name}/cancel', 'digests:steer'],
  ['GET', '/digests/{name}/uncertain', 'deliveries:settle'],
  ['POST', '/digests/{name}/settle', 'deliveries:settle'],
  ['GET', '/feedback', 'feedback:read'],
  ['GET', '/rates', 'feedback:read'],
  ['GET', '/watch', 'feedback:read'],
  ['GET', '/audit', 'audit:read'],
  ['GET', '/keys', 'keys:manage'],
  ['POST', '/keys', 'keys:manage'],
  ['DELETE', '/keys/{id}', 'keys:manage'],
  ['GET', '/webhooks', 'webhooks:manage'],
  ['POST', '/webhooks', 'webhooks:manage'],
  ['PATCH', '/webhooks/{id}', 'webhooks:manage'],
  ['DELETE', '/webhooks/{id}', 'webhooks:manage'],
  ['POST', '/webhooks/{id}/pause', 'webhooks:manage'],
  ['POST', '/webhooks/{id}/resume', 'webhooks:manage'],
  ['POST', '/webhooks/{id}/secret', 'webhooks:manage'],
  ['POST', '/webhooks/{id}/test', 'webhooks:manage'],
  ['POST', '/webhooks/{id}/again', 'webhooks:manage'],
  ['GET', '/webhooks/{id}/deliveries', 'webhooks:manage'],
];

const cli = cliActor();

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.close());

async function keyWith(scopes: readonly Permission[]): Promise<string> {
  const acting = { database: web.database, clock: () => web.now };
  return (await makeApiKey(acting, cli, { name: `of a test ${randomUUID()}`, scopes, expiresAt: null })).text;
}

/** Of something that is not there: what is allowed finds nothing to do. */
function ask(method: Method, path: string, key: string | null) {
  const url = `/api/v1/admin${path.replace('{id}', '987654').replace('{name}', '2019-01-01')}`;
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  return web.server.inject({ method, url, headers, ...(method === 'POST' ? { payload: {} } : {}) });
}

/** The routes for which a key is refused, and those for which it is not; whatever comes after is none of this test. */
async function refusedOf(key: string): Promise<string[]> {
  const refused: string[] = [];
  for (const [method, path] of table) {
    const answer = await ask(method, path, key);
    expect(answer.statusCode, `${method} ${path}`).not.toBe(401);
    expect(answer.statusCode, `${method} ${path}`).toBeLessThan(500);
    if (answer.statusCode !== 403) continue;
    expect(answer.json()).toMatchObject({ code: 'FORBIDDEN' });
    refused.push(`${method} ${path}`);
  }
  return refused;
}

const routesWithout = (held: ReadonlySet<Permission>) =>
  table.filter(([, , permission]) => !held.has(permission)).map(([method, path]) => `${method} ${path}`);

describe('the operators’ API', () => {
  it('has the routes of this table and no others', async () => {
    const { paths }: { paths: Record<string, object> } = (
      await web.server.inject({ url: '/docs/json' })
    ).json();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = described.filter((route) => route.includes(' /api/v1/admin/'));
    expect(routes.sort()).toEqual(table.map(([method, path]) => `${method} /api/v1/admin${path}`).sort());
  });

  it('says of each route what it needs, and that it may refuse', async () => {
    const { paths } = (await web.server.inject({ url: '/docs/json' })).json();
    for (const [method, path, permission] of table) {
      const operation = paths[`/api/v1/admin${path}`][method.toLowerCase()];
      expect(operation.description, path).toContain(`Needs the permission \`${permission}\`.`);
      expect(Object.keys(operation.responses), path).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('does not start with a route that names no permission', async () => {
    const server = Fastify() as unknown as WebServer;
    const keyring = await openKeyring(web.database, webSecrets);
    const context = { config: { adminApiKey: null }, database: web.database, keyring, clock: () => web.now };
    const register = server.register(async (inner: WebServer) => {
      requirePermission(inner, context as unknown as PageContext);
      inner.get('/unguarded', async () => 'anybody');
    });
    await expect(register.ready()).rejects.toThrow('/unguarded is for operators and names no permission');
    await server.close();
  });

  it.each<Role>(roles)('with the scopes of %s', async (role) => {
    const held = permissionsOf(role);
    expect(await refusedOf(await keyWith([...held]))).toEqual(routesWithout(held));
  });

  it('with ADMIN_API_KEY does everything but make keys', async () => {
    expect(await refusedOf(adminKey)).toEqual(['GET /keys', 'POST /keys', 'DELETE /keys/{id}']);
  });

  it.each(permissions)('with %s alone does what asks for it, and nothing else', async (permission) => {
    expect(await refusedOf(await keyWith([permission]))).toEqual(routesWithout(new Set([permission])));
  });

  it.each(permissions)('with everything but %s does the rest', async (permission) => {
    const held = permissions.filter((name) => name !== permission);
    expect(await refusedOf(await keyWith(held))).toEqual(routesWithout(new Set(held)));
  });

  it('without a key does nothing, and says how to have one', async () => {
    for (const [method, path] of table) {
      const answer = await ask(method, path, null);
      expect(answer.statusCode, path).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.json()).toMatchObject({
        code: 'UNAUTHORIZED',
        detail: expect.stringContaining('keys make'),
      });
    }
  });

  it('with a key that was revoked does nothing, and says so', async () => {
    const acting = { database: web.database, clock: () => web.now };
    const made = await makeApiKey(acting, cli, { name: 'gone', scopes: permissions, expiresAt: null });
    await revokeApiKey(acting, cli, made.key.id);
    for (const [method, path] of table) {
      const answer = await ask(method, path, made.text);
      expect([answer.statusCode, answer.json().code], path).toEqual([401, 'KEY_REVOKED']);
    }
  });
});

describe('keys by the API', () => {
  const call = (method: Method, path: string, key: string, payload?: object) =>
    web.server.inject({
      ...{ method, url: `/api/v1/admin${path}`, headers: { authorization: `Bearer ${key}` } },
      ...(payload === undefined ? {} : { payload }),
    });

  it('are made, shown once, listed without their secrets and revoked', async () => {
    const manager = await keyWith(['keys:manage', 'digests:read']);
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const wanted = { name: 'of the site', scopes: ['digests:read'], expiresAt };
    const made = await call('POST', '/keys', manager, wanted);
    expect([made.statusCode, made.headers['cache-control']]).toEqual([201, 'no-store']);
    const { key, ...shown } = made.json();
    expect(shown).toMatchObject({ ...wanted, madeBy: null, revokedAt: null, lastUsedAt: null });
    expect((await call('GET', '/curations', key)).statusCode).toBe(200);

    const list = await call('GET', '/keys', manager);
    expect(list.body).not.toContain(key.slice(shown.prefix.length));
    expect(list.json().keys[0]).toEqual({ ...shown, lastUsedAt: '2026-03-24T09:00:00.000Z' });

    const revoked = await call('DELETE', `/keys/${shown.id}`, manager);
    expect([revoked.statusCode, revoked.json().revokedAt]).toEqual([200, web.now.toISOString()]);
    expect((await call('GET', '/curations', key)).json()).toMatchObject({ code: 'KEY_REVOKED' });
  });

  it('are made once where the answer was lost and the request comes again with its Idempotency-Key', async () => {
    const manager = await keyWith(['keys:manage', 'digests:read']);
    const wanted = { name: 'asked for twice', scopes: ['digests:read'] };
    const named = (idempotencyKey: string) => ({ ...wanted, name: `asked for by ${idempotencyKey}` });
    const send = (idempotencyKey: string, payload: object = named(idempotencyKey), key = manager) =>
      web.server.inject({
        ...{ method: 'POST', url: '/api/v1/admin/keys', payload },
        headers: { authorization: `Bearer ${key}`, 'idempotency-key': idempotencyKey },
      });
    const made = await send('a-key-of-the-client');
    expect(made.statusCode).toBe(201);
    const again = await send('a-key-of-the-client');
    expect([again.statusCode, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(again.json(), 'the secret, too').toEqual(made.json());
    const other = await send('a-key-of-the-client', { ...wanted, name: 'another' });
    expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_USED']);
    const burst = await Promise.all([1, 2, 3, 4].map(() => send('several-at-once')));
    const done = burst.filter(({ statusCode }) => statusCode === 201);
    expect(new Set(done.map((answer) => answer.json().id)).size).toBe(1);
    for (const answer of burst.filter(({ statusCode }) => statusCode !== 201))
      expect(answer.json()).toMatchObject({ status: 409, code: 'REQUEST_RUNNING' });
    expect((await send('short')).statusCode).toBe(400);
    const more = { ...wanted, scopes: ['subscribers:read'] };
    for (const _ of [1, 2]) expect((await send('refused-and-tried', more)).statusCode).toBe(403);
    expect((await send('refused-and-tried')).statusCode, 'nothing had been done by it').toBe(201);
    await web.database.query('ALTER TABLE audit_events RENAME TO audit_events_away');
    expect((await send('failed-halfway')).statusCode).toBe(500);
    await web.database.query('ALTER TABLE audit_events_away RENAME TO audit_events');
    const halfway = await send('failed-halfway');
    expect([halfway.statusCode, halfway.json().code], 'nobody knows how far it came').toEqual([
      ...[409, 'REQUEST_RUNNING'],
    ]);
    const second = await keyWith(['keys:manage', 'digests:read']);
    const hers = await send('a-key-of-the-client', wanted, second);
    expect(hers.json().id, 'of another client it is another').not.toBe(made.json().id);
    const { rows } = await web.database.query<{ row: string }>(
      'SELECT r::text AS row FROM idempotent_replies r',
    );
    expect(rows.length).toBeGreaterThan(2);
    const secret = Buffer.from(made.json().key).toString('hex');
    expect(JSON.stringify(rows)).not.toContain(secret);
    web.now = new Date(web.now.getTime() + 25 * 3_600_000);
    await call('DELETE', `/keys/${made.json().id}`, manager);
    const later = await send('a-key-of-the-client');
    expect(later.statusCode, 'the name is free again').toBe(201);
    expect(later.json().id, 'a day later').not.toBe(made.json().id);
    web.now = new Date(web.now.getTime() - 25 * 3_600_000);
  });

  it('of more than the maker has are refused', async () => {
    const manager = await keyWith(['keys:manage']);
    const answer = await call('POST', '/keys', manager, { name: 'more', scopes: ['subscribers:read'] });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    [{ name: 'x', scopes: [] }],
    [{ name: 'x', scopes: ['everything'] }],
    [{ name: '', scopes: ['digests:read'] }],
    [{ name: 'x', scopes: ['digests:read'], expiresAt: 'tomorrow' }],
    [{ name: 'x', scopes: ['digests:read'], expiresAt: '2020-01-01T00:00:00Z' }],
  ])('cannot be made of %j', async (body) => {
    const answer = await call('POST', '/keys', await keyWith(permissions), body);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
  });
});
