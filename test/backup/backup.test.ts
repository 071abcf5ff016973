import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSchema } from '../../scripts/describe-schema.js';
import { backUp } from '../../src/backup/backup.js';
import { readArchive } from '../../src/backup/read-archive.js';
import { restore } from '../../src/backup/restore.js';
import { migrate } from '../../src/store/migrate.js';
import { keyFingerprint } from '../../src/subscribers/key-fingerprint.js';
import { createEmptyDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';
import { type FilledDatabase, fillDatabase } from './filled-database.js';

const silent = pino({ level: 'silent' });
const READERS = 60;

let folder: string;
let origin: FilledDatabase;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-backup-'));
  origin = await fillDatabase(READERS);
  file = join(folder, 'whole.backup');
  await write(file);
});
afterAll(async () => {
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

function write(to: string, secretKeys: readonly string[] = [testSecret]) {
  const progress = { table: () => undefined, octets: () => undefined };
  return backUp({ databaseUrl: origin.url, file: to, version: '0.1.0', secretKeys, progress });
}

function putBack(databaseUrl: string, from: string, secretKeys: readonly string[] = [testSecret]) {
  return restore({
    ...{ databaseUrl, file: from, secretKeys, log: silent, insteadOfFull: 'name another' },
    progress: { checked: () => undefined, table: () => undefined, filled: () => undefined },
  });
}

async function inEmpty<T>(work: (url: string) => Promise<T>): Promise<T> {
  const empty = await createEmptyDatabase();
  try {
    return await work(empty.url);
  } finally {
    await empty.close();
  }
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** For each table a sum over its rows, whatever their order. */
async function contents(url: string): Promise<Record<string, string>> {
  const tables = await ask<{ name: string }>(
    url,
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' ORDER BY 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await ask<{ sum: string }>(
      url,
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS sum FROM ${name} AS t`,
    );
    sums[name] = row?.sum ?? '';
  }
  return sums;
}

async function schemaOf(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await describeSchema(client);
  } finally {
    await client.end();
  }
}

describe('a backup', () => {
  it('brings every row, every key and every number back, in the schema as it is', async () => {
    await inEmpty(async (url) => {
      const manifest = await putBack(url, file);
      expect(manifest.keyFingerprint).toBe(keyFingerprint(testSecret));
      expect(await contents(url)).toEqual(await contents(origin.url));
      expect(await schemaOf(url)).toBe(await schemaOf(origin.url));
      const next = 'INSERT INTO slices (digest_id) SELECT min(id) FROM digests RETURNING id';
      expect(await ask(url, next)).toEqual(await ask(origin.url, next));
      const [hard] = await ask<{ title: string }>(url, "SELECT title FROM papers WHERE id = 'hard'");
      expect(hard?.title).toBe('tab\there, line\nbreak, back\\slash \\N');
      const triggers = await ask(url, "SELECT FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'");
      expect(triggers).toEqual([]);
    });
  });

  it('leaves behind who is signed in, and keeps who operates and what was done', async () => {
    await inEmpty(async (first) => {
      await putBack(first, file);
      await ask(
        first,
        `WITH made AS (INSERT INTO operators (name, address, address_key, role, created_at)
                       VALUES ('Ada', 'Ada@op.example', 'ada@op.example', 'owner', now()) RETURNING id),
              link AS (INSERT INTO operator_links (token_hash, purpose, role, made_by, expires_at)
                       VALUES ('a', 'invite', 'viewer', 'Ada', now())),
              failed AS (INSERT INTO login_failures VALUES ('a', 'b', now())),
              key AS (INSERT INTO api_keys (name, prefix, secret_hash, scopes, created_at)
                      VALUES ('k', 'bsk_abcdefgh', 'x', ARRAY['digests:read'], now())),
              act AS (INSERT INTO audit_events (actor_kind, actor_name, action) VALUES ('cli', 'root', 'key.make'))
         INSERT INTO operator_sessions
           (id_hash, operator_id, step, method, created_at, seen_at, authenticated_at, client_hash, browser)
         SELECT 's', id, 'full', 'passkey', now(), now(), now(), 'c', 'b' FROM made`,
      );
      const signedIn = join(folder, 'signed-in.backup');
      const progress = { table: () => undefined, octets: () => undefined };
      await backUp({
        ...{ databaseUrl: first, file: signedIn, version: '0.1.0', secretKeys: [testSecret], progress },
      });
      await inEmpty(async (url) => {
        await putBack(url, signedIn);
        const [before, after] = [await contents(first), await contents(url)];
        const differing = Object.keys(before).filter((name) => before[name] !== after[name]);
        expect(differing).toEqual(['login_failures', 'operator_links', 'operator_sessions']);
        expect(differing.map((name) => after[name])).toEqual(differing.map(() => '0 0'));
        await expect(ask(url, 'TRUNCATE audit_events')).rejects.toThrow(/kept for two years/);
      });
    });
  });

  it('holds no key, is for its owner alone, and leaves nothing beside it', async () => {
    let text = '';
    for await (const part of readArchive(file)) {
      text += part.kind === 'rows' ? part.octets.toString('latin1') : JSON.stringify(part);
    }
    expect(text).not.toContain(testSecret);
    expect(text).toContain('reader-1@inbox.example');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('that fails leaves the one of before as it was', async () => {
    const kept = join(folder, 'kept.backup');
    await writeFile(kept, 'what was there');
    await expect(write(kept, ['another secret of at least 32 characters'])).rejects.toMatchObject({
      code: 'SECRET_KEY_MISMATCH',
    });
    expect(await readFile(kept, 'utf8')).toBe('what was there');
    await expect(write(join(folder, 'nowhere', 'at-all'))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const stop = AbortSignal.abort();
    const progress = { table: () => undefined, octets: () => undefined };
    await expect(
      backUp({
        ...{ databaseUrl: origin.url, file: kept, version: '0', secretKeys: [testSecret], progress },
        signal: stop,
      }),
    ).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('of a schema that is behind is migrated on', async () => {
    await inEmpty(async (old) => {
      await migrate(old, silent, 8);
      await ask(old, "INSERT INTO papers (id, title, abstract) VALUES ('old', 't', 'a')");
      const early = join(folder, 'early.backup');
      const progress = { table: () => undefined, octets: () => undefined };
      await backUp({ databaseUrl: old, file: early, version: '0', secretKeys: [testSecret], progress });
      await inEmpty(async (url) => {
        await putBack(url, early);
        expect(await schemaOf(url)).toBe(await schemaOf(origin.url));
        expect(await ask(url, 'SELECT id FROM papers')).toEqual([{ id: 'old' }]);
      });
    });
  });
});

it.each([
  ['a folder that is not there', ['absent', 'whole.backup'], 'there is no such folder'],
  [
    'a file in place of a folder',
    ['whole.backup', 'inner.backup'],
    'what stands before its name is no folder',
  ],
  ['a folder', ['.'], 'this is a folder; name the file in it'],
])('a backup into %s is refused in words, and leaves nothing there', async (_where, path, reason) => {
  const before = await readdir(folder);
  const progress = { table: () => undefined, octets: () => undefined };
  const target = join(folder, ...path);
  const options = {
    databaseUrl: origin.url,
    file: target,
    version: 'now',
    secretKeys: [testSecret],
    progress,
  };
  await expect(backUp(options)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: `${target}: ${reason}.`,
  });
  expect(await readdir(folder)).toEqual(before);
});

describe('what is no sound backup is refused, and nothing is changed', () => {
  it('cut anywhere, or changed anywhere', async () => {
    const whole = await readFile(file);
    const spoilt = join(folder, 'spoilt.backup');
    const places = [0, 1, 9, 30, whole.length >> 2, whole.length >> 1, whole.length - 9, whole.length - 1];
    await inEmpty(async (url) => {
      for (const place of places) {
        await writeFile(spoilt, whole);
        await truncate(spoilt, place);
        await expect(putBack(url, spoilt), `cut at ${place}`).rejects.toMatchObject({
          code: 'BACKUP_INVALID',
        });
      }
      // The header of gzip holds a time and a system that nobody reads.
      for (const place of places.filter((one) => one >= 10)) {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] ?? 0) ^ 0x55;
        await writeFile(spoilt, changed);
        await expect(putBack(url, spoilt), `changed at ${place}`).rejects.toMatchObject({
          code: 'BACKUP_INVALID',
        });
      }
      expect(await ask(url, "SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([]);
    });
  });

  it('of another kind', async () => {
    const foreign = join(folder, 'foreign');
    await inEmpty(async (url) => {
      for (const octets of [
        Buffer.from('PGDMP\u0001\u000e\u0000\u0004\u0008'),
        Buffer.from('--\n-- PostgreSQL database dump\n--\n'),
        gzipSync('SELECT 1;'.repeat(100)),
        randomBytes(4096),
        Buffer.alloc(0),
      ]) {
        await writeFile(foreign, octets);
        await expect(putBack(url, foreign)).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
      }
      expect(await ask(url, "SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([]);
    });
  });

  it('a sound one with another key, or into a database that is not empty', async () => {
    await inEmpty(async (url) => {
      await expect(putBack(url, file, ['another secret of at least 32 characters'])).rejects.toMatchObject({
        code: 'SECRET_KEY_MISMATCH',
        message: expect.stringContaining(keyFingerprint(testSecret)),
      });
      await ask(url, 'CREATE TABLE of_somebody_else (id integer)');
      await expect(putBack(url, file)).rejects.toMatchObject({
        code: 'DATABASE_NOT_EMPTY',
        message: expect.stringContaining('of_somebody_else'),
      });
    });
    const before = await contents(origin.url);
    await expect(putBack(origin.url, file)).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY' });
    expect(await contents(origin.url)).toEqual(before);
  });

  it('of a newer schema', async () => {
    const newer = join(folder, 'newer.backup');
    await ask(origin.url, "INSERT INTO migrations (name, run_on) VALUES ('9999_of_tomorrow', now())");
    await expect(write(newer)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
    await ask(origin.url, "DELETE FROM migrations WHERE name = '9999_of_tomorrow'");
    await expect(stat(newer)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
