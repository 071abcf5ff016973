import { type DayStatus, dayStatus } from '../../digests/day-status.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { ObservedPaper } from '../../model/paper.js';
import { SOURCE_NAME } from '../../sources/huggingface/parse-item.js';
import type { Database } from '../../store/database.js';
import { papersListedOn } from '../../store/papers.js';
import { failingSince, lastPoll } from '../../store/polls.js';
import type { DayPlace } from './day-sentences.js';

export interface Day {
  readonly date: CalendarDate;
  readonly place: DayPlace;
  readonly papers: readonly ObservedPaper[];
  readonly status: DayStatus;
}

/** What is known of a day's list at `now`. */
export async function readDay(database: Database, date: CalendarDate, now: Date): Promise<Day> {
  const today = dateIn('UTC', now);
  const [papers, poll, failing] = await Promise.all([
    papersListedOn(database, date),
    lastPoll(database, SOURCE_NAME, date),
    failingSince(database, SOURCE_NAME),
  ]);
  const facts = { date, today, papers: papers.length, lastPoll: poll, failingSince: failing };
  const place = date === today ? 'today' : date < today ? 'past' : 'future';
  return { date, place, papers, status: dayStatus(facts) };
}
