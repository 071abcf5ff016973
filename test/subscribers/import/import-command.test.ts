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

  const run = (...args: string[]) => command('subscribers', ...args);
  const command = (...args: string[]) =>
    commandInProcess(args, {
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
    await writeFile(file('nameless.csv'), 'a;b\n1;2\n');
    expect(await run('import', file('nameless.csv'))).toMatchObject({ code: 65 });
    const refused = await test.database.query(
      "SELECT state, reason FROM imports WHERE reason IS NOT NULL AND state <> 'failed' ORDER BY id",
    );
    expect(refused.rows).toEqual(
      ['basis', 'columns', 'address'].map((reason) => ({ state: 'cancelled', reason })),
    );
    expect((await command('imports', 'list')).out).not.toContain('mapping');

    expect(await run('import', file('list.csv'), ...declared)).toMatchObject({ code: 0 });
    expect((await run('list')).out).toMatch(/^\d+\tactive\tada@example\.org\n$/);
    expect((await run('list', '--state', 'bounced')).out).toBe('');
    expect(await run('list', '--state', 'asleep')).toMatchObject({ code: 65 });
    expect((await run('stats')).out).toMatch(/active\s+1\n/);
    expect((await run('export')).out).toMatch(/^address,.*\r\nada@example\.org,active,/);
    const audit = await test.database.query('SELECT facts FROM audit_events ORDER BY id');
    expect(JSON.stringify(audit.rows)).not.toContain('ada@');
  });

  it('lists imports, and acts on one by its number', async () => {
    const imports = (...args: string[]) => command('imports', ...args);
    const listed = (await imports('list')).out.trimEnd().split('\n');
    expect(listed[0]).toMatch(/^\d+\tdone\tadd\tlist\.csv\t3 of 3 lines, added 1, suppressed 1, invalid 1$/);
    const id = listed[0]?.split('\t')[0] ?? '';
    expect(JSON.parse((await imports('show', id, '--json')).out)).toMatchObject({ id: Number(id), done: 3 });
    expect((await imports('problems', id)).out).toMatch(/^Mail,Status,problem\r\nno address,subscribed,/);
    expect(await imports('pause', id)).toMatchObject({ code: 65, err: expect.stringContaining('is done') });
    expect(await imports('cancel')).toMatchObject({ code: 65 });
    expect(await imports('cancel', '99')).toMatchObject({ code: 66 });
  });

  it('unsubscribes, suppresses and erases, after saying with whom', async () => {
    expect(await command('unsubscribe')).toMatchObject({ code: 65 });
    expect(await command('unsubscribe', '--everybody', '--find', 'ada')).toMatchObject({ code: 65 });
    const preview = await command('unsubscribe', '--find', 'ada');
    expect(preview.out).toMatch(/^1\tto be unsubscribed\n {2}\d+\tada@example\.org\nNothing was changed/);
    expect((await command('unsubscribe', '--find', 'ada', '--yes')).out).toContain('1 reader unsubscribed.');
    expect((await command('unsubscribe', '--find', 'ada', '--yes')).out).toMatch(/^1\tleft out: left\n/);
    expect((await command('confirm-again', '--everybody')).out).toContain('nobody with whom');
    expect((await run('list', '--via', 'import', '--state', 'unsubscribed')).out).toContain(
      'ada@example.org',
    );
    expect((await run('list', '--via', 'form')).out).toBe('');
    expect((await command('suppress', '--address', 'x@example.org', '--note', 'a letter')).out).toContain(
      'no subscriber',
    );
    expect(await command('suppress', '--address', 'x')).toMatchObject({ code: 65 });
    expect((await command('suppressions', '--reason', 'operator')).out).toMatch(
      /\toperator\t\t\ta letter\n$/,
    );
    expect(await command('searches', 'keep', 'gone', '--state', 'unsubscribed')).toMatchObject({ code: 0 });
    expect((await command('searches', 'list')).out).toBe('gone\tstate=unsubscribed\n');
    expect((await run('list', '--search', 'gone')).out).toContain('ada@example.org');
    expect(await command('searches', 'forget', 'gone')).toMatchObject({ code: 0 });
    expect(await run('list', '--search', 'gone')).toMatchObject({ code: 66 });
    const id = (await run('list')).out.split('\t')[0] ?? '';
    expect((await command('erase', '--subscriber', id, '--yes')).out).toContain('1 reader erased.');
    expect((await run('list')).out).toBe('');
    expect(await command('feedback', '--csv')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^at,class,/),
    });
  });
});
