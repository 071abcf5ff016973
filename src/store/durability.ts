import type { Queryable } from './database.js';

const NAMES = ['synchronous_commit', 'fsync', 'full_page_writes', 'synchronous_standby_names'] as const;

export interface Durability {
  /** As the server has them, whatever this connection set. */
  readonly settings: Readonly<Record<(typeof NAMES)[number], string>>;
  /** Whether a standby follows that nobody waits for. */
  readonly asynchronousStandbys: boolean;
}

/** What the server promises of what was committed. */
export async function readDurability(database: Queryable): Promise<Durability> {
  const { rows } = await database.query<{ name: string; value: string }>(
    `SELECT name, reset_val AS value FROM pg_settings WHERE name = ANY ($1::text[])`,
    [NAMES],
  );
  const settings = Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Durability['settings'];
  const standbys = await database.query(
    `SELECT FROM pg_stat_replication WHERE application_name <> 'pg_basebackup' LIMIT 1`,
  );
  const asynchronousStandbys = standbys.rowCount === 1 && settings.synchronous_standby_names === '';
  return { settings, asynchronousStandbys };
}
