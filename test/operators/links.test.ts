import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/durations.js';
import { acceptLink } from '../../src/operators/accept-link.js';
import {
  followLink,
  invite,
  listInvitations,
  makeFirstLink,
  makeRecoveryLink,
  withdrawInvitation,
} from '../../src/operators/links.js';
import { logIn } from '../../src/operators/log-in.js';
import {
  changeRole,
  disableOperator,
  enableOperator,
  findOperatorByAddress,
  listOperators,
} from '../../src/operators/manage-operators.js';
import { actorOf, findSession } from '../../src/operators/sessions.js';
import {
  type Accounts,
  audited,
  cli,
  eachWithAccounts,
  emptyAccounts,
  home,
  joinWithTotp,
  PASSWORD,
  sessionOf,
  tokenOf,
} from './accounts.js';

let accounts: Accounts;
const test = eachWithAccounts((fresh) => {
  accounts = fresh;
});

const typed = { name: 'Ada', address: 'ada@example.org', language: 'en', password: PASSWORD } as const;
const first = async () => (await makeFirstLink(accounts)) ?? expect.fail('there is an operator already');
const over = { code: 'TOKEN_EXPIRED' };

describe('the link to the first account', () => {
  it('names a token of 43 characters, and is kept as a hash', async () => {
    const { url, expiresAt } = await first();
    expect(url).toMatch(/^https:\/\/papers\.example\.org\/admin\/begin\/[A-Za-z0-9_-]{43}$/);
    expect(expiresAt.getTime() - accounts.clock().getTime()).toBe(HOUR_MS);
    const { rows } = await test.database.query('SELECT * FROM operator_links');
    expect(JSON.stringify(rows)).not.toContain(url.slice(-43));
  });

  it('works for an hour, once, and only the newest', async () => {
    const [one, other] = [tokenOf(await first()), tokenOf(await first())];
    await expect(followLink(accounts, 'first', one)).rejects.toMatchObject(over);
    const link = await followLink(accounts, 'first', other);
    await acceptLink(accounts, home, link, typed);
    await expect(
      acceptLink(accounts, home, link, { ...typed, address: 'b@example.org' }),
    ).rejects.toMatchObject(over);
    await expect(followLink(accounts, 'first', other)).rejects.toMatchObject(over);
    expect(await makeFirstLink(accounts)).toBeNull();
    expect(await listOperators(accounts, cli)).toMatchObject([{ name: 'Ada', role: 'owner' }]);
  });

  it('is over after an hour, also for whoever has looked at it before', async () => {
    const token = tokenOf(await first());
    const link = await followLink(accounts, 'first', token);
    accounts.pass(HOUR_MS);
    await expect(followLink(accounts, 'first', token)).rejects.toMatchObject(over);
    await expect(acceptLink(accounts, home, link, typed)).rejects.toMatchObject(over);
    expect(await listOperators(accounts, cli)).toEqual([]);
  });

  it('makes one owner, however many follow it at once', async () => {
    const link = await followLink(accounts, 'first', tokenOf(await first()));
    const asked = ['a', 'b', 'c'].map((name) =>
      acceptLink(accounts, home, link, { ...typed, address: `${name}@example.org` }),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listOperators(accounts, cli)).toHaveLength(1);
  });

  it('is good for no other page, and no page takes another token', async () => {
    const token = tokenOf(await first());
    await expect(followLink(accounts, 'invite', token)).rejects.toMatchObject(over);
    await expect(followLink(accounts, 'first', 'x'.repeat(43))).rejects.toMatchObject(over);
    for (const damaged of ['', token.slice(1), `${token}=`, 'ä'.repeat(43)])
      await expect(followLink(accounts, 'first', damaged)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it.each([
    [{ name: ' ' }, 'INPUT_INVALID'],
    [{ name: 'a'.repeat(81) }, 'INPUT_INVALID'],
    [{ address: 'ada' }, 'ADDRESS_INVALID'],
    [{ password: 'too short' }, 'PASSWORD_REFUSED'],
    [{ password: 'ada@example.org!' }, 'PASSWORD_REFUSED'],
  ])('is not used up by %o', async (fault, code) => {
    const link = await followLink(accounts, 'first', tokenOf(await first()));
    await expect(acceptLink(accounts, home, link, { ...typed, ...fault })).rejects.toMatchObject({ code });
    expect((await acceptLink(accounts, home, link, typed)).step).toBe('enrol');
  });
});

describe('an invitation', () => {
  it('makes an account of its role within seven days', async () => {
    const link = await invite(accounts, cli, 'editor');
    expect(link.url).toContain('/admin/invite/');
    accounts.pass(7 * DAY_MS - 1);
    const followed = await followLink(accounts, 'invite', tokenOf(link));
    expect(followed).toMatchObject({ role: 'editor', operator: null, madeBy: 'cli' });
    const { token } = await acceptLink(accounts, home, followed, typed);
    expect((await sessionOf(accounts, token)).operator.role).toBe('editor');
    const late = await invite(accounts, cli, 'editor');
    accounts.pass(7 * DAY_MS);
    await expect(followLink(accounts, 'invite', tokenOf(late))).rejects.toMatchObject(over);
  });

  it('is listed until it is followed, and can be taken back', async () => {
    const link = await invite(accounts, cli, 'viewer');
    const [open] = await listInvitations(accounts);
    expect(open).toMatchObject({ role: 'viewer', madeBy: 'cli' });
    const hash = open?.tokenHash ?? expect.fail('it is not listed');
    expect(await withdrawInvitation(accounts, cli, hash)).toBe(true);
    expect(await withdrawInvitation(accounts, cli, hash)).toBe(false);
    await expect(followLink(accounts, 'invite', tokenOf(link))).rejects.toMatchObject(over);
  });

  it('is for owners to make, who have shown a factor', async () => {
    const editor = await joinWithTotp(accounts, 'Eve', 'editor');
    const owner = await joinWithTotp(accounts, 'Ada', 'owner');
    const actor = async (token: string) => actorOf(await sessionOf(accounts, token), home);
    const asEditor = await actor(editor.token);
    expect(() => invite(accounts, asEditor, 'viewer')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
    await expect(listOperators(accounts, asEditor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const asOwner = await actor(owner.token);
    await invite(accounts, asOwner, 'viewer');
    accounts.pass(11 * MINUTE_MS);
    expect(() => invite(accounts, asOwner, 'viewer')).toThrow(
      expect.objectContaining({ code: 'FACTOR_NEEDED' }),
    );
    expect(await listOperators(accounts, asOwner)).toHaveLength(2);
  });

  it('does not give the address of another away', async () => {
    await joinWithTotp(accounts, 'Ada');
    const link = await followLink(accounts, 'invite', tokenOf(await invite(accounts, cli, 'viewer')));
    await expect(
      acceptLink(accounts, home, link, { ...typed, address: 'ADA@Example.org' }),
    ).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
  });
});

describe('a recovery', () => {
  const password = 'quite another set of four words';

  it('lets an operator choose a password within half an hour, and ends their sessions', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const link = await makeRecoveryLink(accounts, cli, { operatorId: ada.id, dropsFactors: false });
    expect(link.expiresAt.getTime() - accounts.clock().getTime()).toBe(30 * MINUTE_MS);
    const followed = await followLink(accounts, 'recover', tokenOf(link));
    expect(followed.operator).toMatchObject({ id: ada.id, name: 'Ada' });
    const { step } = await acceptLink(accounts, home, followed, { ...typed, name: 'Mallory', password });
    expect(step).toBe('second-factor');
    expect(await findSession(accounts, ada.token)).toBeNull();
    expect(await findOperatorByAddress(accounts, ada.address)).toMatchObject({ name: 'Ada' });
    const asked = { address: ada.address, former: null };
    await expect(logIn(accounts, home, { ...asked, password: PASSWORD })).rejects.toMatchObject({
      code: 'LOGIN_FAILED',
    });
    expect((await logIn(accounts, home, { ...asked, password })).step).toBe('second-factor');
  });

  it('drops what was lost where it was made to', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const link = await makeRecoveryLink(accounts, cli, { operatorId: ada.id, dropsFactors: true });
    const followed = await followLink(accounts, 'recover', tokenOf(link));
    expect((await sessionOf(accounts, ada.token)).operator.factors.hasTotp).toBe(true);
    const { token, step } = await acceptLink(accounts, home, followed, { ...typed, password });
    expect(step).toBe('enrol');
    expect((await sessionOf(accounts, token)).operator.factors).toEqual({
      ...{ hasPassword: true, hasTotp: false, passkeys: 0, recoveryCodes: 0, isForeign: false },
    });
    const acts = await audited(test.database, 'operator.recover', 'operator.return');
    expect(acts.filter(({ object_id }) => object_id === String(ada.id))).toMatchObject([
      { actor_kind: 'cli', facts: { dropsFactors: true } },
      { actor_kind: 'operator', actor_id: ada.id, facts: { droppedFactors: true } },
    ]);
  });

  it('works by the newest link alone, and never for who is disabled', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const bob = await joinWithTotp(accounts, 'Bob');
    const ask = () => makeRecoveryLink(accounts, cli, { operatorId: bob.id, dropsFactors: false });
    const [former, newest] = [tokenOf(await ask()), tokenOf(await ask())];
    await expect(followLink(accounts, 'recover', former)).rejects.toMatchObject(over);
    await disableOperator(accounts, cli, bob.id);
    await expect(followLink(accounts, 'recover', newest)).rejects.toMatchObject(over);
    await expect(ask()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(ada.id).not.toBe(bob.id);
  });
});

describe('the last owner', () => {
  it('cannot go or become something else', async () => {
    const ada = await joinWithTotp(accounts, 'Ada');
    const eve = await joinWithTotp(accounts, 'Eve', 'editor');
    const last = { code: 'LAST_OWNER' };
    await expect(disableOperator(accounts, cli, ada.id)).rejects.toMatchObject(last);
    await expect(changeRole(accounts, cli, ada.id, 'operator')).rejects.toMatchObject(last);
    await changeRole(accounts, cli, eve.id, 'owner');
    await disableOperator(accounts, cli, ada.id);
    expect(await findSession(accounts, ada.token)).toBeNull();
    await expect(changeRole(accounts, cli, eve.id, 'viewer')).rejects.toMatchObject(last);
    await enableOperator(accounts, cli, ada.id);
    await changeRole(accounts, cli, eve.id, 'viewer');
    expect(await audited(test.database, 'operator.change-role')).toMatchObject([
      { facts: { from: 'editor', to: 'owner' } },
      { facts: { from: 'owner', to: 'viewer' } },
    ]);
  });

  it('is still there when two owners disable each other at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      await emptyAccounts(test.database);
      const [ada, eve] = [await joinWithTotp(accounts, 'Ada'), await joinWithTotp(accounts, 'Eve')];
      const actors = [ada, eve].map(async ({ token }) => actorOf(await sessionOf(accounts, token), home));
      const [asAda, asEve] = await Promise.all(actors);
      if (asAda === undefined || asEve === undefined) throw new Error('both are there');
      await Promise.allSettled([
        disableOperator(accounts, asAda, eve.id),
        disableOperator(accounts, asEve, ada.id),
      ]);
      const left = (await listOperators(accounts, cli)).filter(({ disabledAt }) => disabledAt === null);
      expect(left).toHaveLength(1);
    }
  });

  it('is not somebody who is unknown', async () => {
    await expect(disableOperator(accounts, cli, 99)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findOperatorByAddress(accounts, 'nobody@example.org')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
