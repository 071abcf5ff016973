import { DAY_MS } from '../durations.js';
import { linkLifetime } from '../signing/link-token.js';
import { type Database, inTransaction } from '../store/database.js';
import { lockSignupDecisions } from '../store/subscribers/signups.js';
import { deleteUnconfirmed } from '../store/subscribers/unconfirmed.js';

/** A transaction holds the lock of deciding on requests, so it is kept short. */
const BATCH = 2_000;
/** What one call deletes at most; the next one goes on. */
const MOST = 20_000;
/** A mail may have waited for a slow server before its link was of use. */
const SLACK_MS = DAY_MS;

/**
 * Forgets addresses that were entered and never confirmed, a day after the last link to confirm has expired.
 * Nothing of them stays: whoever enters the address again is asked again.
 * @returns how many were forgotten
 */
export async function forgetUnconfirmed(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - linkLifetime('confirm') - SLACK_MS);
  let forgotten = 0;
  while (forgotten < MOST) {
    const deleted = await inTransaction(database, async (client) => {
      await lockSignupDecisions(client);
      return deleteUnconfirmed(client, before, BATCH);
    });
    forgotten += deleted;
    if (deleted < BATCH) break;
  }
  return forgotten;
}
