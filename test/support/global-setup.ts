import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { migrate } from '../../src/store/migrate.js';
import { stopServerAtEnd } from './at-end-of-this-process.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the migrated database that every test file clones; nobody connects to it while tests run. */
    templateDatabaseUrl: string;
  }
}

/** One PostgreSQL for the whole run, in a folder of its own, with one migrated database to clone. */
export default async function startTestDatabase(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-test-'));
  await chmod(dataDir, 0o755);
  const log = pino({ level: 'silent' });
  // What a test writes need not survive a power cut.
  const unsafe = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', max_connections: '300' };
  // What autovacuum would put in its place: each search reads what was not yet put there from its beginning.
  const settings = { ...unsafe, gin_pending_list_limit: '64kB' };
  const server = await startEmbeddedPostgres({ dataDir, log, settings });
  await hashPasswordOnce(server.url);
  const unwatch = stopServerAtEnd(dataDir);
  const close = async () => {
    await server.stop();
    unwatch();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await migrate(server.url, log);
    // The queues' own tables and functions, which each test with a queue would make anew.
    await (await openQueueBackend({ databaseUrl: server.url, redisUrl: null, log })).close();
  } catch (error) {
    await close();
    throw error;
  }
  project.provide('templateDatabaseUrl', server.url);
  return close;
}

/**
 * Proving that one knows the password is half of what a connection costs, since it is hashed 4,096 times, and the run
 * makes thousands. It is as random as a key, so that once does (RFC 5802 §4 lets the server choose).
 */
async function hashPasswordOnce(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('SET scram_iterations = 1');
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${client.escapeLiteral(client.password ?? '')}`);
  await client.end();
}
