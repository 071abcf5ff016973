import { DAY_MS } from '../durations.js';
import type { Queryable } from '../store/database.js';
import { forgetSignIns } from '../store/operators/sign-ins.js';
import { FAILURES_COUNT_MS } from './attempts.js';
import { IDLE_MS, LONGEST_MS } from './sessions.js';

/** Who made a link and when it was used can be looked up for a while. */
const KEEP_LINKS_MS = 30 * DAY_MS;

/** Deletes what was signed in with and is over. */
export function forgetOldSignIns(database: Queryable, now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return forgetSignIns(database, {
    seenBefore: before(IDLE_MS),
    begunBefore: before(LONGEST_MS),
    failedBefore: before(FAILURES_COUNT_MS),
    expiredBefore: before(KEEP_LINKS_MS),
  });
}
