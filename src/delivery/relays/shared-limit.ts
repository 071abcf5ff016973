import { chunkOf, giveBack, type RateLimit, reserve } from '../../model/rate-window.js';
import type { Database } from '../../store/database.js';
import { changeTaken } from '../../store/deliveries/send-limits.js';
import type { DeliveryLog } from '../delivery-log.js';
import { createTokenPool, type Grant, type TokenPool } from './token-pool.js';

export interface SharedLimit {
  /** What the workers have in common: `relay/main`, `domain/example.org`. */
  readonly scope: string;
  /** Asked anew each time: a warm-up grows. At least one. */
  readonly limits: () => readonly RateLimit[];
}

/** Opens this worker's share of limits that are kept in PostgreSQL for all workers together. */
export function openSharedLimit(
  database: Database,
  log: DeliveryLog,
  { scope, limits }: SharedLimit,
): TokenPool {
  const ask = (wanted: number): Promise<Grant> => {
    const current = limits();
    return changeTaken(database, scope, (taken, now) => {
      const { granted, taken: next, retryAt } = reserve(taken, current, now, wanted);
      const back = (count: number): Promise<void> =>
        changeTaken(database, scope, (held) => ({
          taken: giveBack(held, current, now, count),
          result: undefined,
        }));
      return { taken: next, result: { granted, retryInMs: retryAt - now, giveBack: back } };
    });
  };
  return createTokenPool({ ask, chunk: () => chunkOf(limits()), log });
}
