import type { Queryable } from '../store/database.js';
import { failingSince, lastPoll } from '../store/polls.js';
import { type DayFacts, type DayStatus, dayStatus } from './day-status.js';

/** Looks up how the polls of a day went and decides what its page says. */
export async function readDayStatus(
  database: Queryable,
  source: string,
  day: Pick<DayFacts, 'date' | 'today' | 'papers'>,
): Promise<DayStatus> {
  return dayStatus({
    ...day,
    lastPoll: await lastPoll(database, source, day.date),
    failingSince: await failingSince(database, source),
  });
}
