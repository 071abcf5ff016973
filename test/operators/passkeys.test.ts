import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/durations.js';
import { acceptLinkByPasskey, askForFirstPasskey } from '../../src/operators/accept-link.js';
import { followLink, invite, makeFirstLink } from '../../src/operators/links.js';
import { logIn } from '../../src/operators/log-in.js';
import { disableOperator } from '../../src/operators/manage-operators.js';
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  nameOwnPasskey,
  removePasskey,
} from '../../src/operators/own-passkeys.js';
import { removeTotp } from '../../src/operators/own-totp.js';
import { findSession, type Session } from '../../src/operators/sessions.js';
import {
  askForOwnPasskey,
  askWhoSignsIn,
  logInByPasskey,
  showPasskey,
} from '../../src/operators/show-passkey.js';
import {
  type Accounts,
  audited,
  cli,
  eachWithAccounts,
  emptyAccounts,
  home,
  type Joined,
  join,
  joinWithTotp,
  PASSWORD,
  sessionOf,
  tokenOf,
} from './accounts.js';
import { makeAuthenticator, type Off } from './software-authenticator.js';

const ORIGIN = 'https://papers.example.org';
const refusal = { code: 'LOGIN_FAILED' };
type Authenticator = ReturnType<typeof makeAuthenticator>;

let accounts: Accounts;
let ada: Joined;
let device: Authenticator;
let session: Session;
const test = eachWithAccounts(async (fresh) => {
  accounts = fresh;
  ada = await joinWithTotp(accounts, 'Ada');
  device = makeAuthenticator(ORIGIN);
  session = await add(await sessionOf(accounts, ada.token), device);
});

async function add(to: Session, authenticator: Authenticator, off: Off = {}): Promise<Session> {
  const answer = authenticator.create(await beginPasskey(accounts, to), off);
  const { token } = await addPasskey(accounts, home, to, { answer, name: 'My \n phone' });
  return sessionOf(accounts, token);
}

async function enter(authenticator = device, off: Off = {}): Promise<Session> {
  const { token, options } = await askWhoSignsIn(accounts, home);
  const answer = authenticator.get(options, off);
  const signedIn = await logInByPasskey(accounts, home, { token, former: null }, answer);
  expect(signedIn).toMatchObject({ step: 'full' });
  return sessionOf(accounts, signedIn.token);
}

