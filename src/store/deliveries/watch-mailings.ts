import type { Queryable } from '../database.js';
import { digestNameSql } from '../digest-name.js';
import { tellSql } from '../outbox.js';
import { MAIL_IS_HELD } from '../restores.js';

/** Digests that were released so long ago are not looked at any more. */
const WATCHED_FOR = `interval '5 days'`;
/** Whoever is due within so long after the release gets this digest, who is due later the next one. */
const A_DAY = `interval '23 hours'`;
/** For so long nothing was sent, though something waits: it does not get on. */
const TOO_LONG = `interval '30 minutes'`;
const LOOKED_AT_EVERY = `interval '10 minutes'`;

const WATCHED = `g.kind IN ('daily', 'weekly', 'monthly') AND g.completed_at IS NULL AND g.cancelled_at IS NULL
  AND g.released_at > $1::timestamptz - ${WATCHED_FOR}`;

/**
 * Notes which digests everybody has whose time came, or of whom it is known why not, and tells of them with how many
 * there were. What waits is asked of the slices, which are few; the readers are counted once.
 */
export async function noteCompleted(database: Queryable, now: Date): Promise<void> {
  await database.query(
    `WITH completed AS (
       UPDATE digests g SET completed_at = $1, stuck_at = NULL
        WHERE ${WATCHED} AND g.fanned_out_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM slices WHERE digest_id = g.id AND settled_at IS NULL)
          AND NOT EXISTS (SELECT FROM deliveries WHERE digest_id = g.id AND next_attempt_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM reader_times
                           WHERE is_active AND frequency = g.kind AND next_due_at < g.released_at + ${A_DAY})
       RETURNING g.*
     ), counts AS (
       SELECT g.id, count(*) FILTER (WHERE d.state = 'sent') AS sent, count(*) FILTER (WHERE d.state = 'failed') AS failed,
              count(*) FILTER (WHERE d.state = 'uncertain') AS uncertain, count(*) FILTER (WHERE d.state = 'skipped') AS skipped
         FROM completed g LEFT JOIN deliveries d ON d.digest_id = g.id GROUP BY g.id
     )
     ${tellSql({
       type: 'digest.completed',
       at: '$1',
       data: `'digest', ${digestNameSql('completed')}, 'sent', counts.sent, 'failed', counts.failed,
              'uncertain', counts.uncertain, 'skipped', counts.skipped`,
       from: 'completed JOIN counts USING (id)',
     })}`,
    [now],
  );
}

/** Notes which mailings do not get on, and which do again; tells of the former once. Those that stand still are not meant. */
export async function noteStuck(database: Queryable, now: Date): Promise<void> {
  await database.query(
    `WITH looked_at AS (
       SELECT g.id, g.stuck_at, waiting.number,
              waiting.number > 0 AND NOT EXISTS (SELECT FROM deliveries
                WHERE digest_id = g.id AND settled_at > $1::timestamptz - ${TOO_LONG}) AS is_stuck
         FROM digests g
        CROSS JOIN LATERAL (
              SELECT count(*) AS number FROM slices s JOIN deliveries d ON d.slice_id = s.id
               WHERE s.digest_id = g.id AND s.settled_at IS NULL AND d.state IN ('pending', 'sending')
                 AND d.created_at <= $1::timestamptz - ${TOO_LONG}) AS waiting
        WHERE ${WATCHED} AND g.paused_at IS NULL AND NOT ${MAIL_IS_HELD}
          AND (g.resumed_at IS NULL OR g.resumed_at <= $1::timestamptz - ${TOO_LONG})
          AND (g.watched_at IS NULL OR g.watched_at <= $1::timestamptz - ${LOOKED_AT_EVERY})
          AND EXISTS (SELECT FROM slices WHERE digest_id = g.id AND settled_at IS NULL)
     ), noted AS (
       UPDATE digests g
          SET watched_at = $1, stuck_at = CASE WHEN l.is_stuck THEN coalesce(g.stuck_at, $1) END
         FROM looked_at l WHERE g.id = l.id
       RETURNING g.*, l.number, l.is_stuck AND l.stuck_at IS NULL AS is_new
     )
     ${tellSql({
       type: 'digest.stuck',
       at: '$1',
       data: `'digest', ${digestNameSql('noted')}, 'reason', 'no-progress', 'waiting', noted.number`,
       from: 'noted WHERE noted.is_new',
     })}`,
    [now],
  );
}

/** As long as nobody approves what is due, they are told again. */
const TOLD_AGAIN_AFTER = `interval '1 hour'`;

/** Notes which of these digests nobody approved though it is time, and tells of each, every hour. */
export async function noteUnapproved(database: Queryable, ids: readonly number[], now: Date): Promise<void> {
  await database.query(
    `WITH noted AS (
       UPDATE digests SET stuck_at = $2
        WHERE id = ANY ($1::bigint[]) AND approved_at IS NULL AND released_at IS NULL AND cancelled_at IS NULL
          AND (stuck_at IS NULL OR stuck_at <= $2::timestamptz - ${TOLD_AGAIN_AFTER})
       RETURNING *
     )
     ${tellSql({
       type: 'digest.stuck',
       at: '$2',
       data: `'digest', ${digestNameSql('noted')}, 'reason', 'not-approved', 'waiting', NULL`,
       from: 'noted',
     })}`,
    [ids, now],
  );
}
