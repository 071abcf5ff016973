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

/** A departure with the second in which it happened, and what tells whether anything of that second is new. */
export interface ReadDeparture extends Departure {
  /** Whole seconds since 1970. */
  readonly second: number;
  /** Another one as soon as somebody else left or came back in this second. */
  readonly mark: string;
}

/** So many are in memory at once: a list of a million may have come within the time that is read. */
const PAGE = 5_000;

/** Behind `$2` and `$3` are the seconds whose marks are known, and those marks. */
const DEPARTURES = `
  WITH found AS MATERIALIZED (
    SELECT address_hash, event, at, floor(extract(epoch FROM at))::bigint AS second
      FROM (SELECT address_hash, state AS event, state_changed_at AS at FROM subscribers
             WHERE state_changed_at >= $1 AND state IN ('active', 'unsubscribed', 'complained', 'bounced')
             UNION ALL
            SELECT address_hash, reason, created_at FROM suppressions
             WHERE created_at >= $1 AND reason <> 'moved') AS departures),
  marked AS (
    SELECT second, count(*) || '/' || sum(hashtextextended(event || address_hash::text || at::text, 0)) AS mark
      FROM found GROUP BY second)
  SELECT f.address_hash AS "addressHash", f.event, f.at, second, m.mark FROM found f JOIN marked m USING (second)
    LEFT JOIN unnest($2::bigint[], $3::text[]) AS k (second, mark) USING (second)
   WHERE k.mark IS DISTINCT FROM m.mark
   ORDER BY f.at`;

/**
 * Who left or came back at or after a moment, oldest first, without the seconds whose mark is known: many join within
 * minutes, and somebody else asks again every few seconds. Who moved is not among them: in an older copy the reader
 * still has the former address.
 * @param known marks by second
 * @param take told of them page by page, as of one moment
 */
export async function readDepartures(
  database: Database,
  since: Date,
  known: ReadonlyMap<number, string>,
  take: (page: readonly ReadDeparture[]) => Promise<void>,
): Promise<void> {
  const values = [since, [...known.keys()], [...known.values()]];
  // Whoever left waits for this, and is nearly always alone: a transaction and its cursor are three round trips more.
  const { rows } = await database.query<ReadDeparture>(`${DEPARTURES} LIMIT ${PAGE + 1}`, values);
  await (rows.length > PAGE ? readPages(database, values, take) : take(rows));
}

function readPages(
  database: Database,
  values: readonly unknown[],
  take: (page: readonly ReadDeparture[]) => Promise<void>,
): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(`DECLARE departures NO SCROLL CURSOR FOR ${DEPARTURES}`, [...values]);
    for (let isMore = true; isMore; ) {
      const { rows } = await client.query<ReadDeparture>(`FETCH ${PAGE} FROM departures`);
      await take(rows);
      isMore = rows.length === PAGE;
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
