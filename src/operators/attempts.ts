import { createHmac } from 'node:crypto';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import { inTransaction } from '../store/database.js';
import {
  countFailures,
  type FailureCounts,
  forgetNewestFailure,
  insertFailure,
  type LoginAttempt,
  lockAttempts,
} from '../store/operators/login-failures.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';

/** For how long a failure counts. */
export const FAILURES_COUNT_MS = HOUR_MS;

/** A person mistypes; from the fifth time of one account on, the same client waits. */
const FREE_OF_BOTH = 4;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
const MOST_OF_CLIENT = 30;
/** Codes have six digits. Who has the password and many clients gets no further, and a passkey or a recovery code still does. */
const MOST_CODES_OF_ACCOUNT = 20;

/** What is tried. */
export type Attempted =
  | { readonly by: 'password'; readonly addressKey: string }
  | { readonly by: 'code' | 'recovery-code' | 'password-again'; readonly operatorId: number }
  | { readonly by: 'passkey' | 'oidc' };

/**
 * Counts an attempt as failed before it is looked at, so that many at once are no more than that; whoever succeeds takes
 * it back by `forgetFailures`.
 * @throws BroadsheetError LOGIN_SLOWED with `waitSeconds` in its details
 */
export async function claimAttempt(
  { database, clock, operatorKey }: OperatorsContext,
  { clientHash }: ClientFacts,
  attempted: Attempted,
): Promise<LoginAttempt> {
  const attempt = { accountHash: accountHash(operatorKey, attempted), clientHash };
  const now = clock();
  await inTransaction(database, async (client) => {
    await lockAttempts(client, clientHash);
    // The bound of codes is over all clients, so those of one account are counted one after the other as well.
    if (attempted.by === 'code') await lockAttempts(client, attempt.accountHash);
    const counts = await countFailures(client, attempt, new Date(now.getTime() - FAILURES_COUNT_MS));
    const waitSeconds = waitBefore(counts, attempted.by, now);
    if (waitSeconds > 0) throw slowed(waitSeconds);
    await insertFailure(client, attempt, now);
  });
  return attempt;
}

/** Nothing was tried then. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set(['OVERLOADED', 'PROVIDER_UNREACHABLE']);

/**
 * Compares what was shown. Where it is not looked at, because there is no time or the provider is away, nothing was
 * tried: whoever floods the form would make everybody else's attempts failures.
 * @throws BroadsheetError OVERLOADED, PROVIDER_UNREACHABLE, and what `compare` throws
 */
export async function unlessUnseen<T>(
  { database }: OperatorsContext,
  attempt: LoginAttempt,
  compare: () => Promise<T>,
): Promise<T> {
  try {
    return await compare();
  } catch (error) {
    if (error instanceof BroadsheetError && NOT_LOOKED_AT.has(error.code))
      await forgetNewestFailure(database, attempt);
    throw error;
  }
}

/**
 * How long the next attempt has to wait.
 * @param counts of the last hour
 * @returns seconds; 0 where it may be made
 */
export function waitBefore(counts: FailureCounts, by: Attempted['by'], now: Date): number {
  const { ofClient, oldestOfClient, ofAccount, ofBoth, newestOfBoth } = counts;
  const until: number[] = [];
  if (ofClient >= MOST_OF_CLIENT && oldestOfClient !== null) {
    until.push(oldestOfClient.getTime() + FAILURES_COUNT_MS);
  }
  if (by === 'code' && ofAccount >= MOST_CODES_OF_ACCOUNT) until.push(now.getTime() + LONGEST_WAIT_MS);
  if (ofBoth > FREE_OF_BOTH && newestOfBoth !== null) {
    const wait = Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** (ofBoth - FREE_OF_BOTH - 1));
    until.push(newestOfBoth.getTime() + wait);
  }
  return Math.max(0, Math.ceil((Math.max(0, ...until) - now.getTime()) / SECOND_MS));
}

/** Addresses and ids are not to be read back from the rows, and no two kinds of attempts share a count. */
function accountHash(operatorKey: Buffer, attempted: Attempted): Buffer {
  const whose =
    attempted.by === 'password'
      ? attempted.addressKey
      : 'operatorId' in attempted
        ? attempted.operatorId
        : '';
  return createHmac('sha256', operatorKey).update(`attempts ${attempted.by} ${whose}`).digest();
}

function slowed(waitSeconds: number): BroadsheetError {
  const minutes = Math.ceil(waitSeconds / 60);
  const message = `Several attempts to sign in failed. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again.`;
  return new BroadsheetError('LOGIN_SLOWED', message, { details: { waitSeconds } });
}
