/** Writes docs/schema.sql: the schema that the migrations make, read from a database that they made. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../src/embedded/postgres/start.js';
import { migrate } from '../src/store/migrate.js';
import { describeSchema, schemaDocument } from './describe-schema.js';

const target = fileURLToPath(new URL('../docs/schema.sql', import.meta.url));
const log = pino({ level: 'silent' });
const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-schema-'));
// PostgreSQL may run as another user, who has to pass.
await chmod(dataDir, 0o755);
try {
  const server = await startEmbeddedPostgres({ dataDir, log });
  const client = new pg.Client(server.url);
  try {
    await migrate(server.url, log);
    await client.connect();
    await writeFile(target, schemaDocument(await describeSchema(client)));
  } finally {
    await client.end();
    await server.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
