import type pg from 'pg';
import { BroadsheetError } from '../errors.js';
import { valueWithin } from '../time-bound.js';
import { connectTo } from './connect.js';

const OLDEST_MAJOR = 17;
const PROTOCOL_VIOLATION = '08P01';
const OTHERS = 3;
const ROUNDS = 3;
const OTHER_WITHIN_MS = 3_000;

/**
 * Refuses a server that Broadsheet does not run on: PostgreSQL before 17, and a pooler that gives each transaction
 * another connection (PgBouncer with `pool_mode = transaction` or `statement`), where settings of a session,
 * prepared statements and LISTEN are lost.
 * @throws BroadsheetError DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED with what to do
 */
export async function checkServer(databaseUrl: string): Promise<void> {
  const client = await connectTo(databaseUrl, 'check');
  try {
    await checkVersion(client);
    if (await sharesConnections(client, databaseUrl)) throw sharedConnections();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; version: string }>(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version",
  );
  const { number = '0', version = 'unknown' } = rows[0] ?? {};
  if (Math.floor(Number(number) / 10_000) >= OLDEST_MAJOR) return;
  throw new BroadsheetError(
    'DATABASE_UNSUPPORTED',
    `The server runs PostgreSQL ${version}; Broadsheet needs ${OLDEST_MAJOR} or newer. Upgrade it, or name another ` +
      'server in DATABASE_URL. Nothing was changed.',
    { details: { version } },
  );
}

/**
 * Whether two connections of ours are served by one of the server's. A pooler hands the connection that was used last
 * to whoever comes next, or goes through them in turn: so others begin transactions, one by one, and hold what they are
 * given, and the first client is asked again in between. With a connection of its own it always has the same one.
 * Where the number that a connection was greeted with is that of the process that serves it, nobody stands between: a
 * pooler keeps the server's own to itself and makes one up, by which it is asked to cancel.
 */
async function sharesConnections(client: pg.Client, databaseUrl: string): Promise<boolean> {
  const others: pg.Client[] = [];
  try {
    const own = await backendOf(client);
    if ((client as Greeted).processID === own) return false;
    for (let other = 0; other < OTHERS; other += 1) {
      // A pool that is used up, or a server without a place left, gives no answer either way.
      const next = await inTime(connectTo(databaseUrl, 'check').catch(() => null));
      if (next === null) return false;
      others.push(next);
      const begun = await inTime(next.query('BEGIN').then(() => backendOf(next), refusedBy(own)));
      if (begun === own) return true;
      if (begun === null) return false;
      for (let round = 0; round < ROUNDS; round += 1) {
        const again = await inTime(backendOf(client));
        if (again !== own) return again !== null;
      }
    }
    return false;
  } finally {
    await Promise.all(others.map((other) => other.end().catch(() => undefined)));
  }
}

/** What the driver keeps of the server's BackendKeyData, and its types do not tell of. */
interface Greeted {
  readonly processID?: number;
}

/** A pooler that gives each statement another connection takes no transactions at all. */
function refusedBy(own: number): (error: { readonly code?: unknown }) => number {
  return (error) => {
    if (error.code === PROTOCOL_VIOLATION) return own;
    throw error;
  };
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

function inTime<T>(work: Promise<T>): Promise<T | null> {
  return valueWithin(work, OTHER_WITHIN_MS, null);
}

function sharedConnections(): BroadsheetError {
  return new BroadsheetError(
    'DATABASE_UNSUPPORTED',
    'DATABASE_URL leads to a pooler that gives each transaction another connection (PgBouncer with pool_mode = ' +
      'transaction or statement). Broadsheet prepares statements, sets parameters and listens on its connections: ' +
      'set pool_mode = session for this database, or connect to PostgreSQL directly. Nothing was changed.',
  );
}
