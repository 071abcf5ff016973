import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';

/** Each holds a connection, and writes rows as fast as it arrives. */
const MOST_AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 30;

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
  const taken = new Set<string>();
  return {
    within: async ({ kind, id, name }, read) => {
      const who = JSON.stringify([kind, id ?? name]);
      if (taken.has(who)) {
        const message = 'Another list of yours is still arriving; send this one when it is there.';
        throw refusal('RATE_LIMITED', message, 'one-at-once');
      }
      if (taken.size >= MOST_AT_ONCE) {
        const message = `${MOST_AT_ONCE} lists are arriving already; send this one in a minute.`;
        throw refusal('OVERLOADED', message, 'all-taken');
      }
      taken.add(who);
      try {
        return await read();
      } finally {
        taken.delete(who);
      }
    },
  };
}

function refusal(code: 'RATE_LIMITED' | 'OVERLOADED', message: string, reason: string): BroadsheetError {
  return new BroadsheetError(code, message, { details: { reason, retryAfterSeconds: RETRY_AFTER_SECONDS } });
}
