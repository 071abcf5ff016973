import { type ReaderFilter, subscriberStates } from '../../model/reader-filter.js';
import type { SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { selectionSql } from './reader-search.js';

/** Which readers an act is about: those that were chosen, or all whom a filter finds. */
export type ReaderSelection = { readonly ids: readonly number[] } | { readonly filter: ReaderFilter };

/** What is done with many readers at once. */
export const bulkActs = ['unsubscribe', 'resend', 'erase'] as const;
export type BulkAct = (typeof bulkActs)[number];

type LeftOut = 'left' | 'bounced' | 'complained' | 'confirmed' | 'suppressed' | 'asked-lately';

/** Readers in some states. */
interface Kind {
  readonly states: readonly SubscriberState[];
  /** What has to be true of a subscriber `s` beside. `$1` is the moment since which nobody is asked to confirm again. */
  readonly where?: string;
}

const SUPPRESSED =
  "EXISTS (SELECT FROM suppressions x WHERE x.address_hash = s.address_hash AND x.reason <> 'erased')";
const ASKED_LATELY = `EXISTS (SELECT FROM notices n WHERE n.kind = 'confirmation' AND n.subscriber_id = s.id
                                                  AND n.created_at > $1::timestamptz)`;

/** With whom each can be done. */
const DONE_WITH: Readonly<Record<BulkAct, Kind>> = {
  unsubscribe: { states: ['pending', 'active', 'paused'] },
  resend: { states: ['pending'], where: `NOT ${SUPPRESSED} AND NOT ${ASKED_LATELY}` },
  erase: { states: subscriberStates },
};

const GONE = {
  left: { states: ['unsubscribed'] },
  bounced: { states: ['bounced'] },
  complained: { states: ['complained'] },
} as const satisfies Partial<Record<LeftOut, Kind>>;

/** Everybody else, by why they are left out. */
const LEFT_OUT: Readonly<Record<BulkAct, Partial<Record<LeftOut, Kind>>>> = {
  unsubscribe: GONE,
  resend: {
    ...GONE,
    confirmed: { states: ['active', 'paused'] },
    suppressed: { states: ['pending'], where: SUPPRESSED },
    'asked-lately': { states: ['pending'], where: `NOT ${SUPPRESSED} AND ${ASKED_LATELY}` },
  },
  erase: {},
};

export interface BulkGroup {
  /** Null: those with whom it is done. */
  readonly skipped: LeftOut | null;
  readonly readers: number;
  /** Some of them, for an operator to see. */
  readonly examples: readonly { readonly id: number; readonly address: string }[];
}

const EXAMPLES = 5;

/** What a preview is of. */
export interface Previewed {
  readonly act: BulkAct;
  readonly selection: ReaderSelection;
  readonly askedSince: Date;
  /** Each kind is counted up to one more than so many; null: all of it, however long that takes. */
  readonly most: number | null;
  /** The highest id that is looked at. */
  readonly through: number;
}

/**
 * With whom something would be done, and who would be left out and why; most readers first. Each kind is found by its
 * states, which stand in the index of what readers are looked for by: a part is counted without the whole.
 */
export async function previewReaders(
  database: Queryable,
  { act, selection, askedSince, most, through }: Previewed,
): Promise<readonly BulkGroup[]> {
  const values: unknown[] = [askedSince, most === null ? null : most + 1];
  const parts = [[null, DONE_WITH[act]] as const, ...Object.entries(LEFT_OUT[act])].map(([skipped, kind]) => {
    const why = `$${values.push(skipped)}::text`;
    return `SELECT ${why} AS skipped, count(*) AS readers, (array_agg(id))[1:${EXAMPLES}] AS examples
      FROM (${ofKind(kind, { selection, through }, values)} LIMIT $2) AS part`;
  });
  const { rows } = await database.query<{ skipped: LeftOut | null; readers: number; examples: string[] }>(
    `SELECT skipped, readers, examples FROM (${parts.join(' UNION ALL ')}) AS counted
      WHERE $1::timestamptz IS NOT NULL AND readers > 0 ORDER BY skipped IS NOT NULL, readers DESC, skipped`,
    values,
  );
  const addresses = await addressesOf(
    database,
    rows.flatMap(({ examples }) => examples.map(Number)),
  );
  return rows.map(({ skipped, readers, examples }) => ({
    skipped,
    readers,
    examples: examples.map(Number).flatMap((id) => {
      const address = addresses.get(id);
      return address === undefined ? [] : [{ id, address }];
    }),
  }));
}

/** The highest id that a reader has; 0 where there is none. */
export async function newestReader(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM subscribers');
  return rows[0]?.id ?? 0;
}

/** The id of the last of the first `most` with whom something can be done, in order of id; null where there are fewer. */
export async function lastOfFirst(
  database: Queryable,
  { act, selection, askedSince, most, through }: Previewed & { readonly most: number },
): Promise<number | null> {
  const values: unknown[] = [askedSince, most - 1];
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM (${ofKind(DONE_WITH[act], { selection, through }, values)}) AS part (id)
      WHERE $1::timestamptz IS NOT NULL ORDER BY id OFFSET $2 LIMIT 1`,
    values,
  );
  return rows[0]?.id ?? null;
}

/** The ids of those of a selection who are of a kind. */
function ofKind(
  { states, where }: Kind,
  { selection, through }: Pick<Previewed, 'selection' | 'through'>,
  values: unknown[],
): string {
  const found = selectionSql(selection, { states, through }, values);
  return where === undefined
    ? `SELECT id FROM (${found}) AS found (id)`
    : `SELECT s.id FROM (${found}) AS found (id) JOIN subscribers s USING (id) WHERE ${where}`;
}

/** Waits for whoever else asks readers to confirm again, until the transaction ends. */
export async function lockAskingAgain(client: Queryable): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('ask readers again', 0))");
}

/** Which of those with whom something can be done are next. */
export interface NextReaders {
  readonly askedSince: Date;
  /** The id of the last one before them; 0 at the beginning. */
  readonly after: number;
  /** The highest id that is among them; null: any. */
  readonly through: number | null;
  readonly limit: number;
}

/** The next readers with whom something is to be done, in order of id; held to the end of the transaction. */
export async function takeReaders(
  client: Queryable,
  act: BulkAct,
  selection: ReaderSelection,
  { askedSince, after, through, limit }: NextReaders,
): Promise<number[]> {
  const values: unknown[] = [askedSince, limit, after];
  const { states, where = 'true' } = DONE_WITH[act];
  const found = selectionSql(selection, { states, through }, values);
  // Who was found may have another state by the time that they are held, so that it is asked of the row that is held.
  const { rows } = await client.query<{ id: number }>(
    `SELECT s.id FROM subscribers s
      WHERE $1::timestamptz IS NOT NULL AND s.id > $3 AND s.id IN (${found})
        AND s.state = ANY ($${values.push(states)}::text[]) AND ${where}
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
