import { type DayStatus, dayStatus, decidingStatus } from '../../digests/day-status.js';
import { addDays, type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { ObservedPaper } from '../../model/paper.js';
import { healthOfSource } from '../../sources/source-health.js';
import { listingNames, type SourceSettings } from '../../sources/source-settings.js';
import type { Database } from '../../store/database.js';
import { papersListedOn } from '../../store/papers/papers.js';
import { lastPoll, sourceFacts } from '../../store/papers/polls.js';
import type { DayPlace } from './day-sentences.js';

export interface Day {
  readonly date: CalendarDate;
  readonly place: DayPlace;
  readonly papers: readonly ObservedPaper[];
  /** What stands for the day as a whole. */
  readonly status: DayStatus;
  /** How many sources are configured. */
  readonly sources: number;
  /** The same for each source that does not answer. */
  readonly down: readonly { readonly source: string; readonly status: DayStatus }[];
  /** Sources that nobody has asked for a while, although the list may have grown. */
  readonly stale: readonly { readonly source: string; readonly lastRead: Date }[];
}

export interface DayQuestion {
  readonly sources: readonly SourceSettings[];
  readonly pollMinutes: number;
  readonly date: CalendarDate;
  readonly now: Date;
}

/** What is known of a day's list at `now`, from the sources that are configured. */
export async function readDay(database: Database, question: DayQuestion): Promise<Day> {
  const { date, now, pollMinutes } = question;
  const today = dateIn('UTC', now);
  const names = listingNames(question.sources);
  const [papers, facts, polls] = await Promise.all([
    papersListedOn(database, date),
    sourceFacts(database, names),
    Promise.all(names.map((name) => lastPoll(database, name, date))),
  ]);
  const sources = facts.map((one, index) => {
    const health = healthOfSource(one, now, pollMinutes);
    const day = { date, today, papers: papers.length, lastPoll: polls[index] ?? null };
    const status = dayStatus({ ...day, failingSince: health.failingSince });
    return { source: one.source, status, health };
  });
  const mayGrow = date >= addDays(today, -1) && date <= today;
  return {
    date,
    place: date === today ? 'today' : date < today ? 'past' : 'future',
    papers,
    sources: names.length,
    status: decidingStatus(sources.map(({ status }) => status)),
    down: sources.filter(({ status }) => isDown(status)),
    stale: sources.flatMap(({ source, health: { state, lastSuccess } }) =>
      mayGrow && state === 'stale' && lastSuccess !== null ? [{ source, lastRead: lastSuccess }] : [],
    ),
  };
}

function isDown(status: DayStatus): boolean {
  return status.kind === 'source-down' || (status.kind === 'papers' && status.sourceDownSince !== null);
}
