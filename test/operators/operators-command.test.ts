import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandInProcess } from '../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

let folder: string;
let test: TestDatabase;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-operators-'));
  test = await createTestDatabase();
  environment = {
    ...{ DATA_DIR: folder, DATABASE_URL: test.url, SECRET_KEY: testSecret },
    ...{ PUBLIC_URL: 'https://papers.example', SMTP_URL: 'smtp://127.0.0.1:1' },
    ...{ MAIL_FROM: 'Papers <daily@papers.example>', POSTAL_ADDRESS: '1 Invented Street' },
  };
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const operators = (...args: string[]) => commandInProcess(['operators', ...args], environment);
const LINK = /^https:\/\/papers\.example\/admin\/(invite|recover)\/[A-Za-z0-9_-]{43}\n$/;

async function addOperator(name: string, role: string): Promise<void> {
  await test.database.query(
    `INSERT INTO operators (name, address, address_key, role, password_hash, created_at, seen_at)
     VALUES ($1, $2, $2, $3, '$scrypt$', '2026-11-01T08:00:00Z', '2026-11-02T08:00:30Z')`,
    [name, `${name.toLowerCase()}@example.org`, role],
  );
}

describe('operators', () => {
  it('says how the first one comes in', async () => {
    const { code, out } = await operators('list');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'There is no operator yet. This makes a link for the first: broadsheet operators invite --owner\n',
    });
  });

  it('invites by a link that stands alone on standard output', async () => {
    const { code, out, err } = await operators('invite', '--owner');
    expect(code).toBe(0);
    expect(out).toMatch(LINK);
    expect(err).toMatch(/^It makes one account of the role owner\. It works once, until \d{4}-/);
    const asked = await operators('invite');
    expect(asked).toMatchObject({ code: 65, out: '' });
    expect(asked.err).toContain('--role viewer, editor, operator or owner');
  });

  it('lists, lets nobody in any more, and never ends the last owner', async () => {
    await addOperator('Ada', 'owner');
    await addOperator('Bob', 'editor');
    const { out } = await operators('list');
    expect(out).toMatch(/Ada +ada@example\.org +owner +password +2026-11-02T08:00Z +active\n/);
    const disabled = await operators('disable', '--address', 'BOB@example.org');
    expect(disabled.out).toBe('Bob is let in no more; 0 sessions were ended.\n');
    const last = await operators('disable', '--address', 'ada@example.org');
    expect(last).toMatchObject({ code: 65, out: '' });
    expect(last.err).toMatch(/^LAST_OWNER: .*Make somebody else an owner first\.\n$/);
    const listed = (await operators('list', '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(listed).toMatchObject([
      { name: 'Ada', disabledAt: null },
      { name: 'Bob', role: 'editor' },
    ]);
    expect(JSON.stringify(listed)).not.toContain('scrypt');
    expect((await operators('enable', '--address', 'bob@example.org')).out).toBe('Bob is let in.\n');
  });

  it('recovers an account, of which it says what stays', async () => {
    const kept = await operators('reset', '--address', 'ada@example.org');
    expect(kept.out).toMatch(LINK);
    expect(kept.err).toContain('By it Ada chooses a new password. The second factor stays');
    const dropped = await operators('reset', '--address', 'ada@example.org', '--drop-factors');
    expect(dropped.err).toContain('Passkeys, authenticator and recovery codes go');
    const unknown = await operators('reset', '--address', 'nobody@example.org');
    expect(unknown).toMatchObject({ code: 66, out: '' });
    expect((await operators('reset')).err).toContain('Say whose by --address');
  });

  it('signs people out', async () => {
    expect((await operators('sessions')).out).toBe('Nobody is signed in.\n');
    await test.database.query(
      `INSERT INTO operator_sessions
         (id_hash, operator_id, step, method, created_at, seen_at, authenticated_at, client_hash, browser)
       SELECT sha256(name::bytea), id, 'full', 'passkey', now(), now(), now(), '\\x00', 'Firefox' FROM operators`,
    );
    const { out } = await operators('sessions');
    expect(out.split('\n')).toHaveLength(4);
    expect(out).toMatch(/Ada +\d{4}-\S+Z +\d{4}-\S+Z +passkey +Firefox\n/);
    const one = await operators('sessions', '--end-all', '--address', 'bob@example.org');
    expect(one.out).toBe('1 session was ended.\n');
    expect((await operators('sessions', '--end-all')).out).toBe('1 session was ended.\n');
  });

  it('leaves a trace of each act, under the name of who ran it and with no address', async () => {
    const { rows } = await test.database.query(
      'SELECT actor_kind, action, facts FROM audit_events ORDER BY id',
    );
    expect(rows.map(({ actor_kind, action }) => `${actor_kind} ${action}`)).toEqual([
      ...['cli operator.invite', 'cli operator.disable', 'cli operator.enable'],
      ...['cli operator.recover', 'cli operator.recover', 'cli operator.end-sessions', 'cli sessions.end'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('example.org');
  });
});
