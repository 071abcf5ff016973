import type { Queryable } from './database.js';
import { isUncertain } from './deliveries/uncertain.js';

/** How many of each name there are. */
export type Counts = Readonly<Record<string, number>>;

/** What the rows say of mailing at this moment; no person is in it. */
export interface MonitoredState {
  /** Deliveries by what they wait for: `open`, `deferred`, `uncertain`; and `notices` that are open. */
  readonly waiting: Counts;
  /** Events that nobody has sent on yet: `spreading`, and what waits for `endpoints` that are active and for `operators`. */
  readonly outbox: Counts;
  readonly leasedSlices: number;
  readonly pausedDigests: number;
  /** Open alarms by level. */
  readonly alarms: Counts;
  /** What came back within a day, by class. */
  readonly feedback: Counts;
  /** When the newest digest of each kind was frozen and released, in seconds since 1970. */
  readonly frozenAt: Counts;
  readonly releasedAt: Counts;
  readonly mailHeld: boolean;
}

/** Each count stands on an index of what is open, and none on all that ever was. */
const STATE = `
SELECT jsonb_build_object(
         'open', (SELECT count(*) FROM slices s JOIN deliveries d ON d.slice_id = s.id
                   WHERE s.settled_at IS NULL AND d.state IN ('pending', 'sending')),
         'deferred', (SELECT count(*) FROM deliveries WHERE next_attempt_at IS NOT NULL),
         'uncertain', (SELECT count(*) FROM deliveries d WHERE ${isUncertain('d')}),
         'notices', (SELECT count(*) FROM notices WHERE state IN ('pending', 'sending'))) AS waiting,
       jsonb_build_object(
         'spreading', (SELECT count(*) FROM outbox WHERE spread_at IS NULL),
         'endpoints', (SELECT count(*) FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
                        WHERE d.state IN ('pending', 'sending') AND e.state = 'active'),
         'operators', (SELECT count(*) FROM operator_alerts a JOIN operators o ON o.id = a.operator_id
                        WHERE a.mail_id IS NULL AND o.disabled_at IS NULL)
                      + (SELECT count(*) FROM alert_mails WHERE state IN ('pending', 'sending'))) AS outbox,
       (SELECT count(*)::int FROM slices WHERE lease_until > clock_timestamp()) AS leased,
       (SELECT count(*)::int FROM digests WHERE paused_at IS NOT NULL AND cancelled_at IS NULL) AS paused,
       (SELECT coalesce(jsonb_object_agg(level, number), '{}')
          FROM (SELECT level, count(*) AS number FROM sending_alarms WHERE answered_at IS NULL GROUP BY level) a) AS alarms,
       (SELECT coalesce(jsonb_object_agg(class, number), '{}')
          FROM (SELECT class, count(*) AS number FROM feedback
                 WHERE received_at > clock_timestamp() - interval '1 day' GROUP BY class) f) AS feedback,
       (SELECT coalesce(jsonb_object_agg(kind, at), '{}')
          FROM (SELECT kind, extract(epoch FROM max(frozen_at)) AS at FROM digests GROUP BY kind) d) AS frozen,
       (SELECT coalesce(jsonb_object_agg(kind, at), '{}')
          FROM (SELECT kind, extract(epoch FROM max(released_at)) AS at FROM digests
                 WHERE released_at IS NOT NULL GROUP BY kind) d) AS released,
       EXISTS (SELECT FROM restores WHERE resumed_at IS NULL) AS held`;

export async function monitoredState(database: Queryable): Promise<MonitoredState> {
  const { rows } = await database.query<{
    waiting: Counts;
    outbox: Counts;
    leased: number;
    paused: number;
    alarms: Counts;
    feedback: Counts;
    frozen: Counts;
    released: Counts;
    held: boolean;
  }>(STATE);
  const [row] = rows;
  if (row === undefined) throw new Error('the database says nothing of its state');
  const { waiting, outbox, alarms, feedback } = row;
  return {
    waiting,
    outbox,
    alarms,
    feedback,
    leasedSlices: row.leased,
    pausedDigests: row.paused,
    frozenAt: row.frozen,
    releasedAt: row.released,
    mailHeld: row.held,
  };
}

/** Subscribers by state: reads all of them, so it is not for every scrape. */
export async function countReaders(database: Queryable): Promise<Counts> {
  const { rows } = await database.query<{ readers: Counts }>(
    `SELECT coalesce(jsonb_object_agg(state, number), '{}') AS readers
       FROM (SELECT state, count(*) AS number FROM subscribers GROUP BY state) s`,
  );
  return rows[0]?.readers ?? {};
}
