import { type Database, inTransaction, type Queryable } from './database.js';
import { END_ALL_LEASES } from './deliveries/lease.js';
import { uncertainToldSql } from './uncertain-told.js';

/**
 * Whether another server has taken over that nobody has looked at yet, as part of a statement that gives mail out: what
 * its rows do not say may have been mailed.
 */
export const SERVER_CHANGED = 'EXISTS (SELECT FROM server_timeline WHERE timeline <> current_timeline())';

/** Whether what was due at a moment may have been mailed by a server that is gone, as part of a statement. */
export function wasLost(moment: string): string {
  return `(${moment} > (SELECT lost_from FROM server_timeline)
           AND ${moment} <= (SELECT lost_until FROM server_timeline))`;
}

export interface Failover {
  /** How far the rows go that this server has, at least. */
  readonly seenAt: Date;
  /** Deliveries and notices that may have been mailed; none where the former server waited for its standby. */
  readonly uncertain: number;
}

interface FoundServer {
  readonly took_over: boolean;
  readonly seen_at: Date;
  readonly synchronous: boolean;
}

const SYNCHRONOUS = "current_setting('synchronous_standby_names') <> ''";

/** A sweep comes several times a minute; twice as long may lie between the last moment and the last row. */
const BETWEEN_SWEEPS = "interval '1 minute'";

/**
 * Notes which server this is. Where a standby took over that the former one did not wait for, what was due in the
 * minutes before becomes uncertain, and so does what is written later for a moment of these.
 * @returns null where it is the same server
 */
export function noteServer(database: Database): Promise<Failover | null> {
  return inTransaction(database, async (client) => {
    await client.query(
      `INSERT INTO server_timeline (identifier, timeline, seen_at, synchronous)
       VALUES (server_identifier(), current_timeline(), now(), ${SYNCHRONOUS}) ON CONFLICT DO NOTHING`,
    );
    const { rows } = await client.query<FoundServer>(
      `SELECT timeline <> current_timeline() AND identifier = server_identifier() AS took_over, seen_at, synchronous
         FROM server_timeline FOR UPDATE`,
    );
    const [former] = rows;
    const isLossy = former?.took_over === true && !former.synchronous;
    await client.query(
      `UPDATE server_timeline
          SET lost_from = CASE WHEN $1 THEN seen_at - ${BETWEEN_SWEEPS} ELSE lost_from END,
              lost_until = CASE WHEN $1 THEN clock_timestamp() ELSE lost_until END,
              identifier = server_identifier(), timeline = current_timeline(), seen_at = clock_timestamp(),
              synchronous = ${SYNCHRONOUS}`,
      [isLossy],
    );
    if (former?.took_over !== true) return null;
    return { seenAt: former.seen_at, uncertain: isLossy ? await settleLost(client) : 0 };
  });
}

/** What was on its way, or had come due. Of digests that stand still nothing was. */
async function settleLost(client: Queryable): Promise<number> {
  const onTheWay =
    "(%.state IN ('pending', 'sending') OR %.state = 'deferred' AND %.next_attempt_at <= now())";
  const settled = "state = 'uncertain', reason = 'failover', next_attempt_at = NULL, settled_at = now()";
  await client.query(END_ALL_LEASES);
  const deliveries = await client.query<{ count: number }>(
    `WITH settled AS (
       UPDATE deliveries d SET ${settled}
         FROM digests g
        WHERE g.id = d.digest_id AND g.paused_at IS NULL AND g.cancelled_at IS NULL AND ${onTheWay.replaceAll('%', 'd')}
       RETURNING d.digest_id, d.state
     ), told AS (${uncertainToldSql('settled', 'now()')})
     SELECT count(*) FROM settled`,
  );
  const notices = await client.query(
    `UPDATE notices n SET ${settled}, lease_until = NULL, recipient = NULL WHERE ${onTheWay.replaceAll('%', 'n')}`,
  );
  return (deliveries.rows[0]?.count ?? 0) + (notices.rowCount ?? 0);
}
