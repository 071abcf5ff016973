import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/embedded/postgres/start.js';
import {
  ask,
  isRunning,
  makeDataDir,
  makePreparedDataDir,
  serverPid,
  startHolder,
  stopHolder,
} from './holder.js';

const log = pino({ level: 'silent' });

describe('a started server', () => {
  let data: Awaited<ReturnType<typeof makeDataDir>>;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    data = await makeDataDir();
    server = await startEmbeddedPostgres({ dataDir: data.path, log });
  });
  afterAll(async () => {
    await server.stop();
    await data.remove();
  });

  it('folds case and sorts the same on every system', async () => {
    const [row] = await ask(server.url, "SELECT lower('ÄÖÉ') AS lower, upper('straße ñ') AS upper");
    expect(row).toEqual({ lower: 'äöé', upper: 'STRASSE Ñ'.replace('SS', 'ß') });
    const rows = await ask(server.url, "SELECT t FROM unnest(ARRAY['b', 'É', 'a', 'Z', 'é']) t ORDER BY t");
    expect(rows.map(({ t }) => t)).toEqual(['Z', 'a', 'b', 'É', 'é']);
    const [locale] = await ask(
      server.url,
      'SELECT datlocprovider, datlocale, datcollate, pg_encoding_to_char(encoding) AS encoding ' +
        'FROM pg_database WHERE datname = current_database()',
    );
    expect(locale).toEqual({
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
      datcollate: 'C',
      encoding: 'UTF8',
    });
  });

  it('listens on loopback alone, asks for a password and keeps times in UTC', async () => {
    const rows = await ask<{ name: string; setting: string }>(
      server.url,
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'TimeZone', 'fsync', " +
        "'unix_socket_directories', 'shared_buffers', 'max_connections', 'synchronous_commit')",
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      TimeZone: 'UTC',
      unix_socket_directories: '',
      shared_buffers: '4096',
      max_connections: '100',
      fsync: 'on',
      synchronous_commit: 'on',
    });
    const without = new URL(server.url);
    without.password = 'wrong';
    await expect(ask(without.href, 'SELECT')).rejects.toMatchObject({ code: '28P01' });
    const rules = await ask(
      server.url,
      "SELECT auth_method FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rules).toEqual([]);
  });

  it('keeps the password where only its owner reads it', async () => {
    const file = join(data.path, 'postgres', 'database', 'password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const password = await readFile(file, 'utf8');
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(new URL(server.url).password).toBe(password);
    const left = await readdir(join(data.path, 'postgres', 'database'));
    expect(left.sort()).toEqual(['cluster', 'password']);
  });

  it('writes no values to its log', async () => {
    await ask(server.url, 'CREATE TABLE addresses (address text PRIMARY KEY)');
    await ask(server.url, "INSERT INTO addresses VALUES ('ann@reader.example')");
    const again = ask(server.url, "INSERT INTO addresses VALUES ('ann@reader.example')");
    await expect(again).rejects.toMatchObject({ code: '23505' });
    const text = await readFile(join(data.path, 'postgres', 'server.log'), 'utf8');
    expect(text).toContain('duplicate key');
    expect(text).not.toContain('reader.example');
  });
});

describe('stopping and starting', () => {
  it('ends the server, may be repeated, and keeps the rows for the next start', async () => {
    const data = await makePreparedDataDir();
    try {
      const first = await startEmbeddedPostgres({ dataDir: data.path, log });
      expect(first.owned).toBe(true);
      const pid = await serverPid(data.path);
      await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      await Promise.all([first.stop(), first.stop()]);
      await first.stop();
      expect(pid).not.toBeNull();
      expect(await isRunning(pid ?? 0)).toBe(false);
      expect(await readdir(join(data.path, 'postgres', 'processes'))).toEqual([]);

      const second = await startEmbeddedPostgres({ dataDir: data.path, log });
      expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
      await second.stop();
    } finally {
      await data.remove();
    }
  });

  it('rolls back what is open rather than wait for it', async () => {
    const data = await makePreparedDataDir();
    try {
      const server = await startEmbeddedPostgres({ dataDir: data.path, log });
      const client = new pg.Client(server.url);
      const faults: Error[] = [];
      client.on('error', (error) => faults.push(error));
      await client.connect();
      await client.query('BEGIN');
      await client.query('CREATE TABLE half ()');
      await server.stop();
      await expect.poll(() => faults[0]).toMatchObject({ code: '57P01' });

      const again = await startEmbeddedPostgres({ dataDir: data.path, log });
      expect(await ask(again.url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
      await again.stop();
    } finally {
      await data.remove();
    }
  });

  it('starts a server that was killed again, on the port that clients know', async () => {
    const data = await makePreparedDataDir();
    try {
      const server = await startEmbeddedPostgres({ dataDir: data.path, log });
      await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      process.kill((await serverPid(data.path)) ?? 0, 'SIGKILL');
      await expect
        .poll(() => ask(server.url, 'SELECT n FROM kept').catch(() => []), { timeout: 30_000 })
        .toEqual([{ n: 7 }]);
      await server.stop();
      expect(await serverPid(data.path)).toBeNull();
    } finally {
      await data.remove();
    }
  });

  it('leaves the server alone on Ctrl-C, so that work can drain first', async () => {
    const data = await makePreparedDataDir();
    try {
      const holder = startHolder(data.path);
      const url = await holder.url();
      holder.signal('SIGINT', true);
      await expect.poll(holder.output).toContain('interrupted');
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await stopHolder(holder);
      expect(await serverPid(data.path)).toBeNull();
    } finally {
      await data.remove();
    }
  });
});
