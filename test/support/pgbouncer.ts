import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

export interface PgBouncer {
  /** Of the database that it was started for, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Whether PgBouncer can be started here; without it the tests that need it are skipped, visibly. */
export const hasPgBouncer = spawnSync('pgbouncer', ['--version']).status === 0;

/** It does not run as root; this is `nobody`. */
const NOBODY = 65534;

/** A PgBouncer as it is installed, before one database. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: 'session' | 'transaction' | 'statement',
  settings: Readonly<Record<string, string>> = {},
): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-pgbouncer-'));
  const port = await freePort();
  const server = new URL(databaseUrl);
  const login = `user=${server.username} password=${server.password}`;
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: mode,
    default_pool_size: '60',
    max_client_conn: '300',
    ...settings,
  };
  const file = join(folder, 'pgbouncer.ini');
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  await writeFile(
    file,
    `[databases]\n* = host=${server.hostname} port=${server.port} ${login}\n[pgbouncer]\n${text.join('\n')}\n`,
    { mode: 0o600 },
  );
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    await chmod(folder, 0o711);
    await chown(file, NOBODY, NOBODY);
  }
  const child = spawn('pgbouncer', ['-q', file], {
    cwd: '/',
    stdio: 'ignore',
    ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `postgres://anybody@127.0.0.1:${port}${server.pathname}`;
  await waitFor('PgBouncer to answer', async () => {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with exit code ${child.exitCode}`);
    return answers(url);
  });
  return {
    url,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        // At once; TERM would wait for clients.
        child.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
