import { type Database, inTransaction, type Queryable } from '../database.js';
import { suppressionSql } from './suppressions.js';
import { transitionSql } from './transitions.js';

/** What a node wrote down of an address: that it left, and how. */
export interface Departure {
  readonly addressHash: Buffer;
  readonly event: DepartureEvent;
  readonly at: Date;
}

export const departureEvents = [
  'active',
  'unsubscribed',
  'complained',
  'bounced',
  'erased',
  'operator',
  'left',
] as const;
/** A state of the reader, or the reason of a suppression; `active`: came back, or was confirmed. */
export type DepartureEvent = (typeof departureEvents)[number];

/** Up to where departures were read. It holds for one run of one server: another may give the same numbers anew. */
export interface ReadSoFar {
  /** Of the server, since it started or recovered from a crash, and of the database. */
  readonly run: string;
  /** Which transactions had ended. */
  readonly snapshot: string;
  /** The earliest moment that may stand in what is not committed yet when the next look begins. */
  readonly openSince: Date;
}

/** So many are in memory at once: a list of a million may have come within the time that is read. */
const PAGE = 5_000;

/** A statement of a job ends sooner; whoever keeps a transaction open for longer changes nobody in it. */
const LONGEST_TRANSACTION = `interval '20 minutes'`;

/** The moment that a row names was asked for before its transaction began. */
const ASKED_BEFORE = `interval '5 minutes'`;

/** Where the server's clock was set back, what is of late is before that moment. Written out, so that the planner knows how little it is. */
const SINCE = `least($1::timestamptz, now() - ${ASKED_BEFORE})`;

/**
 * `$2` and `$3` are how far was read before. Whose transaction had ended by then was handed over; the age of a row's
 * transaction tells it from the next one cheaply, and nearly all rows are older than all that was under way. A snapshot
 * names whole transactions, so nothing may write behind a savepoint (`test/house/savepoints.test.ts`). The first row
 * says how far was read, those after it who left.
 */
const DEPARTURES = `
  WITH server AS MATERIALIZED (
    SELECT pg_current_snapshot()::text AS snapshot,
           greatest(clock_timestamp() - ${LONGEST_TRANSACTION},
                    (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database())) - ${ASKED_BEFORE} AS open_since,
           concat_ws('/', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(),
                     (SELECT oid FROM pg_database WHERE datname = current_database())) AS run),
  before AS MATERIALIZED (
    SELECT seen, age(pg_snapshot_xmin(seen)::xid) AS oldest,
           pg_snapshot_xmin(seen)::text::bigint + age(pg_snapshot_xmin(seen)::xid) AS next
      FROM (SELECT CASE WHEN run = $2::text THEN $3::pg_snapshot END AS seen FROM server) AS known),
  found AS MATERIALIZED (
    SELECT address_hash, event, at
      FROM before, (SELECT address_hash, state AS event, state_changed_at AS at, age(xmin) AS age FROM subscribers
                     WHERE state_changed_at >= ${SINCE} AND state IN ('active', 'unsubscribed', 'complained', 'bounced')
                     UNION ALL
                    SELECT address_hash, reason, created_at, age(xmin) FROM suppressions
                     WHERE created_at >= ${SINCE} AND reason <> 'moved') AS departures
     WHERE seen IS NULL OR age <= oldest AND NOT pg_visible_in_snapshot((next - age)::text::xid8, seen))
  SELECT run, snapshot, open_since AS "openSince", NULL AS "addressHash", NULL AS event, NULL AS at FROM server
   UNION ALL
  SELECT NULL, NULL, NULL, address_hash, event, at FROM found ORDER BY at NULLS FIRST`;

/**
 * Who left or came back at or after a moment, oldest first, and was not read before: many join within minutes, and
 * somebody else asks again every few seconds. A reader whose row was written again may come again. Who moved is not
 * among them: in an older copy the reader still has the former address.
 * @param before what the look before this one returned, with the same moment or an earlier one; null: everything
 * @param take told of them page by page, as of one moment
 */
export async function readDepartures(
  database: Database,
  since: Date,
  before: ReadSoFar | null,
  take: (page: readonly Departure[]) => Promise<void>,
): Promise<ReadSoFar> {
  const values = [since, before?.run ?? null, before?.snapshot ?? null];
  // Whoever left waits for this, and is nearly always alone: a transaction and its cursor are three round trips more.
  const { rows } = await database.query(`${DEPARTURES} LIMIT ${PAGE + 1}`, values);
  if (rows.length > PAGE) return readPages(database, values, take);
  const [read, ...departures] = rows as [ReadSoFar, ...Departure[]];
  await take(departures);
  return read;
}

function readPages(
  database: Database,
  values: readonly unknown[],
  take: (page: readonly Departure[]) => Promise<void>,
): Promise<ReadSoFar> {
  return inTransaction(database, async (client) => {
    await client.query(`DECLARE departures NO SCROLL CURSOR FOR ${DEPARTURES}`, [...values]);
    const first = await client.query('FETCH 1 FROM departures');
    const [read] = first.rows as [ReadSoFar];
    for (;;) {
      const { rows } = await client.query<Departure>(`FETCH ${PAGE} FROM departures`);
      await take(rows);
      if (rows.length < PAGE) return read;
    }
  });
}

/**
 * Takes off the list again who had left: by leaving, by a complaint, because the address is dead, or by an operator.
 * @returns how many readers of the copy that concerned
 */
export function departAgain(database: Database, departures: readonly Departure[]): Promise<number> {
  return inTransaction(database, async (client) => {
    let count = 0;
    const hashesOf = (event: DepartureEvent) =>
      departures.filter((one) => one.event === event).map(({ addressHash }) => addressHash);
    for (const [event, transition] of [
      ['unsubscribed', 'leave'],
      ['complained', 'complain'],
      ['bounced', 'bounce'],
    ] as const) {
      const set = event === 'bounced' ? undefined : 'confirm_serial = confirm_serial + 1';
      const text = transitionSql(transition, {
        at: 'now()',
        where: 's.address_hash = ANY ($1::bytea[])',
        ...(set === undefined ? {} : { set }),
      });
      const { rowCount } = await client.query(
        `WITH gone AS (${text} RETURNING s.id)
         INSERT INTO consents (subscriber_id, event, via) SELECT id, 'withdrawn', 'operator' FROM gone`,
        [hashesOf(event)],
      );
      count += rowCount ?? 0;
    }
    for (const reason of ['complained', 'bounced', 'operator', 'left', 'erased'] as const) {
      const hashes = 'SELECT unnest($1::bytea[]) AS address_hash';
      await client.query(suppressionSql({ hashes, reason: '$2', at: 'now()' }), [hashesOf(reason), reason]);
    }
    return count;
  });
}

/** The readers behind some hashes of addresses. */
export async function findByHashes(database: Queryable, hashes: readonly Buffer[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    'SELECT id FROM subscribers WHERE address_hash = ANY ($1::bytea[]) ORDER BY id',
    [hashes],
  );
  return rows.map(({ id }) => id);
}
