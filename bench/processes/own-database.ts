import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';

/** Works with a migrated database on a server of its own, which ends with the work; nothing else is started. */
export async function withOwnDatabase<T>(
  folder: string,
  work: (database: Database, url: string) => Promise<T>,
): Promise<T> {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { recursive: true });
  // PostgreSQL may run as another user.
  for (const path of [folder, dataDir]) await chmod(path, 0o711);
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataDir, log });
  try {
    await migrate(server.url, log);
    const database = openDatabase({ url: server.url, onError: () => undefined });
    try {
      return await work(database, server.url);
    } finally {
      await database.end();
    }
  } finally {
    await server.stop();
  }
}
