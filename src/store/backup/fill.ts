import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectTo } from '../connect.js';
import { type CopiedTable, type IdentitySequence, settle } from './snapshot.js';

/**
 * What stands in a database beside the tables that the migrations made, or rows in these.
 * @returns the names of tables, and nothing where the database may be filled
 */
export async function tablesInTheWay(databaseUrl: string, known: readonly string[]): Promise<string[]> {
  const client = await connectTo(databaseUrl, 'restore');
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      if (name === 'migrations') continue;
      const filled = async () =>
        (await client.query(`SELECT FROM public.${client.escapeIdentifier(name)} LIMIT 1`)).rowCount === 1;
      if (!known.includes(name) || (await filled())) found.push(name);
    }
    return found;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Puts rows into the tables of a schema that was just made. */
export interface Filling {
  /** Begins a table; what is written are rows in COPY's text format. */
  begin(table: CopiedTable): Promise<void>;
  write(octets: Buffer): Promise<void>;
  /** @returns how many rows PostgreSQL took */
  end(): Promise<number>;
}

/**
 * Fills the tables in one transaction: all of it or nothing. Indexes and the keys between tables are made when the rows
 * are there, which is quicker by far and needs no order among the tables.
 */
export async function fillDatabase(
  databaseUrl: string,
  sequences: readonly IdentitySequence[],
  work: (filling: Filling) => Promise<void>,
): Promise<void> {
  const client = await connectTo(databaseUrl, 'restore');
  try {
    await client.query('BEGIN');
    await settle(client);
    await client.query("SET LOCAL maintenance_work_mem = '256MB'");
    const tables = await tableNames(client);
    const later = await takeApart(client);
    // What is emptied and filled in one transaction is written once, where the server keeps no log for others.
    // Audit events refuse to be emptied, hence the order.
    for (const name of tables)
      await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} DISABLE TRIGGER USER`);
    await client.query(`TRUNCATE ${tables.map((name) => client.escapeIdentifier(name)).join(', ')}`);
    await work(fillingOf(client));
    for (const statement of later) await client.query(statement);
    for (const name of tables)
      await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} ENABLE TRIGGER USER`);
    for (const { table, column, last } of sequences) {
      await client.query('SELECT setval(pg_get_serial_sequence(quote_ident($1), $2), $3)', [
        table,
        column,
        last,
      ]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tableNames(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}

/** Drops indexes and keys. @returns the statements that make them again, in an order that works */
async function takeApart(client: pg.Client): Promise<string[]> {
  const { rows: constraints } = await client.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, c.conname) AS drop,
            format('ALTER TABLE %I ADD CONSTRAINT %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid)) AS make
       FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
      WHERE r.relnamespace = 'public'::regnamespace AND c.contype IN ('f', 'p', 'u') AND r.relname <> 'migrations'
      ORDER BY c.contype = 'f' DESC, r.relname, c.conname`,
  );
  const { rows: indexes } = await client.query<{ drop: string; make: string }>(
    `SELECT format('DROP INDEX %I', x.relname) AS drop, pg_get_indexdef(i.indexrelid) AS make
       FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
      WHERE r.relnamespace = 'public'::regnamespace AND r.relname <> 'migrations'
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
      ORDER BY x.relname`,
  );
  for (const { drop } of [...constraints, ...indexes]) await client.query(drop);
  // Keys between tables need the keys of the tables, so they come last, as they went first.
  return [...indexes, ...constraints.reverse()].map(({ make }) => make);
}

function fillingOf(client: pg.Client): Filling {
  let stream: (Writable & { readonly rowCount: number }) | null = null;
  let done: Promise<void> | null = null;
  return {
    begin: async ({ table, columns }) => {
      const names = columns.map((name) => client.escapeIdentifier(name)).join(', ');
      stream = client.query(copyFrom(`COPY ${client.escapeIdentifier(table)} (${names}) FROM STDIN`));
      done = finished(stream);
      done.catch(() => undefined);
    },
    write: async (octets) => {
      if (stream === null || done === null) throw new Error('no table was begun');
      if (!stream.write(octets)) await Promise.race([once(stream, 'drain'), done]);
    },
    end: async () => {
      if (stream === null || done === null) throw new Error('no table was begun');
      stream.end();
      await done;
      return stream.rowCount;
    },
  };
}
