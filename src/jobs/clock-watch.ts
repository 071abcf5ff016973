import { SECOND_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import { CLOCK_MAY_BE_OFF_MS, type DatabaseClock } from '../store/database-clock.js';

export interface ClockWatch {
  /** Whether this machine's clock is so far from the database's that it does no scheduled work. */
  isOff(): boolean;
  /** Compares them now; the answer is that of {@link isOff}. */
  look(): Promise<boolean>;
  /** Calls `listener` at once where the clock is off, and each time that this changes. */
  onTurn(listener: (isOff: boolean) => void): void;
  close(): void;
}

interface ClockLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

const LOOK_EVERY_MS = 15 * SECOND_MS;

/** Compares this machine's clock with the database's over and over, and says when it goes wrong or comes right. */
export function watchClock(clock: DatabaseClock, log: ClockLog, everyMs: number = LOOK_EVERY_MS): ClockWatch {
  const listeners: ((isOff: boolean) => void)[] = [];
  let isOff = false;
  const judge = (): boolean => {
    const ahead = clock.aheadMs();
    const wasOff = isOff;
    isOff = Math.abs(ahead) > CLOCK_MAY_BE_OFF_MS;
    if (isOff !== wasOff) {
      const fields = { secondsAhead: Math.round(ahead / SECOND_MS) };
      if (isOff) log.error(fields, 'clock-off');
      else log.info(fields, 'clock-right');
      for (const listener of listeners) listener(isOff);
    }
    return isOff;
  };
  const look = async (): Promise<boolean> => {
    await clock.compare();
    return judge();
  };
  const timer = setInterval(() => {
    // While the database is away nothing is decided by it either.
    look().catch((error) => log.warn({ error: errorFacts(error) }, 'clock-uncompared'));
  }, everyMs);
  judge();
  return {
    isOff: () => isOff,
    look,
    onTurn: (listener) => {
      listeners.push(listener);
      if (isOff) listener(true);
    },
    close: () => clearInterval(timer),
  };
}
