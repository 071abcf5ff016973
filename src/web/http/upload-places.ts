import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import { settlesWithin } from '../../time-bound.js';

/** Each holds a connection, and writes rows as fast as it arrives. */
const MOST_AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 30;
/** A form that is sent twice by a hasty hand breaks its first file off, which ends in a moment. */
const ENDS_WITHIN_MS = 500;

/** Lists that arrive at the same time: one of each operator or key, and a few of all. */
export interface UploadPlaces {
  /**
   * Holds a place until `read` ends.
   * @throws BroadsheetError RATE_LIMITED or OVERLOADED with `reason`, and nothing is read
   */
  within<T>(actor: Pick<Actor, 'kind' | 'id' | 'name'>, read: () => Promise<T>): Promise<T>;
}

/** Those of this process. */
export function openUploadPlaces(): UploadPlaces {
  const taken = new Map<string, Promise<unknown>>();
  return {
    within: async ({ kind, id, name }, read) => {
      const who = JSON.stringify([kind, id ?? name]);
      const before = taken.get(who);
      if (before !== undefined) await settlesWithin(before, ENDS_WITHIN_MS);
      if (taken.has(who)) {
        const message = 'Another list of yours is still arriving; send this one when it is there.';
        throw refusal('RATE_LIMITED', message, 'one-at-once');
      }
      if (taken.size >= MOST_AT_ONCE) {
        const message = `${MOST_AT_ONCE} lists are arriving already; send this one in a minute.`;
        throw refusal('OVERLOADED', message, 'all-taken');
      }
      const reading = read().finally(() => taken.delete(who));
      taken.set(who, reading);
      return await reading;
    },
  };
}

function refusal(code: 'RATE_LIMITED' | 'OVERLOADED', message: string, reason: string): BroadsheetError {
  return new BroadsheetError(code, message, { details: { reason, retryAfterSeconds: RETRY_AFTER_SECONDS } });
}
