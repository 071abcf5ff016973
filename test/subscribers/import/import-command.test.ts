import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandInProcess } from '../../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { testSecret } from '../../support/service.js';

describe('broadsheet subscribers', () => {
  let test: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-import-'));
    await writeFile(
      join(folder, 'list.csv'),
      'Mail;Status\nada@example.org;subscribed\nbob@example.org;cleaned\nno address;subscribed\n',
    );
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) =>
    commandInProcess(['subscribers', ...args], {
      ...{ DATABASE_URL: test.url, DATA_DIR: folder, SECRET_KEY: testSecret },
    });
  const file = (name: string) => join(folder, name);
  const declared = [
    ...['--basis', 'form', '--consent', 'One mail a week.', '--where', 'https://old.example'],
    ...['--since', '2020-01-01'],
  ];

  it('imports a list: what would become of it, who has to say what, and what becomes of it', async () => {
    const dry = await run('import', file('list.csv'), '--dry-run', '--problems', file('problems.csv'));
    expect(dry).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1\s+added.*\n1\s+suppressed\n1\s+cannot/),
    });
    expect(dry.err).toContain('Nothing was changed');
    expect(await readFile(file('problems.csv'), 'utf8')).toMatch(
      /^Mail,Status,problem\r\nno address,subscribed,This/,
    );
    expect((await run('stats', '--json')).out).toContain('"active":0');

    const undeclared = await run('import', file('list.csv'));
    expect(undeclared).toMatchObject({ code: 65, err: expect.stringContaining('--consent') });
    expect(await run('import', file('list.csv'), '--basis', 'form')).toMatchObject({ code: 65 });
    expect(await run('import', file('list.csv'), '--map', 'address=Nothing')).toMatchObject({ code: 65 });
    expect(await run('import', file('nothing.csv'))).toMatchObject({ code: 66 });

    expect(await run('import', file('list.csv'), ...declared)).toMatchObject({ code: 0 });
    expect((await run('list')).out).toMatch(/^\d+\tactive\tada@example\.org\n$/);
    expect((await run('list', '--state', 'bounced')).out).toBe('');
    expect(await run('list', '--state', 'asleep')).toMatchObject({ code: 65 });
    expect((await run('stats')).out).toMatch(/active\s+1\n/);
    expect((await run('export')).out).toMatch(/^address,.*\r\nada@example\.org,active,/);
    const audit = await test.database.query('SELECT facts FROM audit_events ORDER BY id');
    expect(JSON.stringify(audit.rows)).not.toContain('ada@');
  });
});
