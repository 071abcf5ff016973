import type { Queryable } from '../database.js';

/** Of whom something was tried, and where from; both as keyed hashes. */
export interface LoginAttempt {
  readonly accountHash: Buffer;
  readonly clientHash: Buffer;
}

/** What was tried and has not succeeded since a moment. */
export interface FailureCounts {
  readonly ofClient: number;
  readonly oldestOfClient: Date | null;
  readonly ofAccount: number;
  /** Of this account by this client. */
  readonly ofBoth: number;
  readonly newestOfBoth: Date | null;
}

/**
 * Lets attempts of a client, or of an account, be counted one after the other until the transaction ends, over all
 * processes. Who needs both takes the client's first.
 */
export async function lockAttempts(database: Queryable, hash: Buffer): Promise<void> {
  await database.query(`SELECT pg_advisory_xact_lock(hashtextextended('login ' || encode($1, 'hex'), 0))`, [
    hash,
  ]);
}

export async function countFailures(
  database: Queryable,
  { accountHash, clientHash }: LoginAttempt,
  since: Date,
): Promise<FailureCounts> {
  const { rows } = await database.query<{
    of_client: number;
    oldest_of_client: Date | null;
    of_account: number;
    of_both: number;
    newest_of_both: Date | null;
  }>(
    `SELECT count(*) FILTER (WHERE client_hash = $2)::int AS of_client,
            min(at) FILTER (WHERE client_hash = $2) AS oldest_of_client,
            count(*) FILTER (WHERE account_hash = $1)::int AS of_account,
            count(*) FILTER (WHERE account_hash = $1 AND client_hash = $2)::int AS of_both,
            max(at) FILTER (WHERE account_hash = $1 AND client_hash = $2) AS newest_of_both
       FROM login_failures
      WHERE (account_hash = $1 OR client_hash = $2) AND at > $3`,
    [accountHash, clientHash, since],
  );
  const [row] = rows;
  return {
    ofClient: row?.of_client ?? 0,
    oldestOfClient: row?.oldest_of_client ?? null,
    ofAccount: row?.of_account ?? 0,
    ofBoth: row?.of_both ?? 0,
    newestOfBoth: row?.newest_of_both ?? null,
  };
}

export async function insertFailure(database: Queryable, attempt: LoginAttempt, at: Date): Promise<void> {
  await database.query('INSERT INTO login_failures (account_hash, client_hash, at) VALUES ($1, $2, $3)', [
    attempt.accountHash,
    attempt.clientHash,
    at,
  ]);
}

/** After a success: what this client got wrong of this account before counts no more. */
export async function forgetFailures(
  database: Queryable,
  { accountHash, clientHash }: LoginAttempt,
): Promise<void> {
  await database.query('DELETE FROM login_failures WHERE account_hash = $1 AND client_hash = $2', [
    accountHash,
    clientHash,
  ]);
}

/** Takes one attempt back that was not looked at. */
export async function forgetNewestFailure(
  database: Queryable,
  { accountHash, clientHash }: LoginAttempt,
): Promise<void> {
  await database.query(
    `DELETE FROM login_failures WHERE ctid = (
       SELECT ctid FROM login_failures WHERE account_hash = $1 AND client_hash = $2
        ORDER BY at DESC LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    [accountHash, clientHash],
  );
}
