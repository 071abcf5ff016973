import { createBoundedMap } from '../../bounded-map.js';
import { MINUTE_MS, SECOND_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';

/** A person mistypes a few; a program that guesses is held to some 1,400 a day for each client. */
const MOST = 10;
const WINDOW_MS = 10 * MINUTE_MS;
const MOST_CLIENTS = 10_000;

/** Wrong keys of operators by client. Who brought too many is not told whether the next one is right. */
export interface WrongKeys {
  /** @throws BroadsheetError RATE_LIMITED */
  refuseGuessing(client: string): void;
  /** @returns whether it was one too many: from now on the client has to wait */
  count(client: string): boolean;
}

/** @param now in milliseconds, from whenever */
export function openWrongKeys(now: () => number): WrongKeys {
  const clients = createBoundedMap<string, { wrong: number; readonly until: number }>(MOST_CLIENTS);
  const current = (client: string) => {
    const found = clients.get(client);
    return found !== undefined && found.until > now() ? found : null;
  };
  return {
    refuseGuessing: (client) => {
      const found = current(client);
      if (found === null || found.wrong < MOST) return;
      const retryAfterSeconds = Math.ceil((found.until - now()) / SECOND_MS);
      const message = 'Too many wrong keys came from there; wait ten minutes, then try the right one.';
      throw new BroadsheetError('RATE_LIMITED', message, { details: { retryAfterSeconds } });
    },
    count: (client) => {
      const found = current(client);
      if (found === null) clients.set(client, { wrong: 1, until: now() + WINDOW_MS });
      else found.wrong += 1;
      return found?.wrong === MOST;
    },
  };
}
