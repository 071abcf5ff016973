import { type Database, inTransaction, type Queryable } from './database.js';
import { endAllSignIns } from './operators/sign-ins.js';
import { holdMail, type RestoreKind } from './restores.js';

/** How far a node had come with the data, as it remembers outside the database. */
export interface SeenData {
  /** Microseconds since 1970, by the database's clock. */
  readonly seenAt: number;
  /** Whether the node stopped then, and did nothing since. */
  readonly stopped: boolean;
}

/** The data as they are found. */
export interface FoundData {
  readonly seenAt: number;
  /** Whether the rows are those that were written here, and not copies of them. */
  readonly isOriginal: boolean;
  /** Whether there is anybody who could be mailed. */
  readonly hasReaders: boolean;
}

/** Data that are behind by no more than this were lost in a crash or a failover, and not restored. */
const BEHIND_MICROSECONDS = 5 * 60 * 1_000_000;

/**
 * Whether an older copy took the place of the data since a node saw them.
 * @param seen null where the node never saw these data
 * @returns null where they are the same, where they were moved as a whole while nothing ran, or where there is nobody
 */
export function judgeData(found: FoundData, seen: SeenData | null): RestoreKind | null {
  if (!found.hasReaders) return null;
  const behind = seen === null ? 0 : seen.seenAt - found.seenAt;
  if (found.isOriginal) return behind > BEHIND_MICROSECONDS ? 'older' : null;
  const movedWhole = seen?.stopped === true && behind === 0;
  return movedWhole ? null : 'copy';
}

export interface IdentifiedData {
  readonly marker: string;
  readonly seenAt: number;
  /** What was noticed now; null: nothing. */
  readonly restored: RestoreKind | null;
}

const XMIN_IS_OURS = 'xmin::text::bigint = written_in % 4294967296';
const DATABASE_OID = '(SELECT oid::bigint FROM pg_database WHERE datname = current_database())';
const WRITTEN_NOW = `written_in = pg_current_xact_id()::text::bigint, database_oid = ${DATABASE_OID}`;
const SEEN_AT = '(extract(epoch FROM seen_at) * 1000000)::bigint';

interface IdentityRow {
  readonly marker: string;
  readonly seen_at: Date;
  readonly seen: number;
  readonly is_original: boolean;
  readonly has_readers: boolean;
}

const FIND = `SELECT marker, seen_at, ${SEEN_AT} AS seen,
                     ${XMIN_IS_OURS} AND database_oid = ${DATABASE_OID} AS is_original,
                     EXISTS (SELECT FROM subscribers) AS has_readers
                FROM data_identity`;

/** What a node remembers of the data with a marker; null: it never saw them. */
export type Remembered = (marker: string) => SeenData | null;

/** Whether an older copy took the place of the data, as far as nobody has noticed yet; changes nothing. */
export async function inspectData(
  database: Queryable,
  remembered: Remembered,
): Promise<{ readonly how: RestoreKind; readonly copiedAt: Date } | null> {
  const { rows } = await database.query<IdentityRow>(FIND);
  const row = rows[0];
  const how = row === undefined ? null : judgeRow(row, remembered);
  return row === undefined || how === null ? null : { how, copiedAt: row.seen_at };
}

function judgeRow(row: IdentityRow, remembered: Remembered): RestoreKind | null {
  const { marker, seen: seenAt, is_original: isOriginal, has_readers: hasReaders } = row;
  return judgeData({ seenAt, isOriginal, hasReaders }, remembered(marker));
}

/**
 * Looks whether the data are those that were here before, and holds all mail where an older copy took their place.
 * New data are given their identity.
 */
export function identifyData(database: Database, remembered: Remembered): Promise<IdentifiedData> {
  return inTransaction(database, async (client) => {
    await client.query(
      `INSERT INTO data_identity (written_in, database_oid, seen_at)
       VALUES (pg_current_xact_id()::text::bigint, ${DATABASE_OID}, now()) ON CONFLICT DO NOTHING`,
    );
    const { rows } = await client.query<IdentityRow>(`${FIND} FOR UPDATE`);
    const row = rows[0];
    if (row === undefined) throw new Error('the identity was just written');
    const restored = judgeRow(row, remembered);
    if (restored !== null) {
      await holdMail(client, restored, row.seen_at);
      await endAllSignIns(client);
    }
    // From here on these are the data.
    return { marker: row.marker, seenAt: await markSeen(client), restored };
  });
}

/** The data are in use at this moment. @returns how far they have come, in microseconds since 1970 */
export async function markSeen(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ seen: number }>(
    `UPDATE data_identity SET seen_at = greatest(seen_at, clock_timestamp()), ${WRITTEN_NOW}
     RETURNING ${SEEN_AT} AS seen`,
  );
  return rows[0]?.seen ?? 0;
}
