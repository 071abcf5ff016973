import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/durations.js';
import { formatPasswordHash } from '../../src/model/password-hash.js';
import { waitBefore } from '../../src/operators/attempts.js';
import { logIn } from '../../src/operators/log-in.js';
import { disableOperator } from '../../src/operators/manage-operators.js';
import { openPasswordHasher } from '../../src/operators/password-hasher.js';
import { actorOf, findSession } from '../../src/operators/sessions.js';
import { showCode } from '../../src/operators/show-code.js';
import { showPassword } from '../../src/operators/show-password.js';
import {
  type Accounts,
  audited,
  browserOf,
  cli,
  EMBEDDED,
  eachWithAccounts,
  home,
  type Joined,
  join,
  joinWithTotp,
  openAccounts,
  PASSWORD,
  sessionOf,
  signIn,
} from './accounts.js';

let accounts: Accounts;
let ada: Joined;
const test = eachWithAccounts(async (fresh) => {
  accounts = fresh;
  ada = await joinWithTotp(accounts, 'Ada');
  accounts.pass(MINUTE_MS);
});

const enter = (password = PASSWORD, address = ada.address, client = home) =>
  logIn(accounts, client, { address, password, former: null });
const refusal = { code: 'LOGIN_FAILED' };

describe('signing in by a password', () => {
  it('waits for a second factor, and may do nothing before', async () => {
    const { token, step } = await enter();
    expect(step).toBe('second-factor');
    const session = await sessionOf(accounts, token);
    expect(session).toMatchObject({ step: 'second-factor', authenticatedAt: null });
    expect(actorOf(session, home).permissions.size).toBe(0);
  });

  it('takes the address in any case', async () => {
    expect((await enter(PASSWORD, ' ADA@Example.org ')).step).toBe('second-factor');
  });

  it('answers the same to a wrong password, an unknown address and an account that is disabled', async () => {
    const bob = await joinWithTotp(accounts, 'Bob');
    await disableOperator(accounts, cli, bob.id);
    const answers = await Promise.all(
      [
        enter('another four words here'),
        enter(PASSWORD, 'nobody@example.org'),
        enter(PASSWORD, bob.address),
      ].map((asked) =>
        asked.catch((error) => ({ code: error.code, message: error.message, details: error.details })),
      ),
    );
    expect(answers[0]).toMatchObject(refusal);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('hashes a password anew that was kept with less work', async () => {
    const salt = Buffer.alloc(16, 1);
    const weak = formatPasswordHash({
      ...{ ln: 10, r: 8, p: 1, salt },
      hash: scryptSync(PASSWORD, salt, 32, { N: 2 ** 10, r: 8, p: 1 }),
    });
    await test.database.query('UPDATE operators SET password_hash = $1', [weak]);
    const approved = { ...accounts, hasher: openPasswordHasher() };
    await logIn(approved, home, { address: ada.address, password: PASSWORD, former: null });
    const { rows } = await test.database.query('SELECT password_hash FROM operators');
    expect(rows[0].password_hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect((await enter()).step).toBe('second-factor');
  });
});

it('a password lets nobody in where that is switched off', async () => {
  const closed = { ...accounts, site: { ...accounts.site, localLogin: false } };
  await expect(
    logIn(closed, home, { address: ada.address, password: PASSWORD, former: null }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

describe('the second factor', () => {
  it('makes the session full under another token; the first one is good for nothing', async () => {
    const { token } = await enter();
    const full = await showCode(accounts, home, await sessionOf(accounts, token), ada.code());
    expect(full.step).toBe('full');
    expect(full.token).not.toBe(token);
    expect(await findSession(accounts, token)).toBeNull();
    const session = await sessionOf(accounts, full.token);
    expect(session).toMatchObject({ step: 'full', method: 'password+totp' });
    expect(actorOf(session, home).permissions.has('operators:manage')).toBe(true);
  });

  it('is not taken twice, also not by two at the same moment', async () => {
    const [one, other] = [await enter(), await enter()];
    const sessions = [await sessionOf(accounts, one.token), await sessionOf(accounts, other.token)];
    const code = ada.code();
    const shown = await Promise.allSettled(
      sessions.map((session) => showCode(accounts, home, session, code)),
    );
    expect(shown.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(shown.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal });
  });

  it('is not taken from before the newest that was used', async () => {
    await signIn(accounts, ada);
    const { token } = await enter();
    await expect(
      showCode(accounts, home, await sessionOf(accounts, token), ada.code(-1)),
    ).rejects.toMatchObject(refusal);
  });

  it('may be a recovery code, once', async () => {
    const [code = ''] = ada.recoveryCodes;
    const first = await enter();
    const full = await showCode(accounts, home, await sessionOf(accounts, first.token), code.toLowerCase());
    expect(await sessionOf(accounts, full.token)).toMatchObject({
      method: 'password+code',
      operator: { factors: { recoveryCodes: 9 } },
    });
    const again = await sessionOf(accounts, (await enter()).token);
    await expect(showCode(accounts, home, again, code)).rejects.toMatchObject(refusal);
    expect(await audited(test.database, 'recovery-code.use')).toMatchObject([{ object_id: String(ada.id) }]);
  });

  it('has a quarter of an hour', async () => {
    const { token } = await enter();
    accounts.pass(15 * MINUTE_MS + SECOND_MS);
    expect(await findSession(accounts, token)).toBeNull();
  });

  it('is not taken of somebody else, and not without the password', async () => {
    const bob = await joinWithTotp(accounts, 'Bob');
    accounts.pass(MINUTE_MS);
    const { token } = await enter();
    await expect(
      showCode(accounts, home, await sessionOf(accounts, token), bob.code()),
    ).rejects.toMatchObject(refusal);
    const session = await sessionOf(accounts, token);
    await expect(showPassword(accounts, home, session, PASSWORD)).rejects.toMatchObject({
      code: 'SESSION_ENDED',
    });
  });

  it('is enrolled first where there is none, and nothing else can be done', async () => {
    const joining = await sessionOf(accounts, await join(accounts, 'Eve'));
    expect(joining.step).toBe('enrol');
    expect(actorOf(joining, home).permissions.size).toBe(0);
    await expect(showCode(accounts, home, joining, ada.code())).rejects.toMatchObject({
      code: 'SESSION_ENDED',
    });
    expect((await enter(PASSWORD, 'eve@example.org')).step).toBe('enrol');
  });

  it('may wait on a machine of one’s own, where the password is shown again in its place', async () => {
    const local = openAccounts(test.database, EMBEDDED);
    const session = await sessionOf(local, await join(local, 'Eve'));
    expect(session).toMatchObject({ step: 'full', method: 'link' });
    const shown = await showPassword(local, home, session, PASSWORD);
    expect(await findSession(local, shown.token)).toMatchObject({ step: 'full' });
    await expect(
      showPassword(local, home, await sessionOf(local, shown.token), 'another four words here'),
    ).rejects.toMatchObject(refusal);
  });

  it.each([
    { publicUrl: 'https://papers.example.org' },
    { host: '0.0.0.0' },
    { databaseUrl: 'postgres://elsewhere/papers' },
  ])('may not wait with %o', (settings) => {
    expect(openAccounts(test.database, { ...EMBEDDED, ...settings }).site.secondFactorMayWait).toBe(false);
  });
});

describe('attempts', () => {
  const wrong = (client = home) => enter('another four words here', ada.address, client);

  it('of an account wait after the fifth, longer each time, and only where they come from', async () => {
    for (let time = 0; time < 5; time += 1) await expect(wrong()).rejects.toMatchObject(refusal);
    await expect(enter()).rejects.toMatchObject({ code: 'LOGIN_SLOWED', details: { waitSeconds: 60 } });
    expect((await enter(PASSWORD, ada.address, browserOf(2))).step).toBe('second-factor');
    accounts.pass(MINUTE_MS);
    await expect(wrong()).rejects.toMatchObject(refusal);
    await expect(enter()).rejects.toMatchObject({ code: 'LOGIN_SLOWED', details: { waitSeconds: 120 } });
    accounts.pass(2 * MINUTE_MS);
    expect((await enter()).step).toBe('second-factor');
    await expect(wrong()).rejects.toMatchObject(refusal);
  });

  it('of a client are thirty an hour, however many come at once and whatever they name', async () => {
    await test.database.query('UPDATE operators SET password_hash = NULL');
    const fast = {
      ...accounts,
      hasher: {
        ...accounts.hasher,
        verify: async () => ({ isRight: false, isWeak: false }),
        admit: <T>(work: () => Promise<T>) => work(),
      },
    };
    const tries = Array.from({ length: 40 }, (_, at) =>
      logIn(fast, home, { address: `person${at}@example.org`, password: 'any', former: null }),
    );
    const codes = (await Promise.allSettled(tries)).map((tried) =>
      tried.status === 'rejected' ? tried.reason.code : 'in',
    );
    expect(codes.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(30);
    expect(codes.filter((code) => code === 'LOGIN_SLOWED')).toHaveLength(10);
    accounts.pass(HOUR_MS);
    await expect(wrong()).rejects.toMatchObject(refusal);
  });

  it('with codes of one account are twenty an hour, wherever they come from; a recovery code still lets in', async () => {
    for (let client = 2; client < 7; client += 1) {
      const session = await sessionOf(
        accounts,
        (await enter(PASSWORD, ada.address, browserOf(client))).token,
      );
      for (let time = 0; time < 4; time += 1)
        await expect(showCode(accounts, browserOf(client), session, '000000')).rejects.toMatchObject(refusal);
    }
    const session = await sessionOf(accounts, (await enter()).token);
    await expect(showCode(accounts, home, session, ada.code())).rejects.toMatchObject({
      code: 'LOGIN_SLOWED',
    });
    expect((await showCode(accounts, home, session, ada.recoveryCodes[0] ?? '')).step).toBe('full');
  });

  const none = { ofClient: 0, oldestOfClient: null, ofAccount: 0, ofBoth: 0, newestOfBoth: null };
  const now = new Date();
  it.each([
    [{ ofBoth: 4, newestOfBoth: now }, 0],
    [{ ofBoth: 5, newestOfBoth: now }, 60],
    [{ ofBoth: 8, newestOfBoth: now }, 480],
    [{ ofBoth: 9, newestOfBoth: now }, 900],
    [{ ofBoth: 20, newestOfBoth: now }, 900],
    [{ ofBoth: 5, newestOfBoth: new Date(now.getTime() - 30_000) }, 30],
    [{ ofClient: 29, oldestOfClient: now }, 0],
    [{ ofClient: 30, oldestOfClient: new Date(now.getTime() - HOUR_MS + 5_000) }, 5],
  ])('with %o behind them wait %i seconds', (counts, seconds) => {
    expect(waitBefore({ ...none, ...counts }, 'password', now)).toBe(seconds);
  });
});

it('each way in and each refusal is in the audit, without an address and without a secret', async () => {
  const before = (await audited(test.database)).length;
  await expect(enter('another four words here')).rejects.toMatchObject(refusal);
  await expect(enter(PASSWORD, 'nobody@example.org')).rejects.toMatchObject(refusal);
  const session = await signIn(accounts, ada);
  const rows = (await audited(test.database)).slice(before);
  expect(rows).toMatchObject([
    { actor_kind: 'system', action: 'login.failed', object_id: String(ada.id), facts: { by: 'password' } },
    { actor_kind: 'system', action: 'login.failed', object_id: null, facts: { by: 'password' } },
    {
      actor_kind: 'operator',
      actor_id: ada.id,
      action: 'login.succeeded',
      facts: { method: 'password+totp' },
    },
  ]);
  const { rows: all } = await test.database.query('SELECT * FROM audit_events');
  const written = JSON.stringify([all, accounts.logged]);
  for (const secret of [
    'example.org',
    PASSWORD,
    'another four',
    ...ada.recoveryCodes,
    session.idHash.toString('hex'),
  ])
    expect(written).not.toContain(secret);
});