describe('a passkey', () => {
  it('is added, named and listed, and renews the session', async () => {
    expect(await findSession(accounts, ada.token)).toBeNull();
    const [passkey] = await listPasskeys(accounts, session);
    expect(passkey).toMatchObject({
      name: 'My phone',
      counter: 0,
      transports: ['internal'],
      lastUsedAt: null,
    });
    await nameOwnPasskey(accounts, session, device.credentialId, 'The key on the ring');
    expect(await listPasskeys(accounts, session)).toMatchObject([{ name: 'The key on the ring' }]);
    expect((await sessionOf(accounts, (await again()).token)).operator.factors.passkeys).toBe(1);
  });

  it('asks for nobody’s name, and for the person to be verified', async () => {
    const options = await beginPasskey(accounts, session);
    expect(options.authenticatorSelection).toMatchObject({
      residentKey: 'required',
      userVerification: 'required',
    });
    expect(options.rp).toEqual({ id: 'papers.example.org', name: 'Papers of the Day' });
    expect(options.excludeCredentials).toHaveLength(1);
    const asked = await askWhoSignsIn(accounts, home);
    expect(asked.options).toMatchObject({ rpId: 'papers.example.org', userVerification: 'required' });
    expect(asked.options.allowCredentials ?? []).toEqual([]);
    expect(Buffer.from(options.user.id, 'base64url').toString()).not.toContain('ada');
  });

  it('signs in alone, under a new token each time', async () => {
    const [one, other] = [await enter(), await enter()];
    expect(one).toMatchObject({ step: 'full', method: 'passkey', operator: { id: ada.id } });
    expect(one.idHash).not.toEqual(other.idHash);
    expect(await listPasskeys(accounts, session)).toMatchObject([
      { counter: 2, lastUsedAt: accounts.clock() },
    ]);
    expect(await audited(test.database, 'login.succeeded')).toContainEqual(
      expect.objectContaining({ facts: { method: 'passkey' } }),
    );
  });

  it('answers a challenge once, within five minutes', async () => {
    const { token, options } = await askWhoSignsIn(accounts, home);
    const tokens = { token, former: null };
    await logInByPasskey(accounts, home, tokens, device.get(options));
    await expect(logInByPasskey(accounts, home, tokens, device.get(options))).rejects.toMatchObject(refusal);
    const late = await askWhoSignsIn(accounts, home);
    accounts.pass(5 * MINUTE_MS);
    await expect(
      logInByPasskey(accounts, home, { token: late.token, former: null }, device.get(late.options)),
    ).rejects.toMatchObject(refusal);
    const mixed = await askWhoSignsIn(accounts, home);
    await expect(
      logInByPasskey(accounts, home, { token: mixed.token, former: null }, device.get(options)),
    ).rejects.toMatchObject(refusal);
  });

  it.each<[string, Off]>([
    ['of another origin', { origin: 'https://papers.example.com' }],
    ['of another site', { rpId: 'example.org' }],
    ['without the person verified', { isVerified: false }],
    ['for making one', { type: 'webauthn.create' }],
    ['of another account', { userHandle: Buffer.alloc(32).toString('base64url') }],
    ['with a signature of something else', { signature: Buffer.alloc(70).toString('base64url') }],
    ['with no signature', { signature: '' }],
  ])('is refused with an answer %s', async (_, off) => {
    await expect(enter(device, off)).rejects.toMatchObject(refusal);
  });

  it.each([null, undefined, 'text', 7, [], {}, { id: 7 }, { id: 'AAAA' }, { id: 'A'.repeat(2_000) }])(
    'is not %j',
    async (answer) => {
      const { token } = await askWhoSignsIn(accounts, home);
      await expect(logInByPasskey(accounts, home, { token, former: null }, answer)).rejects.toMatchObject(
        refusal,
      );
    },
  );

  it('whose counter goes back is refused and audited: somebody has a copy', async () => {
    await enter(device, { counter: 7 });
    for (const counter of [7, 3, 0]) await expect(enter(device, { counter })).rejects.toMatchObject(refusal);
    expect(await audited(test.database, 'passkey.counter-back')).toMatchObject([
      { object_id: String(ada.id), facts: { counter: 7, former: 7 } },
      { facts: { counter: 3, former: 7 } },
      { facts: { counter: 0, former: 7 } },
    ]);
    await enter(device, { counter: 8 });
  });

  it('that does not count is taken each time', async () => {
    await enter(device, { counter: 0 });
    await enter(device, { counter: 0 });
  });

  it('that nobody has added, or whose account is disabled, opens nothing', async () => {
    await expect(enter(makeAuthenticator(ORIGIN))).rejects.toMatchObject(refusal);
    await joinWithTotp(accounts, 'Bob');
    await disableOperator(accounts, cli, ada.id);
    await expect(enter()).rejects.toMatchObject(refusal);
  });

  it('is the second factor, and shows one again; that of somebody else is not', async () => {
    const { token } = await logIn(accounts, home, { address: ada.address, password: PASSWORD, former: null });
    const half = await sessionOf(accounts, token);
    const options = await askForOwnPasskey(accounts, half);
    expect(options.allowCredentials).toHaveLength(1);
    const bob = await joinWithTotp(accounts, 'Bob');
    const other = makeAuthenticator(ORIGIN);
    await add(await sessionOf(accounts, bob.token), other);
    await expect(showPasskey(accounts, home, half, other.get(options))).rejects.toMatchObject(refusal);
    const answer = device.get(await askForOwnPasskey(accounts, half));
    const full = await showPasskey(accounts, home, half, answer);
    accounts.pass(11 * MINUTE_MS);
    const stale = await sessionOf(accounts, full.token);
    await expect(beginPasskey(accounts, stale)).rejects.toMatchObject({ code: 'FACTOR_NEEDED' });
    const fresh = await showPasskey(
      accounts,
      home,
      stale,
      device.get(await askForOwnPasskey(accounts, stale)),
    );
    expect(await findSession(accounts, full.token)).toBeNull();
    await beginPasskey(accounts, await sessionOf(accounts, fresh.token));
  });

  it('is not taken without its challenge, from elsewhere, or twice', async () => {
    const refused = { code: 'FACTOR_REFUSED' };
    const options = await beginPasskey(accounts, session);
    const answer = makeAuthenticator(ORIGIN).create(options, { origin: 'https://example.org' });
    await expect(addPasskey(accounts, home, session, { answer, name: '' })).rejects.toMatchObject(refused);
    const late = makeAuthenticator(ORIGIN).create(options);
    await expect(addPasskey(accounts, home, session, { answer: late, name: '' })).rejects.toMatchObject(
      refused,
    );
    await expect(add(session, device)).rejects.toMatchObject(refused);
    await expect(add(session, makeAuthenticator(ORIGIN), { isVerified: false })).rejects.toMatchObject(
      refused,
    );
    expect(await listPasskeys(accounts, session)).toHaveLength(1);
  });

  it('is removed with the other sessions, but not where it is the last second factor', async () => {
    const other = await enter();
    await removeTotp(accounts, home, session);
    await expect(removePasskey(accounts, home, session, device.credentialId)).rejects.toMatchObject({
      code: 'LAST_FACTOR',
      details: { reason: 'second-factor' },
    });
    session = await add(session, makeAuthenticator(ORIGIN));
    const { token } = await again();
    await removePasskey(accounts, home, session, device.credentialId);
    expect(await listPasskeys(accounts, session)).toHaveLength(1);
    expect(await findSession(accounts, token)).toBeNull();
    expect(other.operator.id).toBe(ada.id);
    await expect(removePasskey(accounts, home, session, device.credentialId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

async function again() {
  const { token, options } = await askWhoSignsIn(accounts, home);
  return logInByPasskey(accounts, home, { token, former: null }, device.get(options));
}

describe('an account that has only a passkey', () => {
  const typed = { name: 'Eve', address: 'eve@example.org', language: 'de' } as const;

  it('is made by a link, and stays when the ceremony fails', async () => {
    await emptyAccounts(test.database);
    const link = (await makeFirstLink(accounts)) ?? expect.fail('there is an operator');
    const followed = await followLink(accounts, 'first', tokenOf(link));
    const key = makeAuthenticator(ORIGIN);
    const bad = key.create(await askForFirstPasskey(accounts, followed, typed), {
      origin: 'https://example.org',
    });
    const accept = (answer: unknown) =>
      acceptLinkByPasskey(accounts, home, followed, { ...typed, passkey: { answer, name: '' } });
    await expect(accept(bad)).rejects.toMatchObject({ code: 'FACTOR_REFUSED' });
    const answer = key.create(await askForFirstPasskey(accounts, followed, typed));
    const made = await sessionOf(accounts, (await accept(answer)).token);
    expect(made).toMatchObject({
      step: 'full',
      method: 'passkey',
      operator: { role: 'owner', language: 'de' },
    });
    expect(made.operator.factors).toMatchObject({ hasPassword: false, passkeys: 1 });
    await expect(accept(answer)).rejects.toMatchObject({ code: 'FACTOR_REFUSED' });
    expect((await enter(key)).operator.id).toBe(made.operator.id);
    await expect(removePasskey(accounts, home, made, key.credentialId)).rejects.toMatchObject({
      details: { reason: 'way-in' },
    });
    await expect(
      logIn(accounts, home, { address: typed.address, password: '', former: null }),
    ).rejects.toMatchObject(refusal);
  });

  it('cannot have the address of another', async () => {
    const followed = await followLink(accounts, 'invite', tokenOf(await invite(accounts, cli, 'viewer')));
    const taken = { ...typed, address: 'ADA@example.org' };
    await expect(askForFirstPasskey(accounts, followed, taken)).rejects.toMatchObject({
      code: 'ADDRESS_TAKEN',
    });
  });

  it('may be what a password is followed by', async () => {
    const joining = await sessionOf(accounts, await join(accounts, 'Eve'));
    const full = await add(joining, makeAuthenticator(ORIGIN));
    expect(full).toMatchObject({ step: 'full', method: 'passkey' });
    expect(full.operator.factors).toMatchObject({ hasPassword: true, hasTotp: false, passkeys: 1 });
  });
});
