import type { Queryable } from './database.js';

/** A request that may be sent again, by hashes of whose key it is and of what it asks for. */
export interface RepeatableRequest {
  readonly keyHash: Buffer;
  readonly fingerprint: Buffer;
}

/** What is known of a request with the same key. */
export interface BegunRequest {
  readonly fingerprint: Buffer;
  /** Null while it is carried out, or where its process died meanwhile. */
  readonly status: number | null;
  /** Encrypted. */
  readonly reply: Buffer | null;
}

/**
 * Notes that a request begins. Of several with one key one begins.
 * @param since older ones are forgotten
 * @returns null where it begins; else the one that has begun before
 */
export async function beginRequest(
  database: Queryable,
  { keyHash, fingerprint }: RepeatableRequest,
  { now, since }: { readonly now: Date; readonly since: Date },
): Promise<BegunRequest | null> {
  const { rowCount } = await database.query(
    `INSERT INTO idempotent_replies AS known (key_hash, fingerprint, begun_at) VALUES ($1, $2, $3)
     ON CONFLICT (key_hash) DO UPDATE SET fingerprint = $2, begun_at = $3, status = NULL, reply = NULL
      WHERE known.begun_at < $4`,
    [keyHash, fingerprint, now, since],
  );
  if (rowCount === 1) return null;
  const { rows } = await database.query<BegunRequest & Record<string, unknown>>(
    'SELECT fingerprint, status, reply FROM idempotent_replies WHERE key_hash = $1',
    [keyHash],
  );
  // It may have ended without a reply that is kept in between; whoever asks again begins.
  return rows[0] ?? { fingerprint, status: null, reply: null };
}

/** Keeps what a request was answered. */
export async function keepReply(
  database: Queryable,
  keyHash: Buffer,
  { status, reply }: { readonly status: number; readonly reply: Buffer },
): Promise<void> {
  await database.query('UPDATE idempotent_replies SET status = $2, reply = $3 WHERE key_hash = $1', [
    ...[keyHash, status, reply],
  ]);
}

/** Forgets a request that changed nothing, so that it can be sent again. */
export async function forgetRequest(database: Queryable, keyHash: Buffer): Promise<void> {
  await database.query('DELETE FROM idempotent_replies WHERE key_hash = $1 AND status IS NULL', [keyHash]);
}

export async function dropOldReplies(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM idempotent_replies WHERE begun_at < $1', [before]);
}
