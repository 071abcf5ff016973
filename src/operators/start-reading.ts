import type { Actor } from '../model/actor.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { Acting } from './acting.js';
import { startStage } from './start-stage.js';

/** What reading lists in a worker needs. */
export interface Reading extends Acting {
  readonly queues: { poll(dates?: readonly CalendarDate[]): Promise<void> };
}

/**
 * Has a worker read the lists of these days from every source; none: every list whose time has come.
 * @throws BroadsheetError FORBIDDEN, QUEUE_UNREACHABLE
 */
export function startReading(reading: Reading, actor: Actor, dates: readonly CalendarDate[]): Promise<void> {
  return startStage(reading, actor, { kind: 'read-lists', dates }, () =>
    dates.length === 0 ? reading.queues.poll() : reading.queues.poll(dates),
  );
}
