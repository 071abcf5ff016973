import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import type { Role } from '../../src/model/role.js';
import { beginOidcLogin, logInByOidc, OIDC_RETURN_PATH } from '../../src/operators/log-in-by-oidc.js';
import {
  disableOperator,
  findOperatorByAddress,
  listOperators,
} from '../../src/operators/manage-operators.js';
import { type OidcProvider, openOidcProvider } from '../../src/operators/oidc-provider.js';
import { requireFreshFactor } from '../../src/operators/permit.js';
import { findSession } from '../../src/operators/sessions.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type OidcServer, startOidcServer } from '../support/oidc-server.js';
import {
  type Accounts,
  audited,
  cli,
  emptyAccounts,
  home,
  joinWithTotp,
  openAccounts,
  sessionOf,
} from './accounts.js';

const RETURN_TO = `https://papers.example.org${OIDC_RETURN_PATH}`;
const client = { id: 'broadsheet', secret: 'of the provider and the site', returnTo: RETURN_TO };
const roles = new Map<string, Role>([
  ['newsletter-admins', 'owner'],
  ['desk', 'operator'],
  ['cn=readers,ou=groups', 'viewer'],
]);

let test: TestDatabase;
let server: OidcServer;
let accounts: Accounts;
let provider: OidcProvider;
beforeAll(async () => {
  [test, server] = await Promise.all([createTestDatabase(), startOidcServer(client)]);
});
beforeEach(async () => {
  await emptyAccounts(test.database);
  accounts = openAccounts(test.database);
  provider = open(server);
  server.people.clear();
  server.people.set('ada', { name: 'Ada Lovelace', email: 'ada@example.org', groups: ['desk', 'other'] });
});
afterAll(async () => {
  await Promise.all([test.close(), server.close()]);
});

function open({ issuer }: Pick<OidcServer, 'issuer'>, secret = client.secret): OidcProvider {
  const settings = { issuer, clientId: client.id, clientSecret: secret, roleClaim: 'groups', roles };
  return openOidcProvider(settings, accounts.clock);
}

async function goThere(name = 'ada', again = false, there = server, by = provider) {
  const { token, url } = await beginOidcLogin(accounts, by, home, again);
  return { token, former: null, query: (await there.visit(url, name, RETURN_TO)).search };
}

async function enter(name?: string, again?: boolean) {
  const { token } = await logInByOidc(accounts, provider, home, await goThere(name, again));
  return sessionOf(accounts, token);
}

describe('signing in by a provider', () => {
  it('asks with PKCE, state and nonce, none of which is in a row', async () => {
    const { url } = await beginOidcLogin(accounts, provider, home);
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({
      redirect_uri: RETURN_TO,
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    const { rows } = await test.database.query('SELECT * FROM operator_sessions');
    expect(rows).toMatchObject([{ step: 'oidc', operator_id: null }]);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[name]).toMatch(/^[\w-]{43}$/);
      expect(JSON.stringify(rows)).not.toContain(asked[name]);
      expect(rows[0].challenge.toString('base64url')).not.toBe(asked[name]);
    }
  });

  it('makes an account of issuer and subject, with the most that a group gives', async () => {
    const session = await enter();
    expect(session).toMatchObject({ step: 'full', method: 'oidc' });
    expect(session.operator).toMatchObject({
      name: 'Ada Lovelace',
      address: 'ada@example.org',
      role: 'operator',
    });
    expect(session.operator.factors).toMatchObject({ hasPassword: false, isForeign: true });
    expect((await enter()).operator.id).toBe(session.operator.id);
    expect(await listOperators(accounts, cli)).toHaveLength(1);
  });

  it('makes one account of somebody who comes in by two browsers at once', async () => {
    const sessions = await Promise.all([enter(), enter(), enter()]);
    expect(new Set(sessions.map(({ operator }) => operator.id)).size).toBe(1);
    expect(await listOperators(accounts, cli)).toHaveLength(1);
  });

  it('reads the role anew each time', async () => {
    const { operator } = await enter();
    server.people.set('ada', { name: 'Ada', groups: ['newsletter-admins', 'cn=readers,ou=groups'] });
    expect((await enter()).operator).toMatchObject({ id: operator.id, role: 'owner', name: 'Ada Lovelace' });
    server.people.set('ada', { groups: 'cn=readers,ou=groups' });
    expect((await enter()).operator.role).toBe('viewer');
    expect(await audited(test.database, 'operator.change-role')).toMatchObject([
      { actor_kind: 'system', facts: { from: 'operator', to: 'owner' } },
      { facts: { from: 'owner', to: 'viewer' } },
    ]);
  });

  it('lets nobody in whose groups have no role, and ends nothing for them', async () => {
    for (const groups of [undefined, [], ['other'], { desk: true }, 7]) {
      server.people.set('ada', { name: 'Ada', groups });
      await expect(
        goThere().then((back) => logInByOidc(accounts, provider, home, back)),
      ).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await listOperators(accounts, cli)).toEqual([]);
  });

  it('is nobody’s account by an address', async () => {
    const local = await joinWithTotp(accounts, 'Ada');
    const session = await enter();
    expect(session.operator.id).not.toBe(local.id);
    expect(session.operator.address).toMatch(/^[0-9a-f]{16}@operators\.invalid$/);
    server.people.set('eve', { email: 'no address', groups: ['desk'] });
    expect((await enter('eve')).operator).toMatchObject({ name: 'no address' });
  });

  it('lets nobody in who is disabled here', async () => {
    await joinWithTotp(accounts, 'Bob');
    const { operator, idHash } = await enter();
    await disableOperator(accounts, cli, operator.id);
    await expect(goThere().then((back) => logInByOidc(accounts, provider, home, back))).rejects.toMatchObject(
      {
        code: 'FORBIDDEN',
        details: { because: 'disabled' },
      },
    );
    expect((await findOperatorByAddress(accounts, 'ada@example.org')).disabledAt).not.toBeNull();
    const { rowCount } = await test.database.query('SELECT FROM operator_sessions WHERE id_hash = $1', [
      idHash,
    ]);
    expect(rowCount).toBe(0);
  });

  it('shows a fresh factor only where the provider says when it was shown', async () => {
    const silent = await enter();
    expect(() => requireFreshFactor(silent, accounts.clock())).toThrow(
      expect.objectContaining({ code: 'FACTOR_NEEDED' }),
    );
    const again = await enter('ada', true);
    const shown = again.authenticatedAt?.getTime() ?? 0;
    expect(Math.abs(shown - Date.now())).toBeLessThan(60_000);
  });
});

