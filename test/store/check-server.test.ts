import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { openQueues } from '../../src/jobs/queues.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { checkServer } from '../../src/store/check-server.js';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { requireCurrentSchema } from '../../src/store/schema-state.js';
import { recordingStages } from '../jobs/recording-stages.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { waitFor } from '../support/wait-for.js';

const silent = pino({ level: 'silent' });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function behind<T>(
  pooler: Parameters<typeof startPgBouncer>,
  work: (bouncer: PgBouncer) => Promise<T>,
): Promise<T> {
  const bouncer = await startPgBouncer(...pooler);
  try {
    return await work(bouncer);
  } finally {
    await bouncer.stop();
  }
}

describe('the database server', () => {
  it('is taken where it is PostgreSQL 17 or newer and connected to directly', async () => {
    await expect(checkServer(database.url)).resolves.toBeUndefined();
  });

  it('is asked over one connection where nobody stands between', async () => {
    let connections = 0;
    const { hostname, port } = new URL(database.url);
    const wire = createServer((socket) => {
      connections += 1;
      const server = connect(Number(port), hostname);
      for (const end of [socket, server]) end.on('error', () => undefined);
      socket.pipe(server).pipe(socket);
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    const url = new URL(database.url);
    url.port = String((wire.address() as AddressInfo).port);
    await checkServer(url.href);
    await new Promise((resolve) => wire.close(resolve));
    expect(connections).toBe(1);
  });

  it('that does not answer is told with what was answered', async () => {
    await expect(checkServer('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe.skipIf(!hasPgBouncer)('PgBouncer', () => {
  it('with session pooling carries migrations, the queue and its workers', async () => {
    const empty = await createEmptyDatabase();
    try {
      await behind([empty.url, 'session'], async ({ url }) => {
        await checkServer(url);
        expect((await migrate(url, silent)).length).toBeGreaterThan(0);
        const backend = await openQueueBackend({ databaseUrl: url, redisUrl: null, log: silent });
        const { stages, asked } = recordingStages();
        const workers = await startWorkers(backend, stages, silent);
        const queues = await openQueues(backend, silent);
        await queues.deliver([7]);
        await waitFor('the job', () => asked.length > 0);
        await workers.close();
        await queues.close();
        await backend.close();
        expect(asked).toEqual([['sendSlice', 7]]);
      });
    } finally {
      await empty.close();
    }
  });

  it.each([
    ['transaction', {}],
    ['transaction', { server_round_robin: '1' }],
    ['transaction', { default_pool_size: '1' }],
    ['statement', {}],
  ] as const)('with %s pooling %o is refused with a sentence, idle and in use', async (mode, settings) => {
    await behind([database.url, mode, settings], async ({ url }) => {
      const refused = {
        code: 'DATABASE_UNSUPPORTED',
        message: expect.stringContaining('pool_mode = session'),
      };
      await expect(checkServer(url)).rejects.toMatchObject(refused);
      const pool = openDatabase({ url, maxConnections: 6, onError: () => undefined });
      await Promise.all(Array.from({ length: 6 }, () => pool.query('SELECT')));
      await expect(checkServer(url)).rejects.toMatchObject(refused);
      await pool.end();
    });
  });

  it('with session pooling and a pool that is used up is no reason to refuse', async () => {
    await behind([database.url, 'session', { default_pool_size: '2' }], async ({ url }) => {
      await expect(checkServer(url)).resolves.toBeUndefined();
    });
  });
});

describe('the schema', () => {
  it('of an empty database, or of one that is behind, is left alone and told', async () => {
    const empty = await createEmptyDatabase();
    try {
      await expect(requireCurrentSchema(empty.url)).rejects.toMatchObject({
        code: 'SCHEMA_BEHIND',
        message: expect.stringContaining('broadsheet migrate'),
      });
      const first = await migrate(empty.url, silent, 2);
      expect(first).toHaveLength(2);
      await expect(requireCurrentSchema(empty.url)).rejects.toMatchObject({
        code: 'SCHEMA_BEHIND',
        message: expect.stringContaining('is behind this version'),
      });
      await migrate(empty.url, silent);
      await expect(requireCurrentSchema(empty.url)).resolves.toBeUndefined();
    } finally {
      await empty.close();
    }
  });

  it('of a newer version is refused', async () => {
    const newer = await createTestDatabase();
    try {
      await newer.database.query("INSERT INTO migrations (name, run_on) VALUES ('9999_of_tomorrow', now())");
      const refused = { code: 'SCHEMA_UNKNOWN', message: expect.stringContaining('9999_of_tomorrow') };
      await expect(requireCurrentSchema(newer.url)).rejects.toMatchObject(refused);
      await expect(migrate(newer.url, silent)).rejects.toMatchObject(refused);
    } finally {
      await newer.close();
    }
  });
});

/** What Debian 12 ships, where it is installed. */
const OLD = '/usr/lib/postgresql/15/bin';
const hasOld = spawnSync(`${OLD}/postgres`, ['--version']).status === 0;

describe.skipIf(!hasOld)('PostgreSQL 15', () => {
  it('is refused with a sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-old-'));
    const data = join(folder, 'data');
    const port = await freePort();
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;
    await chmod(folder, 0o711);
    if (nobody !== null) await chown(folder, nobody.uid, nobody.gid);
    const made = spawnSync(`${OLD}/initdb`, ['-D', data, '-U', 'old', '-A', 'trust', '--no-sync'], {
      ...(nobody ?? {}),
      cwd: '/',
    });
    expect(made.status).toBe(0);
    const server = spawn(
      `${OLD}/postgres`,
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'],
      { ...(nobody ?? {}), cwd: '/', stdio: 'ignore' },
    );
    try {
      const url = `postgres://old@127.0.0.1:${port}/postgres`;
      await waitFor('the server', async () =>
        checkServer(url).then(
          () => true,
          (error) => error.code === 'DATABASE_UNSUPPORTED',
        ),
      );
      await expect(checkServer(url)).rejects.toMatchObject({
        code: 'DATABASE_UNSUPPORTED',
        message: expect.stringMatching(/PostgreSQL 15.*17 or newer/),
      });
    } finally {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  });
});
