import type { EventType } from '../../model/events.js';
import type { PausedBy, SendingControl } from '../../model/sending-control.js';
import type { Queryable } from '../database.js';
import { digestNameSql } from '../digest-name.js';
import { tellSql } from '../outbox.js';
import { MAIL_IS_HELD } from '../restores.js';

/** How many rows one statement skips: more would hold their locks for too long. */
const ROWS_AT_ONCE = 10_000;

export interface Pause {
  readonly by: PausedBy;
  readonly reason: string | null;
  readonly now: Date;
}

/** So many addresses of a digest are dead that an operator is asked, once; resuming it is the answer. */
export const MANY_DEAD = 'dead-addresses';

/** Many were refused in the same words, which is a matter of the relay; resuming it lets the rest be of its readers. */
export const SAME_REFUSAL = 'same-refusal';

/** What is counted before it is known that the refusals are the same; the exact reason takes its place. */
const LESS_EXACT = ['failures', 'policy-rejections'];

/** A digest, and those that hold its papers among those of other days. */
const HELD = '(id = $1 OR gathers @> ARRAY[$1::bigint])';

/**
 * Pauses a digest, and those that gather it; every row keeps its state. The statement that marks rows as on the wire looks here, so
 * nothing is marked once this is committed.
 * @returns false where it was cancelled before, or paused for a reason that says as much
 */
export async function pauseDigest(database: Queryable, digestId: number, pause: Pause): Promise<boolean> {
  return changeAndTell(
    database,
    `UPDATE digests SET paused_at = $2, paused_by = $3, pause_reason = $4
      WHERE ${HELD} AND cancelled_at IS NULL
        AND (paused_at IS NULL OR $4::text = '${SAME_REFUSAL}' AND paused_by = 'breaker' AND pause_reason = ANY ($5::text[]))
        AND ($4::text IS DISTINCT FROM '${MANY_DEAD}' OR dead_accepted_at IS NULL)`,
    [digestId, pause.now, pause.by, pause.reason, LESS_EXACT],
    { type: 'digest.paused', at: '$2', data: "'by', changed.paused_by, 'reason', changed.pause_reason" },
  );
}

/** Lets a paused digest go on, and those that gather it. False where none is paused, or it was cancelled. */
export async function resumeDigest(database: Queryable, digestId: number): Promise<boolean> {
  return changeAndTell(
    database,
    `UPDATE digests
        SET dead_accepted_at = CASE WHEN pause_reason = '${MANY_DEAD}' THEN now() ELSE dead_accepted_at END,
            alike_accepted_at = CASE WHEN pause_reason = '${SAME_REFUSAL}' THEN now() ELSE alike_accepted_at END,
            resumed_at = now(), paused_at = NULL, paused_by = NULL, pause_reason = NULL
      WHERE ${HELD} AND paused_at IS NOT NULL AND cancelled_at IS NULL`,
    [digestId],
    { type: 'digest.resumed', at: 'now()' },
  );
}

/** Stops a digest and those that gather it for good; rows are skipped by {@link skipCancelled}. False where it was before. */
export async function cancelDigest(database: Queryable, digestId: number, now: Date): Promise<boolean> {
  return changeAndTell(
    database,
    `UPDATE digests SET cancelled_at = $2 WHERE ${HELD} AND cancelled_at IS NULL`,
    [digestId, now],
    { type: 'digest.cancelled', at: '$2' },
  );
}

interface ToldChange {
  readonly type: EventType;
  readonly at: string;
  readonly data?: string;
}

/**
 * Carries out an update of the digest `$1` and those that gather it, and tells of the digest that was meant.
 * @returns whether anything was changed
 */
async function changeAndTell(
  database: Queryable,
  update: string,
  values: readonly unknown[],
  { type, at, data }: ToldChange,
): Promise<boolean> {
  const { rows } = await database.query<{ changed: boolean }>(
    `WITH changed AS (${update} RETURNING *), told AS (
       ${tellSql({
         ...{ type, at, from: 'changed WHERE changed.id = $1' },
         data: `'digest', ${digestNameSql('changed')}${data === undefined ? '' : `, ${data}`}`,
       })}
     )
     SELECT EXISTS (SELECT FROM changed) AS changed`,
    values,
  );
  return rows[0]?.changed === true;
}

/**
 * Skips what waits in a cancelled digest, in steps that are each committed. Rows that another statement has
 * locked are passed over; the sweep finds them.
 * @returns how many rows were skipped
 */
export async function skipCancelled(database: Queryable, digestId: number, now: Date): Promise<number> {
  let skipped = 0;
  for (let after: number | null = 0; after !== null; ) {
    const { rows }: { rows: { last: number | null; count: number }[] } = await database.query(
      `WITH waiting AS (
         SELECT d.subscriber_id FROM deliveries d JOIN digests g ON g.id = d.digest_id
          WHERE d.digest_id = $1 AND d.subscriber_id > $2 AND d.state IN ('pending', 'deferred')
            AND g.cancelled_at IS NOT NULL
          ORDER BY d.subscriber_id LIMIT ${ROWS_AT_ONCE} FOR UPDATE OF d SKIP LOCKED
       ), skipped AS (
         UPDATE deliveries d
            SET state = 'skipped', reason = 'cancelled', next_attempt_at = NULL, settled_at = $3
           FROM waiting w WHERE d.digest_id = $1 AND d.subscriber_id = w.subscriber_id
         RETURNING d.subscriber_id
       )
       SELECT max(subscriber_id) AS last, count(*) AS count FROM skipped`,
      [digestId, after, now],
    );
    after = rows[0]?.last ?? null;
    skipped += rows[0]?.count ?? 0;
  }
  return skipped;
}

/** Of some digests, those that are paused or cancelled; all of them while mail is held. */
export async function haltedDigests(database: Queryable, digestIds: readonly number[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM digests
      WHERE id = ANY ($1::bigint[]) AND (paused_at IS NOT NULL OR cancelled_at IS NOT NULL OR ${MAIL_IS_HELD})`,
    [digestIds],
  );
  return rows.map(({ id }) => id);
}

/** Whether and why the sending of a digest stands still. */
export async function findSendingControl(
  database: Queryable,
  digestId: number,
): Promise<SendingControl | null> {
  const { rows } = await database.query<{
    paused_at: Date | null;
    paused_by: PausedBy | null;
    pause_reason: string | null;
    cancelled_at: Date | null;
  }>('SELECT paused_at, paused_by, pause_reason, cancelled_at FROM digests WHERE id = $1', [digestId]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    pausedAt: row.paused_at,
    pausedBy: row.paused_by,
    pauseReason: row.pause_reason,
    cancelledAt: row.cancelled_at,
  };
}
