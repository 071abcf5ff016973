import { type TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { adminSiteOf } from '../../src/config/admin-site.js';
import type { Actor } from '../../src/model/actor.js';
import { permissions } from '../../src/model/permission.js';
import type { Role } from '../../src/model/role.js';
import { acceptLink } from '../../src/operators/accept-link.js';
import { followLink, invite, makeFirstLink, type ShownLink } from '../../src/operators/links.js';
import { logIn } from '../../src/operators/log-in.js';
import {
  type ClientFacts,
  type OperatorsContext,
  openOperators,
} from '../../src/operators/operators-context.js';
import { beginTotp, confirmTotp } from '../../src/operators/own-totp.js';
import { type HashWork, openPasswordHasher } from '../../src/operators/password-hasher.js';
import { findSession, type Session } from '../../src/operators/sessions.js';
import { showCode } from '../../src/operators/show-code.js';
import type { Database } from '../../src/store/database.js';
import type { LinkPurpose } from '../../src/store/operators/operator-links.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

export const PASSWORD = 'four words, none of them together';
/** What an installation is set to that decides how operators sign in. */
type SiteSettings = Omit<Parameters<typeof adminSiteOf>[0], 'siteName'>;

const PUBLIC: SiteSettings = {
  ...{
    adminUrl: null,
    publicUrl: 'https://papers.example.org',
    databaseUrl: 'postgres://elsewhere/papers',
    host: '127.0.0.1',
    localLogin: true,
  },
};
/** As it is after `npm start`. */
export const EMBEDDED: SiteSettings = {
  adminUrl: null,
  publicUrl: 'http://localhost:3000',
  databaseUrl: null,
  host: '127.0.0.1',
  localLogin: true,
};

/** The command line, which may do everything. */
export const cli: Actor = {
  ...{ kind: 'cli', id: null, name: 'cli', authenticatedAt: null, clientHash: null },
  permissions: new Set(permissions),
};

export const browserOf = (client: number): ClientFacts => ({
  clientHash: Buffer.alloc(32, client),
  browser: `Browser ${client}`,
});
export const home = browserOf(1);

/** A context whose clock the test moves on. */
export interface Accounts extends OperatorsContext {
  readonly logged: object[];
  pass(ms: number): void;
}

/**
 * Has a file a database of its own, and accounts without anybody before each of its tests.
 * @param begin is given them, and adds who is there from the beginning
 */
export function eachWithAccounts(begin: (accounts: Accounts) => unknown): { readonly database: Database } {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  beforeEach(async () => {
    await emptyAccounts(test.database);
    await begin(openAccounts(test.database));
  });
  afterAll(() => test.close());
  return {
    get database() {
      return test.database;
    },
  };
}

/** Hashes that take no time: what the approved ones take is looked at in passwords.test.ts. */
const QUICK: HashWork = { ln: 4, r: 8, p: 1 };

export function openAccounts(database: Database, settings = PUBLIC): Accounts {
  let now = new Date('2026-11-30T08:00:00Z').getTime();
  const logged: object[] = [];
  const take = (fields: object, event: string) => void logged.push({ ...fields, event });
  const parts = {
    database,
    clock: () => new Date(now),
    log: { info: take, warn: take },
    operatorKey: Buffer.alloc(32, 9),
    site: adminSiteOf({ siteName: 'Papers of the Day', ...settings }),
  };
  const context = openOperators(parts, openPasswordHasher(QUICK));
  const pass = (ms: number) => {
    now += ms;
  };
  // The one password that nearly all accounts of the tests have is hashed once.
  const hash = (password: string) => {
    if (password !== PASSWORD) return context.hasher.hash(password);
    hashed ??= context.hasher.hash(PASSWORD);
    return hashed;
  };
  return { ...context, hasher: { ...context.hasher, hash }, logged, pass };
}

let hashed: Promise<string> | null = null;

export async function emptyAccounts(database: Database): Promise<void> {
  await database.query('DELETE FROM operators');
  await database.query('DELETE FROM operator_links');
  await database.query('DELETE FROM operator_sessions');
  await database.query('DELETE FROM login_failures');
}

export function tokenOf({ url }: ShownLink): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

export async function sessionOf(accounts: Accounts, token: string): Promise<Session> {
  const session = await findSession(accounts, token);
  if (session === null) throw new Error('there is no such session');
  return session;
}

/** Follows a link to a new account and stops before the second factor. */
export async function join(
  accounts: Accounts,
  name: string,
  role: Role | 'first' = 'owner',
): Promise<string> {
  const link = role === 'first' ? await makeFirstLink(accounts) : await invite(accounts, cli, role);
  if (link === null) throw new Error('there is an operator already');
  const purpose: LinkPurpose = role === 'first' ? 'first' : 'invite';
  const followed = await followLink(accounts, purpose, tokenOf(link));
  const address = `${name.toLowerCase()}@example.org`;
  const typed = { name, address, language: 'en', password: PASSWORD } as const;
  return (await acceptLink(accounts, home, followed, typed)).token;
}

export interface Joined {
  /** Of a full session. */
  readonly token: string;
  readonly id: number;
  readonly address: string;
  readonly recoveryCodes: readonly string[];
  /** The code of an authenticator at the moment, or some steps from it. */
  code(steps?: number): string;
}

/** Makes an account with password, authenticator and recovery codes, signed in. */
export async function joinWithTotp(accounts: Accounts, name: string, role?: Role | 'first'): Promise<Joined> {
  const joining = await join(accounts, name, role);
  const { uri } = await beginTotp(accounts, await sessionOf(accounts, joining));
  const authenticator = URI.parse(uri) as TOTP;
  const code = (steps = 0) =>
    authenticator.generate({ timestamp: accounts.clock().getTime() + steps * 30_000 });
  const session = await sessionOf(accounts, joining);
  const { signedIn, recoveryCodes } = await confirmTotp(accounts, home, session, code());
  const { id, address } = session.operator;
  return { token: signedIn.token, id, address, recoveryCodes, code };
}

/** Signs in by both factors. */
export async function signIn(accounts: Accounts, { address, code }: Joined): Promise<Session> {
  const { token } = await logIn(accounts, home, { address, password: PASSWORD, former: null });
  const full = await showCode(accounts, home, await sessionOf(accounts, token), code());
  return sessionOf(accounts, full.token);
}

/** What the audit holds of some actions, the oldest first. */
export async function audited(
  database: Database,
  ...actions: readonly string[]
): Promise<readonly Audited[]> {
  const { rows } = await database.query<Audited>(
    `SELECT actor_kind, actor_id, action, object_id, facts FROM audit_events
      WHERE cardinality($1::text[]) = 0 OR action = ANY($1) ORDER BY id`,
    [actions],
  );
  return rows;
}

interface Audited {
  readonly actor_kind: string;
  readonly actor_id: number | null;
  readonly action: string;
  readonly object_id: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}
