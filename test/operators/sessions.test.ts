import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/durations.js';
import { forgetOldSignIns } from '../../src/operators/forget-sign-ins.js';
import { logIn } from '../../src/operators/log-in.js';
import { endEverySession, endSessionsOf } from '../../src/operators/manage-operators.js';
import { changePassword, changeProfile } from '../../src/operators/own-account.js';
import { removeTotp, renewRecoveryCodes } from '../../src/operators/own-totp.js';
import { actorOf, endSession, findSession, listSessions } from '../../src/operators/sessions.js';
import { showCode } from '../../src/operators/show-code.js';
import {
  type Accounts,
  audited,
  browserOf,
  cli,
  EMBEDDED,
  eachWithAccounts,
  home,
  type Joined,
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
});

const again = async () => {
  accounts.pass(MINUTE_MS);
  return signIn(accounts, ada);
};
const rowOf = async (hash: Buffer) =>
  (await test.database.query('SELECT * FROM operator_sessions WHERE id_hash = $1', [hash])).rows[0];

describe('a session', () => {
  it('is kept as a hash of what the cookie has', async () => {
    expect(ada.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const { rows } = await test.database.query('SELECT * FROM operator_sessions');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(ada.token);
    expect(rows[0].id_hash).toHaveLength(32);
  });

  it.each(['', 'x', 'a'.repeat(43), `${'a'.repeat(42)}=`, 'a'.repeat(86)])(
    'is not behind “%s”',
    async (token) => {
      expect(await findSession(accounts, token)).toBeNull();
    },
  );

  it('never lives on under a token that was there before signing in', async () => {
    accounts.pass(MINUTE_MS);
    const { token } = await logIn(accounts, home, {
      address: ada.address,
      password: PASSWORD,
      former: ada.token,
    });
    expect(await findSession(accounts, ada.token)).toBeNull();
    const full = await showCode(accounts, home, await sessionOf(accounts, token), ada.code());
    expect(new Set([ada.token, token, full.token]).size).toBe(3);
    expect(await findSession(accounts, token)).toBeNull();
  });

  it('ends after twelve hours in which nothing was done', async () => {
    accounts.pass(12 * HOUR_MS - MINUTE_MS);
    expect(await findSession(accounts, ada.token)).not.toBeNull();
    accounts.pass(12 * HOUR_MS);
    expect(await findSession(accounts, ada.token)).toBeNull();
  });

  it('ends after seven days, whatever is done, also where a factor was shown again meanwhile', async () => {
    let { token } = ada;
    for (let passed = 0; passed < 7 * DAY_MS - 11 * HOUR_MS; passed += 11 * HOUR_MS) {
      accounts.pass(11 * HOUR_MS);
      token = (await showCode(accounts, home, await sessionOf(accounts, token), ada.code())).token;
    }
    accounts.pass(11 * HOUR_MS);
    expect(await findSession(accounts, token)).toBeNull();
  });

  it('notes once a minute that it is in use', async () => {
    const { idHash } = await sessionOf(accounts, ada.token);
    const begun = (await rowOf(idHash)).seen_at;
    accounts.pass(59_000);
    await sessionOf(accounts, ada.token);
    expect((await rowOf(idHash)).seen_at).toEqual(begun);
    accounts.pass(1_000);
    const { operator } = await sessionOf(accounts, ada.token);
    expect((await rowOf(idHash)).seen_at).toEqual(accounts.clock());
    expect(operator.seenAt).toEqual(begun);
    expect((await sessionOf(accounts, ada.token)).operator.seenAt).toEqual(accounts.clock());
  });

  it('has what the role allows as the row has it now', async () => {
    await test.database.query(`UPDATE operators SET role = 'viewer'`);
    const { permissions } = actorOf(await sessionOf(accounts, ada.token), home);
    expect([...permissions].sort()).toEqual(['digests:read', 'numbers:read', 'sources:read']);
  });

  it('is listed and ended, by its own operator alone', async () => {
    const [one, bob] = [await again(), await joinWithTotp(accounts, 'Bob')];
    const listed = await listSessions(accounts, ada.id);
    expect(listed.map(({ browser }) => browser)).toEqual(['Browser 1', 'Browser 1']);
    expect(await endSession(accounts, home, await sessionOf(accounts, bob.token), one.idHash)).toBe(false);
    expect(await endSession(accounts, home, await sessionOf(accounts, ada.token), one.idHash)).toBe(true);
    expect(await listSessions(accounts, ada.id)).toHaveLength(1);
    expect(await endSession(accounts, home, await sessionOf(accounts, ada.token), one.idHash)).toBe(false);
    const own = await sessionOf(accounts, ada.token);
    expect(await endSession(accounts, home, own, own.idHash)).toBe(true);
    expect(await findSession(accounts, ada.token)).toBeNull();
    expect(await audited(test.database, 'session.end')).toHaveLength(2);
  });
});

describe('the other sessions end at once', () => {
  it('with a new password', async () => {
    const other = await again();
    await changePassword(accounts, home, other, 'quite another set of four words');
    expect(await findSession(accounts, ada.token)).toBeNull();
    expect(await rowOf(other.idHash)).toBeDefined();
    await expect(
      logIn(accounts, home, { address: ada.address, password: PASSWORD, former: null }),
    ).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  });

  it('when somebody ends them', async () => {
    const bob = await joinWithTotp(accounts, 'Bob');
    expect(await endSessionsOf(accounts, cli, ada.id)).toBe(1);
    expect(await findSession(accounts, ada.token)).toBeNull();
    expect(await findSession(accounts, bob.token)).not.toBeNull();
    expect(await endEverySession(accounts, cli)).toBe(1);
    expect(await findSession(accounts, bob.token)).toBeNull();
  });
});

describe('what cannot be taken back', () => {
  it('asks for a factor of the last ten minutes', async () => {
    accounts.pass(10 * MINUTE_MS + 1);
    const stale = await sessionOf(accounts, ada.token);
    const asks = { code: 'FACTOR_NEEDED' };
    await expect(
      changePassword(accounts, home, stale, 'quite another set of four words'),
    ).rejects.toMatchObject(asks);
    await expect(removeTotp(accounts, home, stale)).rejects.toMatchObject(asks);
    await expect(renewRecoveryCodes(accounts, home, stale)).rejects.toMatchObject(asks);
    const { token } = await showCode(accounts, home, stale, ada.code());
    expect(await findSession(accounts, ada.token)).toBeNull();
    const fresh = await sessionOf(accounts, token);
    const codes = await renewRecoveryCodes(accounts, home, fresh);
    expect(codes).toHaveLength(10);
    expect(codes).not.toEqual(ada.recoveryCodes);
  });

  it('leaves an account with what it needs', async () => {
    const session = await sessionOf(accounts, ada.token);
    await expect(removeTotp(accounts, home, session)).rejects.toMatchObject({
      code: 'LAST_FACTOR',
      details: { reason: 'second-factor' },
    });
    const local = openAccounts(test.database, EMBEDDED);
    await removeTotp(local, home, session);
    const { factors } = (await sessionOf(accounts, ada.token)).operator;
    expect(factors).toMatchObject({ hasPassword: true, hasTotp: false, recoveryCodes: 0 });
  });
});

it('an operator is called what they say, within bounds', async () => {
  const session = await sessionOf(accounts, ada.token);
  await changeProfile(accounts, home, session, { name: '  Ada \n Lovelace ', language: 'de' });
  expect((await sessionOf(accounts, ada.token)).operator).toMatchObject({
    name: 'Ada Lovelace',
    language: 'de',
  });
  for (const name of ['', ' \n ', 'a'.repeat(81)])
    await expect(changeProfile(accounts, home, session, { name, language: 'en' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
});

it('what is over is forgotten, and nothing else', async () => {
  const half = await logIn(accounts, browserOf(2), {
    address: ada.address,
    password: PASSWORD,
    former: null,
  });
  await expect(
    logIn(accounts, browserOf(3), { address: ada.address, password: 'wrong', former: null }),
  ).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await forgetOldSignIns(test.database, accounts.clock());
  const counts = async () => {
    const { rows } = await test.database.query(
      `SELECT (SELECT count(*)::int FROM operator_sessions) AS sessions, (SELECT count(*)::int FROM login_failures) AS failures,
              (SELECT count(*)::int FROM operator_links) AS links`,
    );
    return rows[0];
  };
  expect(half.step).toBe('second-factor');
  expect(await counts()).toEqual({ sessions: 2, failures: 1, links: 1 });
  await forgetOldSignIns(test.database, new Date(accounts.clock().getTime() + HOUR_MS + 1));
  expect(await counts()).toEqual({ sessions: 1, failures: 0, links: 1 });
  await forgetOldSignIns(test.database, new Date(accounts.clock().getTime() + 38 * DAY_MS));
  expect(await counts()).toEqual({ sessions: 0, failures: 0, links: 0 });
});
