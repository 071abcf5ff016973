import pg from 'pg';
import { BroadsheetError } from '../errors.js';
import { connectFor, KEEP_ALIVE, type KindOfWork } from './connection-settings.js';

/**
 * One connection to the database, for what a pool is not made for.
 * @param purpose what the server's list of connections calls it
 * @param work how long its statements may take
 * @throws BroadsheetError DATABASE_UNREACHABLE with what was answered
 */
export async function connectTo(
  databaseUrl: string,
  purpose: string,
  work: KindOfWork = 'jobs',
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: `broadsheet-${purpose}`,
    ...KEEP_ALIVE,
  });
  // Whoever waits for a statement hears of a lost connection by that statement.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await connectFor(work)(client);
    return client;
  } catch (cause) {
    const reason = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : '';
    throw new BroadsheetError(
      'DATABASE_UNREACHABLE',
      `PostgreSQL does not answer; check DATABASE_URL${reason}.`,
      { cause },
    );
  }
}