describe('what comes back', () => {
  const refused = { code: 'LOGIN_FAILED' };

  it('is taken once, and by the browser that was sent', async () => {
    const back = await goThere();
    const other = await beginOidcLogin(accounts, provider, home);
    await expect(
      logInByOidc(accounts, provider, home, { ...back, token: other.token }),
    ).rejects.toMatchObject(refused);
    await expect(logInByOidc(accounts, provider, home, { ...back, token: '' })).rejects.toMatchObject(
      refused,
    );
    const { token } = await logInByOidc(accounts, provider, home, back);
    await expect(logInByOidc(accounts, provider, home, back)).rejects.toMatchObject(refused);
    expect(await findSession(accounts, token)).not.toBeNull();
  });

  it.each([
    ['nothing', () => ''],
    ['a refusal', (query: string) => `?error=access_denied&state=${new URLSearchParams(query).get('state')}`],
    ['another state', (query: string) => query.replace(/state=[^&]+/, `state=${'x'.repeat(43)}`)],
    ['another code', (query: string) => query.replace(/code=[^&]+/, 'code=invented')],
    ['another issuer', (query: string) => query.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fexample.org')],
  ])('is refused where it is %s', async (_, change) => {
    const back = await goThere();
    await expect(
      logInByOidc(accounts, provider, home, { ...back, query: change(back.query) }),
    ).rejects.toMatchObject(refused);
    expect(await listOperators(accounts, cli)).toEqual([]);
  });

  it('is refused where the provider does not know the site’s secret', async () => {
    const wrong = open(server, 'another secret');
    const back = await goThere('ada', false, server, wrong);
    await expect(logInByOidc(accounts, wrong, home, back)).rejects.toMatchObject(refused);
  });
});

it('groups are asked for where the token has none', async () => {
  const asked = await startOidcServer(client, false);
  try {
    asked.people.set('ada', { name: 'Ada', groups: ['desk'] });
    const by = open(asked);
    const back = await goThere('ada', false, asked, by);
    const { token } = await logInByOidc(accounts, by, home, back);
    expect((await sessionOf(accounts, token)).operator.role).toBe('operator');
  } finally {
    await asked.close();
  }
});

it('a provider that does not answer is said so, with what helps', async () => {
  const gone = open({ issuer: 'http://127.0.0.1:9' });
  await expect(beginOidcLogin(accounts, gone, home)).rejects.toMatchObject({
    code: 'PROVIDER_UNREACHABLE',
    message: expect.stringContaining('broadsheet operators reset'),
  });
});

it('coming back with nothing is recorded a few times, and then has to wait', async () => {
  const before = (await audited(test.database, 'login.failed')).length;
  const come = () =>
    logInByOidc(accounts, provider, home, { token: 'none', former: null, query: '?code=x' }).catch(
      (error) => error.code,
    );
  const codes = [];
  for (let time = 0; time < 8; time += 1) codes.push(await come());
  expect(codes).toEqual([...Array(5).fill('LOGIN_FAILED'), ...Array(3).fill('LOGIN_SLOWED')]);
  expect((await audited(test.database, 'login.failed')).length - before).toBe(5);
});

it('who has no role is recorded as refused, and a provider that is away is no failed attempt', async () => {
  server.people.set('ada', { groups: ['other'] });
  const before = (await audited(test.database, 'login.failed')).length;
  await expect(enter()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await audited(test.database, 'login.failed')).slice(before)).toMatchObject([
    { facts: { by: 'oidc', because: 'no-role' } },
  ]);
  await test.database.query('DELETE FROM login_failures');
  const personOf = () => Promise.reject(new BroadsheetError('PROVIDER_UNREACHABLE', 'away'));
  const came = await goThere();
  await expect(logInByOidc(accounts, { ...provider, personOf }, home, came)).rejects.toMatchObject({
    code: 'PROVIDER_UNREACHABLE',
  });
  expect((await test.database.query('SELECT FROM login_failures')).rows).toHaveLength(0);
});
