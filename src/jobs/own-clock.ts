import { SECOND_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import { settlesWithin } from '../time-bound.js';

const LOOK_EVERY_MS = 15 * SECOND_MS;
const CLOSE_WITHIN_MS = 10 * SECOND_MS;

export interface OwnClockOptions {
  /** How often a sweep began, by whichever process. */
  readonly countSweeps: () => Promise<number>;
  readonly sweep: () => Promise<void>;
  readonly log: { warn(fields: object, event: string): void };
  readonly everyMs?: number;
}

/**
 * Sweeps where nobody did since the last look: the queue that calls for sweeps may be full, emptied or away, and what
 * is due is in the tables all the same.
 * @returns ends it, after the sweep that is under way
 */
export function sweepByOwnClock({
  countSweeps,
  sweep,
  log,
  everyMs = LOOK_EVERY_MS,
}: OwnClockOptions): () => Promise<void> {
  let counted: number | null = null;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const count = await countSweeps();
    const nobodyDid = count === counted;
    counted = count;
    if (nobodyDid) await sweep();
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error: errorFacts(error) }, 'sweep-missed'))
      .finally(() => {
        looking = null;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    if (looking !== null) await settlesWithin(looking, CLOSE_WITHIN_MS);
  };
}
