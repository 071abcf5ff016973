import pg from 'pg';
import { connectFor, KEEP_ALIVE, type KindOfWork } from './connection-settings.js';

/** Anything a query can be run on: the pool, or one client inside a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<Row>>;
  query<Row extends pg.QueryResultRow>(statement: PreparedStatement): Promise<pg.QueryResult<Row>>;
}

/** A statement that each connection plans once: for those that run many times a second. */
export interface PreparedStatement {
  /** Stands for the text on a connection. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** The pool of connections that all stores share. */
export type Database = pg.Pool;

const INT8 = 20;
const DATE = 1082;

/** Ids stay far below 2^53, so int8 is read as a number; dates stay text, a Date would shift them by a zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return Number;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections?: number;
  /** How long its statements may take; that of the jobs where absent. */
  readonly work?: KindOfWork;
  readonly onError: (error: Error) => void;
}

/** Opens the pool; connections are made when first needed. `onError` hears of idle connections that broke. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'broadsheet',
    types,
    ...KEEP_ALIVE,
    onConnect: connectFor(options.work ?? 'jobs'),
  });
  pool.on('error', options.onError);
  return pool;
}

/** Runs `work` in one transaction that is always rolled back: it may write in order to read. */
export async function inRolledBackTransaction<T>(
  database: Database,
  work: (client: Queryable) => Promise<T>,
): Promise<T> {
  const kept: { result?: T } = {};
  const rolledBack = new Error('rolled back as intended');
  try {
    await inTransaction(database, async (client) => {
      kept.result = await work(client);
      throw rolledBack;
    });
  } catch (error) {
    if (error !== rolledBack) throw error;
  }
  return kept.result as T;
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function inTransaction<T>(
  database: Database,
  work: (client: Queryable) => Promise<T>,
): Promise<T> {
  const client = await database.connect();
  // Cut between two queries, a client that is checked out has nobody else to tell; the next query fails.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client as Queryable);
    await client.query('COMMIT');
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    // A connection whose rollback fails is not given back to the pool.
    const broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.off('error', ignore);
    client.release(broken);
    throw error;
  }
}
