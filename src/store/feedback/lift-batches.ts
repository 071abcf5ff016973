import type { Queryable } from '../database.js';
import { tellSql } from '../outbox.js';
import { bounce, liftMany } from '../subscribers/transitions.js';

export interface LiftBatch {
  readonly id: number;
  readonly reason: string;
  readonly at: Date;
}

export async function insertLiftBatch(client: Queryable, batch: Omit<LiftBatch, 'id'>): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO lift_batches (reason, at) VALUES ($1, $2) RETURNING id',
    [batch.reason, batch.at],
  );
  return rows[0]?.id ?? 0;
}

/** Lets these subscribers be mailed again whose addresses were called dead, as part of a batch. */
export async function liftOfBatch(
  client: Queryable,
  ids: readonly number[],
  { id, reason, at }: LiftBatch,
): Promise<void> {
  await client.query(
    `WITH taken AS (
       DELETE FROM suppressions WHERE reason = 'bounced'
          AND address_hash IN (SELECT address_hash FROM subscribers WHERE id = ANY ($1::bigint[]))
       RETURNING address_hash, reason, created_at
     )
     INSERT INTO suppression_lifts (address_hash, former_reason, reason, at, batch_id, suppressed_at)
     SELECT address_hash, reason, $2, $3, $4, created_at FROM taken`,
    [ids, reason, at, id],
  );
  await liftMany(client, ids, at);
}

/** The newest batch after a moment that was not undone, or the one with an id; null where there is none. */
export async function findLiftBatch(
  client: Queryable,
  { id, after }: { readonly id: number | null; readonly after: Date },
): Promise<LiftBatch | null> {
  const { rows } = await client.query<LiftBatch & Record<string, unknown>>(
    `SELECT id, reason, at FROM lift_batches
      WHERE undone_at IS NULL AND at > $2 AND ($1::bigint IS NULL OR id = $1) ORDER BY id DESC LIMIT 1 FOR UPDATE`,
    [id, after],
  );
  return rows[0] ?? null;
}

/**
 * Puts the next suppressions of a batch back as they were, but for who has confirmed since, or who has been erased.
 * @returns how many were put back, and how many were looked at: none at the end
 */
export async function undoSome(
  client: Queryable,
  { id: batchId, at: liftedAt }: LiftBatch,
  limit: number,
  at: Date,
): Promise<{ readonly putBack: number; readonly seen: number }> {
  const { rows } = await client.query<{ id: number | null; suppressed_at: Date; has_confirmed: boolean }>(
    `WITH next AS (
       SELECT id FROM suppression_lifts WHERE batch_id = $1 AND undone_at IS NULL ORDER BY id LIMIT $2 FOR UPDATE
     ), undone AS (
       UPDATE suppression_lifts l SET undone_at = $3 FROM next WHERE l.id = next.id
       RETURNING l.address_hash, l.suppressed_at
     )
     SELECT s.id, undone.suppressed_at, coalesce(s.confirmed_at > $4, false) AS has_confirmed
       FROM undone LEFT JOIN subscribers s USING (address_hash)`,
    [batchId, limit, at, liftedAt],
  );
  const back = rows.flatMap(({ id, suppressed_at: since, has_confirmed: hasConfirmed }) =>
    id === null || hasConfirmed ? [] : { id, since },
  );
  await suppressAgain(client, back, at);
  await bounce(
    client,
    back.map(({ id }) => id),
    at,
  );
  return { putBack: back.length, seen: rows.length };
}

async function suppressAgain(
  client: Queryable,
  back: readonly { readonly id: number; readonly since: Date }[],
  at: Date,
): Promise<void> {
  await client.query(
    `WITH suppressed AS (
       INSERT INTO suppressions (address_hash, reason, created_at)
       SELECT s.address_hash, 'bounced', back.since
         FROM unnest($1::bigint[], $2::timestamptz[]) AS back (id, since) JOIN subscribers s USING (id) ORDER BY 1
       ON CONFLICT (address_hash) DO NOTHING
       RETURNING address_hash, reason
     )
     ${tellSql({
       type: 'subscriber.suppressed',
       at: '$3',
       data: "'subscriber', subscribers.id, 'reason', suppressed.reason",
       from: 'suppressed JOIN subscribers USING (address_hash)',
     })}`,
    [back.map(({ id }) => id), back.map(({ since }) => since), at],
  );
}

export async function markUndone(client: Queryable, id: number, at: Date): Promise<void> {
  await client.query('UPDATE lift_batches SET undone_at = $2 WHERE id = $1', [id, at]);
}
