import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { permissionsOf } from '../../src/model/permission.js';
import { commandInProcess } from '../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-keys-'));
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = (...args: string[]) =>
  commandInProcess(['keys', ...args], {
    ...{
      DATA_DIR: folder,
      DATABASE_URL: test.url,
      SECRET_KEY: testSecret,
      PUBLIC_URL: 'http://localhost:3000',
    },
  });

it('broadsheet keys makes a key, shows it once, lists it without its secret and revokes it', async () => {
  expect((await keys('list')).out).toContain('There is no key');
  const made = await keys('make', 'site', '--scopes', 'digests:read,digests:curate', '--expires', '90d');
  expect(made.out).toMatch(/^bsk_[a-z2-7]{8}[\w-]{43}\n$/);
  expect(made.err).toContain('digests:read, digests:curate');
  const [prefix, secret] = [made.out.slice(0, 12), made.out.slice(12).trim()];
  expect(made.err).toContain(`broadsheet keys revoke ${prefix}`);

  const list = await keys('list');
  expect(list.out).toMatch(
    new RegExp(`^1 +${prefix} +site +until \\d{4}-\\d\\d-\\d\\d +never +command line`, 'm'),
  );
  expect(list.out + made.err).not.toContain(secret);
  const [asJson] = (await keys('list', '--json')).out.trim().split('\n');
  expect(JSON.parse(asJson ?? '')).toMatchObject({ prefix, scopes: ['digests:read', 'digests:curate'] });

  // Who has the key at hand may paste all of it.
  expect((await keys('revoke', made.out.trim())).out).toMatch(
    new RegExp(`^${prefix} \\(site\\) was revoked`),
  );
  expect((await keys('list')).out).toMatch(/revoked \d{4}-\d\d-\d\d/);
  const { rows } = await test.database.query(
    'SELECT actor_kind, actor_name, action FROM audit_events ORDER BY id',
  );
  const by = { actor_kind: 'cli', actor_name: userInfo().username };
  expect(rows).toEqual([
    { ...by, action: 'key.make' },
    { ...by, action: 'key.revoke' },
  ]);
});

it('a key may have what a role has', async () => {
  await keys('make', 'desk', '--role', 'editor');
  const [asJson] = (await keys('list', '--json')).out.trim().split('\n');
  expect(JSON.parse(asJson ?? '').scopes).toEqual([...permissionsOf('editor')]);
});

it.each<[readonly string[], number, string]>([
  [['make'], 65, '--scopes digests:read'],
  [['make', 'x'], 65, '--scopes or --role'],
  [['make', 'x', '--scopes', 'everything'], 65, 'There is no scope everything; there are numbers:read'],
  [['make', 'x', '--scopes', 'digests:read', '--expires', '2020-01-01'], 65, 'expired already'],
  [['make', 'x', '--scopes', 'digests:read', '--expires', 'soon'], 2, 'Give a day as 2027-03-24'],
  [['make', 'x', '--role', 'king'], 2, 'owner, operator, editor, viewer'],
  [['revoke'], 65, 'Say which'],
  [['revoke', 'bsk_nobodyhas'], 66, 'broadsheet keys list'],
  [['revoke', '4711'], 66, 'There is no key'],
])('broadsheet keys %j says what is wrong', async (args, code, words) => {
  const answer = await keys(...args);
  expect(answer.err).toContain(words);
  expect(answer.code).toBe(code);
});
