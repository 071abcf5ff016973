import type { Database } from '../../src/store/database.js';

/** From this size on a table's dead rows would cost the tests more than a new file does. */
const LARGE_OCTETS = 1 << 20;

/**
 * What TRUNCATE ... CASCADE empties: what refers to a table, and what a trigger on its TRUNCATE deletes, which has no
 * key to it. A trigger that is not named here gives a null, which is an error.
 */
const EMPTIED = `
  WITH RECURSIVE deleting (function, tables) AS (
    VALUES ('delete_all_deliveries', '{deliveries}'::text[]),
           ('delete_all_reader_times', '{reader_times,delivery_orders}')
  ), leads (origin, id) AS (
    SELECT confrelid, conrelid FROM pg_constraint WHERE contype = 'f'
    UNION ALL
    SELECT tgrelid, t.name::regclass::oid
      FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid LEFT JOIN deleting ON function = proname
           LEFT JOIN LATERAL unnest(tables) AS t (name) ON true
     WHERE tgtype & 32 <> 0
  ), emptied AS (
    SELECT unnest($1::text[]::regclass[])::oid AS id
    UNION
    SELECT leads.id FROM emptied JOIN leads ON origin = emptied.id
  )
  SELECT e.id::text, e.id::regclass::text AS name,
         ARRAY(SELECT objid::regclass::text FROM pg_depend d JOIN pg_class c ON c.oid = objid
                WHERE refobjid = e.id AND d.classid = 'pg_class'::regclass AND relkind = 'S') AS sequences
    FROM emptied e`;

interface Emptied {
  readonly id: string;
  readonly name: string | null;
  readonly sequences: readonly string[];
}

const known = new WeakMap<Database, Map<string, readonly Emptied[]>>();

/**
 * Does what TRUNCATE ... CASCADE does, by deleting: that makes new files for sixty tables and all their indexes, which
 * costs ten times what the few rows of a test do.
 * @param tables as after TRUNCATE; all that hangs on them goes as well
 */
export async function emptyTables(
  database: Database,
  tables: string,
  { restart = false }: { readonly restart?: boolean } = {},
): Promise<void> {
  const emptied = await emptiedWith(database, tables);
  const { rows } = await database.query<{ id: string; octets: string }>(
    'SELECT id::text, pg_relation_size(id) AS octets FROM unnest($1::oid[]) AS t (id)',
    [emptied.map(({ id }) => id)],
  );
  const octetsOf = new Map(rows.map(({ id, octets }) => [id, Number(octets)]));
  const filled = emptied.filter(({ id }) => (octetsOf.get(id) ?? 0) > 0);
  if (filled.length === 0) return;
  if (Math.max(...octetsOf.values()) > LARGE_OCTETS) {
    await database.query(`TRUNCATE ${tables} ${restart ? 'RESTART IDENTITY' : ''} CASCADE`);
    return;
  }
  const names = filled.map(({ name }) => name);
  const sequences = restart ? filled.flatMap((table) => table.sequences) : [];
  // One transaction, as several statements in one message are.
  await database.query(
    [
      `LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`,
      // All that hangs on a row goes as well, so nothing has to look for it.
      'SET LOCAL session_replication_role = replica',
      ...names.map((name) => `DELETE FROM ${name}`),
      ...sequences.map((name) => `SELECT setval('${name}', 1, false)`),
    ].join(';'),
  );
}

async function emptiedWith(database: Database, tables: string): Promise<readonly Emptied[]> {
  const ofDatabase = known.get(database) ?? new Map<string, readonly Emptied[]>();
  known.set(database, ofDatabase);
  const found = ofDatabase.get(tables);
  if (found !== undefined) return found;
  const { rows } = await database.query<Emptied>(EMPTIED, [tables.split(',').map((name) => name.trim())]);
  if (rows.some(({ name }) => name === null))
    throw new Error('what a trigger on TRUNCATE does is not known here');
  ofDatabase.set(tables, rows);
  return rows;
}
