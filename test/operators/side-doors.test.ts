import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/durations.js';
import { BroadsheetError } from '../../src/errors.js';
import { acceptLink, acceptLinkByPasskey, askForFirstPasskey } from '../../src/operators/accept-link.js';
import { followLink, invite, listInvitations, makeRecoveryLink } from '../../src/operators/links.js';
import { logIn } from '../../src/operators/log-in.js';
import { changeRole, disableOperator, enableOperator } from '../../src/operators/manage-operators.js';
import { changePassword, changeProfile } from '../../src/operators/own-account.js';
import { addPasskey, beginPasskey } from '../../src/operators/own-passkeys.js';
import { beginTotp, confirmTotp } from '../../src/operators/own-totp.js';
import { actorOf, findSession } from '../../src/operators/sessions.js';
import { showCode } from '../../src/operators/show-code.js';
import { insertSession } from '../../src/store/operators/operator-sessions.js';
import {
  type Accounts,
  audited,
  browserOf,
  cli,
  eachWithAccounts,
  home,
  join,
  joinWithTotp,
  PASSWORD,
  sessionOf,
  tokenOf,
} from './accounts.js';
import { makeAuthenticator } from './software-authenticator.js';

let accounts: Accounts;
const test = eachWithAccounts((fresh) => {
  accounts = fresh;
});

const typed = { name: 'Eve', address: 'eve@example.org', language: 'en' } as const;
const device = () => makeAuthenticator('https://papers.example.org');
const failed = { code: 'LOGIN_FAILED' };
const over = { code: 'TOKEN_EXPIRED' };
const ended = { code: 'SESSION_ENDED' };
const enter = (address: string, client = home) =>
  logIn(accounts, client, { address, password: PASSWORD, former: null });

/** A context in which something happens between the moment a password is compared and the answer. */
const meanwhile = (happens: () => Promise<unknown>): Accounts => ({
  ...accounts,
  hasher: {
    ...accounts.hasher,
    verify: async (password, kept) => {
      const verdict = await accounts.hasher.verify(password, kept);
      await happens();
      return verdict;
    },
  },
});

describe('a second factor is not walked around', () => {
  it('by a passkey behind a recovery that keeps it', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const made = await makeRecoveryLink(accounts, cli, { operatorId: ada.id, dropsFactors: false });
    const link = await followLink(accounts, 'recover', tokenOf(made));
    await expect(askForFirstPasskey(accounts, link, typed)).rejects.toMatchObject({ code: 'FACTOR_REFUSED' });
    // Whoever has the options of a link that was asked about before the factor was there gets no further.
    const before = { ...link, operator: link.operator && { ...link.operator, factors: noFactors } };
    const options = await askForFirstPasskey(accounts, before, typed);
    const passkey = { answer: device().create(options), name: 'Laptop' };
    await expect(acceptLinkByPasskey(accounts, home, before, { ...typed, passkey })).rejects.toMatchObject({
      code: 'FACTOR_REFUSED',
    });
    expect((await sessionOf(accounts, ada.token)).operator.factors.passkeys).toBe(0);
    const { step } = await acceptLink(accounts, home, link, { ...typed, password: PASSWORD });
    expect(step).toBe('second-factor');
  });

  it('but by the passkey of a recovery that drops it', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const made = await makeRecoveryLink(accounts, cli, { operatorId: ada.id, dropsFactors: true });
    const link = await followLink(accounts, 'recover', tokenOf(made));
    const options = await askForFirstPasskey(accounts, link, typed);
    const passkey = { answer: device().create(options), name: 'Laptop' };
    const { token } = await acceptLinkByPasskey(accounts, home, link, { ...typed, passkey });
    expect((await sessionOf(accounts, token)).operator.factors).toMatchObject({
      hasTotp: false,
      passkeys: 1,
    });
  });

  it('by another session that was to set one up as well', async () => {
    const own = await join(accounts, 'Ada');
    const { token } = await enter('ada@example.org', browserOf(6));
    const [mine, other] = [await sessionOf(accounts, own), await sessionOf(accounts, token)];
    expect(other.step).toBe('enrol');
    const authenticator = device();
    const options = await beginPasskey(accounts, other);
    await beginTotp(accounts, other);
    const late = await sessionOf(accounts, token);
    const { token: full } = await addPasskey(accounts, home, mine, {
      answer: device().create(await beginPasskey(accounts, mine)),
      name: 'Laptop',
    });
    const answer = authenticator.create(options);
    await expect(addPasskey(accounts, home, late, { answer, name: 'Phone' })).rejects.toMatchObject(ended);
    const seen = await sessionOf(accounts, token);
    await expect(beginTotp(accounts, seen)).rejects.toMatchObject(ended);
    await expect(confirmTotp(accounts, home, seen, '000000')).rejects.toMatchObject(ended);
    await expect(beginPasskey(accounts, seen)).rejects.toMatchObject(ended);
    expect((await sessionOf(accounts, full)).operator.factors.passkeys).toBe(1);
  });
});

const noFactors = { hasPassword: true, hasTotp: false, passkeys: 0, recoveryCodes: 0, isForeign: false };

