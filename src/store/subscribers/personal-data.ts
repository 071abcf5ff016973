import type { Queryable } from '../database.js';

/** A row as JSON: column names and values, octets as `\x…`. */
export type HeldRow = Readonly<Record<string, unknown>>;

/** What is held about one person: every row of every table that refers to them, by table. */
export interface PersonalData {
  readonly subscriber: HeldRow;
  readonly tables: Readonly<Record<string, readonly HeldRow[]>>;
}

/** Columns by which a table refers to a person; whatever table has one of them is looked at. */
const REFERENCES = ['subscriber_id', 'address_hash'] as const;

/**
 * Everything that is held under a subscriber's id or the hash of their address. The tables are asked of the
 * catalogue, so that one that comes later is not forgotten.
 * @returns null where there is no such subscriber
 */
export async function readPersonalData(
  database: Queryable,
  subscriberId: number,
): Promise<PersonalData | null> {
  const found = await database.query<{ subscriber: HeldRow }>(
    'SELECT to_jsonb(s) AS subscriber FROM subscribers s WHERE id = $1',
    [subscriberId],
  );
  const subscriber = found.rows[0]?.subscriber;
  if (subscriber === undefined) return null;
  const tables: Record<string, readonly HeldRow[]> = {};
  for (const { name, quoted, column } of await referringTables(database)) {
    const key = column === 'subscriber_id' ? 'id' : 'address_hash';
    const { rows } = await database.query<{ held: HeldRow }>(
      `SELECT to_jsonb(t) AS held FROM ${quoted} t
        WHERE ${column} = (SELECT ${key} FROM subscribers WHERE id = $1) ORDER BY 1`,
      [subscriberId],
    );
    if (rows.length > 0) tables[name] = [...(tables[name] ?? []), ...rows.map(({ held }) => held)];
  }
  const declared = await declaredConsents(database, subscriberId);
  if (declared.length > 0) tables['imports'] = declared;
  return { subscriber, tables };
}

/** What operators declared of the lists that the person came with. */
async function declaredConsents(database: Queryable, subscriberId: number): Promise<HeldRow[]> {
  const { rows } = await database.query<{ held: HeldRow }>(
    `SELECT jsonb_build_object('id', id, 'consent', consent, 'created_at', created_at) AS held FROM imports
      WHERE id IN (SELECT import_id FROM consents WHERE subscriber_id = $1) ORDER BY id`,
    [subscriberId],
  );
  return rows.map(({ held }) => held);
}

interface ReferringTable {
  readonly name: string;
  readonly quoted: string;
  readonly column: (typeof REFERENCES)[number];
}

/** Parts of a partitioned table are read through the whole. */
async function referringTables(database: Queryable): Promise<readonly ReferringTable[]> {
  const { rows } = await database.query<ReferringTable>(
    `SELECT c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted, a.attname AS column
       FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> 'subscribers' AND a.attname = ANY ($1::text[]) AND NOT a.attisdropped
      ORDER BY c.relname, a.attname`,
    [REFERENCES],
  );
  return rows;
}
