import { spawn } from 'node:child_process';
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../../src/embedded/postgres/start.js';
import { waitFor } from '../../support/wait-for.js';
import {
  ask,
  clusterOf,
  type DataDir,
  isRunning,
  killHolder,
  listen,
  makeDataDir,
  makePreparedDataDir,
  serverPid,
  startHolder,
} from './holder.js';

let data: DataDir;
afterEach(() => data.remove());

/** A new start serves the rows, where there are any, and ends in order. */
async function startsAnew(rows: object[] | null): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: data.path, log: pino({ level: 'silent' }) });
  try {
    expect(server.owned).toBe(true);
    if (rows !== null) expect(await ask(server.url, 'SELECT n FROM kept')).toEqual(rows);
    expect(await ask(server.url, 'SELECT current_database() AS name')).toEqual([{ name: 'broadsheet' }]);
  } finally {
    await server.stop();
  }
  expect(await serverPid(data.path)).toBeNull();
  expect(await readdir(join(data.path, 'postgres', 'processes'))).toEqual([]);
}

/** A killed owner whose server runs on: its process id. */
async function orphan(): Promise<number> {
  const holder = startHolder(data.path);
  await ask(await holder.url(), 'CREATE TABLE kept AS SELECT 7 AS n');
  const pid = await serverPid(data.path);
  await killHolder(holder);
  if (pid === null) throw new Error('no server runs');
  expect(await isRunning(pid)).toBe(true);
  return pid;
}

describe('after the process was killed', () => {
  beforeEach(async () => {
    data = await makePreparedDataDir();
  });

  it('stops the server that runs on without it', async () => {
    const pid = await orphan();
    await startsAnew([{ n: 7 }]);
    expect(await isRunning(pid)).toBe(false);
  });

  it('recovers where the server was killed with it', async () => {
    const pid = await orphan();
    process.kill(pid, 'SIGKILL');
    await startsAnew([{ n: 7 }]);
  });

  it('waits for no other program that was given the process id of the server', async () => {
    const pid = await orphan();
    process.kill(pid, 'SIGKILL');
    await waitFor('the server to end', async () => !(await isRunning(pid)));
    // Of the server's own user: PostgreSQL would take it for one and refuse to start for ever.
    const { uid, gid } = await stat(clusterOf(data.path));
    const owner = process.getuid?.() === 0 ? { uid, gid } : {};
    const other = spawn('sleep', ['300'], { ...owner, stdio: 'ignore' });
    try {
      const file = join(clusterOf(data.path), 'postmaster.pid');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/^\d+/, String(other.pid)));
      await startsAnew([{ n: 7 }]);
      expect(await isRunning(other.pid ?? 0)).toBe(true);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('takes an empty pid file, and one that names its own parent, for what they are', async () => {
    const pid = await orphan();
    process.kill(pid, 'SIGKILL');
    await waitFor('the server to end', async () => !(await isRunning(pid)));
    const file = join(clusterOf(data.path), 'postmaster.pid');
    await writeFile(file, '');
    await startsAnew([{ n: 7 }]);
    await writeFile(file, `${process.pid}\n${clusterOf(data.path)}\n`);
    await startsAnew([{ n: 7 }]);
  });

  it.each([
    ['its own process id, as in a container that was started again', () => String(process.pid), '1'],
    ['a port where another program talks', () => '1', 'talking'],
    ['a process id that lives and a port where nobody listens', () => String(process.ppid), '1'],
  ])('is not deceived by a card with %s', async (_name, pid, port) => {
    await orphan();
    const talker = port === 'talking' ? await listen('220 another program\r\n') : null;
    const name = `${'0'.repeat(32)}-${pid()}-${talker?.port ?? port}.card`;
    await writeFile(join(data.path, 'postgres', 'processes', name), '');
    await startsAnew([{ n: 7 }]);
    await talker?.close();
  });
});

describe('killed on the way', () => {
  beforeEach(async () => {
    data = await makeDataDir();
  });

  const home = () => join(data.path, 'postgres');
  const unfinished = async (inside: string) => {
    const names = await readdir(home()).catch(() => []);
    const folder = names.find((name) => name.startsWith('unfinished-'));
    return folder !== undefined && (await exists(join(home(), folder, inside)));
  };
  const moments: readonly (readonly [string, () => Promise<boolean>])[] = [
    ['when it has made its folder', () => exists(home())],
    [
      'when it has announced itself',
      async () => (await readdir(join(home(), 'processes')).catch(() => [])).length > 0,
    ],
    ['when initdb is about to start', () => unfinished('password')],
    ['when initdb has begun', () => unfinished('cluster/PG_VERSION')],
    ['when initdb writes tables', () => unfinished('cluster/base/1')],
    ['when initdb makes the other databases', () => unfinished('cluster/base/4')],
    ['when the cluster is in its place', () => exists(clusterOf(data.path))],
    ['when the server has written its pid file', () => exists(join(clusterOf(data.path), 'postmaster.pid'))],
    [
      'when the server is ready',
      async () => {
        const file = join(clusterOf(data.path), 'postmaster.pid');
        return (await readFile(file, 'utf8').catch(() => '')).includes('ready');
      },
    ],
  ];

  it.each(moments)('%s, it leaves nothing that blocks the next start', async (_name, reached) => {
    const holder = startHolder(data.path);
    await waitFor('the moment', reached, 30_000);
    await killHolder(holder);
    // An initdb that lost its parent may write for a moment longer; a later start removes what it wrote.
    await waitFor(
      'nothing to be left',
      async () => {
        await startsAnew(null);
        const left = await readdir(home());
        return left.sort().join(' ') === 'database processes server.log';
      },
      40_000,
    );
  });
});

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