describe('what happens while a password is compared', () => {
  it('a new password ends the attempt with the former one', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const session = await sessionOf(accounts, ada.token);
    const slow = meanwhile(() => changePassword(accounts, home, session, 'quite another set of four words'));
    await expect(
      logIn(slow, home, { address: ada.address, password: PASSWORD, former: null }),
    ).rejects.toMatchObject(failed);
    const { rows } = await test.database.query('SELECT step FROM operator_sessions');
    expect(rows).toEqual([{ step: 'full' }]);
  });

  it('an account that is disabled meanwhile is not signed in to when it is enabled again', async () => {
    await joinWithTotp(accounts, 'Eve');
    const ada = await joinWithTotp(accounts, 'Ada');
    const { operator } = await sessionOf(accounts, ada.token);
    const slow = meanwhile(() => disableOperator(accounts, cli, ada.id));
    await expect(
      logIn(slow, home, { address: ada.address, password: PASSWORD, former: null }),
    ).rejects.toMatchObject(failed);
    // By any other way a session may begin at that moment.
    const row = {
      idHash: Buffer.alloc(32, 5),
      operatorId: operator.id,
      step: 'full',
      method: 'oidc',
    } as const;
    await insertSession(test.database, {
      ...row,
      ...home,
      authenticatedAt: accounts.clock(),
      now: accounts.clock(),
    });
    await enableOperator(accounts, cli, ada.id);
    const { rows } = await test.database.query('SELECT FROM operator_sessions WHERE operator_id = $1', [
      ada.id,
    ]);
    expect(rows).toHaveLength(0);
  });
});

describe('an owner who is one no more', () => {
  it.each(['disabled', 'an editor'])('and is %s leaves no link behind that lets anybody in', async (fate) => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const mallory = await joinWithTotp(accounts, 'Mallory');
    const session = await sessionOf(accounts, mallory.token);
    const actor = actorOf(session, home);
    const [invited, looked] = [
      await invite(accounts, actor, 'owner'),
      await invite(accounts, actor, 'owner'),
    ];
    const reset = await makeRecoveryLink(accounts, actor, { operatorId: ada.id, dropsFactors: true });
    const own = await invite(accounts, cli, 'viewer');
    const link = await followLink(accounts, 'invite', tokenOf(looked));
    // The name on the invitation is for its maker to change.
    await changeProfile(accounts, home, session, { name: 'Somebody else', language: 'en' });
    if (fate === 'disabled') await disableOperator(accounts, cli, mallory.id);
    else await changeRole(accounts, cli, mallory.id, 'editor');
    await expect(followLink(accounts, 'invite', tokenOf(invited))).rejects.toMatchObject(over);
    await expect(followLink(accounts, 'recover', tokenOf(reset))).rejects.toMatchObject(over);
    await expect(acceptLink(accounts, home, link, { ...typed, password: PASSWORD })).rejects.toMatchObject(
      over,
    );
    expect(await listInvitations(accounts)).toMatchObject([{ role: 'viewer', madeBy: 'cli' }]);
    expect(await followLink(accounts, 'invite', tokenOf(own))).toMatchObject({ role: 'viewer' });
  });

  it('a recovery of an account ends when that is disabled, also once it is enabled again', async () => {
    await joinWithTotp(accounts, 'Eve');
    const ada = await joinWithTotp(accounts, 'Ada');
    const made = await makeRecoveryLink(accounts, cli, { operatorId: ada.id, dropsFactors: true });
    await disableOperator(accounts, cli, ada.id);
    await enableOperator(accounts, cli, ada.id);
    await expect(followLink(accounts, 'recover', tokenOf(made))).rejects.toMatchObject(over);
  });
});

it('who takes another name is recorded by both, and saving what is there already by nothing', async () => {
  const ada = await joinWithTotp(accounts, 'Ada');
  const session = await sessionOf(accounts, ada.token);
  const before = (await audited(test.database, 'profile.set')).length;
  await changeProfile(accounts, home, session, { name: 'Ada', language: 'en' });
  await changeProfile(accounts, home, session, { name: 'Eve', language: 'en' });
  expect((await audited(test.database, 'profile.set')).slice(before)).toMatchObject([
    { actor_id: ada.id, facts: { from: 'Ada', to: 'Eve' } },
  ]);
});

it('a password that nobody had the time to look at is no failed attempt', async () => {
  const ada = await joinWithTotp(accounts, 'Ada');
  const busy: Accounts = {
    ...accounts,
    hasher: {
      ...accounts.hasher,
      verify: () => Promise.reject(new BroadsheetError('OVERLOADED', 'busy')),
    },
  };
  for (let attempt = 0; attempt < 7; attempt += 1) {
    await expect(
      logIn(busy, home, { address: ada.address, password: PASSWORD, former: null }),
    ).rejects.toMatchObject({ code: 'OVERLOADED' });
  }
  expect((await enter(ada.address)).step).toBe('second-factor');
});

it('twenty wrong codes of one account are twenty, from however many clients they come at once', async () => {
  const ada = await joinWithTotp(accounts, 'Ada');
  accounts.pass(5 * MINUTE_MS);
  const { token } = await enter(ada.address);
  const session = await sessionOf(accounts, token);
  const asked = Array.from({ length: 40 }, (_, client) =>
    showCode(accounts, browserOf(100 + client), session, '000000').catch((error) => String(error.code)),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(20);
  expect(answers.filter((code) => code === 'LOGIN_SLOWED')).toHaveLength(20);
  expect(await findSession(accounts, token)).not.toBeNull();
});

it('who comes after as many as may wait is told at once, and the database is asked for nothing', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const verify = async () => {
    await gate;
    return { isRight: false, isWeak: false };
  };
  const slow: Accounts = { ...accounts, hasher: { ...accounts.hasher, verify } };
  const attempt = (client: number) =>
    logIn(slow, browserOf(client), { address: 'nobody@example.org', password: PASSWORD, former: null });
  const waiting = Array.from({ length: 32 }, (_, client) => attempt(client));
  await expect(attempt(99)).rejects.toMatchObject({ code: 'OVERLOADED' });
  goOn();
  const settled = await Promise.allSettled(waiting);
  expect(settled.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
    Array(32).fill('LOGIN_FAILED'),
  );
  const { rows } = await test.database.query('SELECT FROM login_failures');
  expect(rows).toHaveLength(32);
  await expect(attempt(99)).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
});
