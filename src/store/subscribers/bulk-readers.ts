import type { ReaderFilter } from '../../model/reader-filter.js';
import type { Queryable } from '../database.js';
import { selectionSql } from './reader-search.js';

/** Which readers an act is about: those that were chosen, or all whom a filter finds. */
export type ReaderSelection = { readonly ids: readonly number[] } | { readonly filter: ReaderFilter };

/** What is done with many readers at once. */
export const bulkActs = ['unsubscribe', 'resend', 'erase'] as const;
export type BulkAct = (typeof bulkActs)[number];

/** Why somebody is left out; null where they are not. `$1` is the moment since which nobody is asked to confirm again. */
const SKIPPED: Readonly<Record<BulkAct, string>> = {
  unsubscribe: `CASE s.state WHEN 'unsubscribed' THEN 'left' WHEN 'bounced' THEN 'bounced' WHEN 'complained' THEN 'complained' END`,
  resend: `CASE s.state WHEN 'active' THEN 'confirmed' WHEN 'paused' THEN 'confirmed' WHEN 'unsubscribed' THEN 'left'
                WHEN 'bounced' THEN 'bounced' WHEN 'complained' THEN 'complained'
           ELSE CASE WHEN EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash AND x.reason <> 'erased')
                     THEN 'suppressed'
                     WHEN EXISTS (SELECT FROM notices n WHERE n.kind = 'confirmation' AND n.subscriber_id = s.id
                                                        AND n.created_at > $1::timestamptz)
                     THEN 'asked-lately' END END`,
  erase: 'NULL::text',
};

type LeftOut = 'left' | 'bounced' | 'complained' | 'confirmed' | 'suppressed' | 'asked-lately';

export interface BulkGroup {
  /** Null: those with whom it is done. */
  readonly skipped: LeftOut | null;
  readonly readers: number;
  /** Some of them, for an operator to see. */
  readonly examples: readonly { readonly id: number; readonly address: string }[];
}

const EXAMPLES = 5;

/** With whom something would be done, and who would be left out and why; most readers first. */
export async function previewReaders(
  database: Queryable,
  act: BulkAct,
  selection: ReaderSelection,
  askedSince: Date,
): Promise<readonly BulkGroup[]> {
  const values: unknown[] = [askedSince];
  const { rows } = await database.query<{ skipped: LeftOut | null; readers: number; some: string[] }>(
    `SELECT skipped, count(*) AS readers, (array_agg(id))[1:${EXAMPLES}] AS some
       FROM (SELECT s.id, ${SKIPPED[act]} AS skipped FROM subscribers s
              WHERE $1::timestamptz IS NOT NULL AND s.id IN (${selectionSql(selection, values)})) AS judged
      GROUP BY skipped ORDER BY skipped IS NOT NULL, count(*) DESC, skipped`,
    values,
  );
  const examples = await addressesOf(
    database,
    rows.flatMap(({ some }) => some.map(Number)),
  );
  return rows.map(({ skipped, readers, some }) => ({
    skipped,
    readers,
    examples: some.map(Number).flatMap((id) => {
      const address = examples.get(id);
      return address === undefined ? [] : [{ id, address }];
    }),
  }));
}

/** Waits for whoever else asks readers to confirm again, until the transaction ends. */
export async function lockAskingAgain(client: Queryable): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('ask readers again', 0))");
}

/** The next readers with whom something is to be done, in order of id; held to the end of the transaction. */
export async function takeReaders(
  client: Queryable,
  act: BulkAct,
  selection: ReaderSelection,
  { askedSince, limit }: { readonly askedSince: Date; readonly limit: number },
): Promise<number[]> {
  const values: unknown[] = [askedSince, limit];
  const { rows } = await client.query<{ id: number }>(
    `SELECT s.id FROM subscribers s
      WHERE $1::timestamptz IS NOT NULL AND s.id IN (${selectionSql(selection, values)}) AND ${SKIPPED[act]} IS NULL
      ORDER BY s.id LIMIT $2 FOR NO KEY UPDATE`,
    values,
  );
  return rows.map(({ id }) => id);
}

async function addressesOf(
  database: Queryable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await database.query<{ id: number; address: string }>(
    'SELECT id, address FROM subscribers WHERE id = ANY ($1::bigint[])',
    [ids],
  );
  return new Map(rows.map(({ id, address }) => [id, address]));
}
