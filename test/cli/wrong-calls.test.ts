import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandInProcess } from '../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-wrong-calls-'));
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: readonly string[]) =>
  commandInProcess(args, {
    ...{ DATA_DIR: folder, DATABASE_URL: test.url, SECRET_KEY: testSecret },
    PUBLIC_URL: 'http://localhost:3000',
  });

const WRONG_CALL = 2;
const BAD_INPUT = 65;
const NOT_FOUND = 66;

it.each([
  [['send', '--language', 'de'], BAD_INPUT, '--test'],
  [['send', '--language', 'de', '--to', 'reader@inbox.example'], BAD_INPUT, '--test'],
  [['render', '--language', 'de'], BAD_INPUT, '--draft'],
  [['brand', '--language', 'de'], BAD_INPUT, '--preview'],
  [['uncertain', '--subscriber', '1'], BAD_INPUT, '--as'],
  [['resume', '--nothing-lost'], BAD_INPUT, '--all'],
  [['curations', '--note', 'read it'], BAD_INPUT, '--note-of'],
  [['rates', '--dmarc', '--by', 'relay'], WRONG_CALL, '--by'],
  [['rates', '--watch', '--days', '3'], WRONG_CALL, '--days'],
  [['keys', 'make', 'app', '--scopes', ' , '], WRONG_CALL, 'Name at least one scope'],
  [['webhooks', 'add', 'https://hooks.example', '--events', ','], WRONG_CALL, 'Name at least one event'],
  [['keys', 'make', 'app', '--role', 'editor', '--scopes', 'digests:read'], WRONG_CALL, '--scopes'],
  [['audit', '--after', '5', '--limit', '3'], WRONG_CALL, '--limit'],
  [['webhooks', 'again', '1', '--delivery', 'a', '--from', '2026-03-24'], WRONG_CALL, '--from'],
  [['webhooks', 'again', '1', '--from', '2026-02-31'], WRONG_CALL, 'Give a day as 2026-03-24'],
  [['subscribers', 'import', 'list.csv', '--invites', '0'], WRONG_CALL, 'from 1 to 10000'],
  [['feedback', '--reason', 'unknown-mail-box'], BAD_INPUT, 'there are unknown-mailbox'],
  [['feedback', '--digest', 'x'], BAD_INPUT, 'YYYY-MM-DD'],
  [['feedback', '--digest', '2026-03-24'], NOT_FOUND, 'no digest for 2026-03-24'],
  [
    ['suppress', '--address', 'reader@inbox.example', '--note', 'n'.repeat(501)],
    BAD_INPUT,
    '500 characters at most',
  ],
  [
    ['lift', '--address', 'reader@inbox.example', '--reason', 'n'.repeat(501)],
    BAD_INPUT,
    '500 characters at most',
  ],
] as const)('%j is refused, and says what to do', async (args, code, words) => {
  const refused = await run(args);
  expect(refused.err).toContain(words);
  expect(refused.code).toBe(code);
  expect(refused.out).toBe('');
});

it('suppresses nothing where the note would not be kept whole', async () => {
  const noted = (length: number) =>
    run(['suppress', '--address', 'reader@inbox.example', '--note', 'n'.repeat(length)]);
  await noted(501);
  expect((await run(['suppressions'])).out).toBe('');
  expect((await noted(500)).code).toBe(0);
  expect((await run(['suppressions'])).out).toContain('n'.repeat(500));
});

it('says by which settings a webhook was tested: the service may have others', async () => {
  expect((await run(['webhooks', 'add', 'https://hooks.invalid/'])).code).toBe(0);
  const tested = await run(['webhooks', 'test', '1']);
  expect(tested.code).toBe(69);
  expect(tested.err).toContain('This command sent it, from this machine, with WEBHOOK_PRIVATE=off');
});
