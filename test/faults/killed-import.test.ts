import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';
import { waitFor } from '../support/wait-for.js';

const LINES = 6_000;
let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-killed-import-'));
  const lines = Array.from(
    { length: LINES },
    (_, at) => `p${at}@example.org,${at % 3 === 2 ? 'unsubscribed' : ''}`,
  );
  await writeFile(join(folder, 'list.csv'), `email,status\n${lines.join('\n')}\n`);
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

interface Progress {
  readonly state: string;
  readonly next: number;
  readonly counts: { readonly added?: number; readonly suppressed?: number };
  readonly consents: number;
  readonly suppressions: number;
}

async function progress(): Promise<Progress> {
  const { rows } = await test.database.query<Progress & Record<string, unknown>>(
    `SELECT state, next_line AS next, counts, (SELECT count(*) FROM consents) AS consents,
            (SELECT count(*) FROM suppressions) AS suppressions FROM imports`,
  );
  return rows[0] ?? { state: 'none', next: 0, counts: {}, consents: 0, suppressions: 0 };
}

it('loses no line of a list and carries none out twice where the process is killed in the middle', async () => {
  const declared = ['--basis', 'form', '--consent', 'One mail a week.', '--where', 'the old site'];
  const child = spawn(
    process.execPath,
    [
      'bin/broadsheet.js',
      'subscribers',
      'import',
      join(folder, 'list.csv'),
      ...declared,
      '--since',
      '2020-01-01',
    ],
    {
      env: { PATH: process.env['PATH'], DATABASE_URL: test.url, DATA_DIR: folder, SECRET_KEY: testSecret },
      stdio: 'ignore',
    },
  );
  await waitFor('the second thousand', async () => {
    const { state, next } = await progress();
    return state === 'done' || (state === 'running' && next > 1_000);
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const killed = await progress();
  expect(killed.state).toBe('running');
  expect(killed).toMatchObject({ consents: killed.counts.added, suppressions: killed.counts.suppressed });
  expect((killed.counts.added ?? 0) + (killed.counts.suppressed ?? 0)).toBe(killed.next - 1);

  await test.database.query(`UPDATE leases SET lease_until = '-infinity'`);
  const { database } = test;
  const keyring = await openKeyring(database, [testSecret]);
  const log = { info: () => undefined, warn: () => undefined };
  await goThroughImports({ database, keyring, clock: () => new Date(), log }, new AbortController().signal);
  expect(await progress()).toEqual({
    ...{ state: 'done', next: LINES + 1, counts: { added: LINES * (2 / 3), suppressed: LINES / 3 } },
    ...{ consents: LINES * (2 / 3), suppressions: LINES / 3 },
  });
});
