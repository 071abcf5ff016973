import { type DayStatus, dayStatus, decidingStatus } from '../../digests/day-status.js';
import { MINUTE_MS } from '../../durations.js';
import { addDays, type CalendarDate, dateIn, daysBetween } from '../../model/calendar-date.js';
import type { ObservedPaper } from '../../model/paper.js';
import { lifeStage } from '../../sources/polling-life.js';
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
  readonly down: readonly {
    readonly source: string;
    readonly status: DayStatus;
    /** When it is asked again; null where that is only a matter of minutes. */
    readonly againAt: Date | null;
  }[];
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
    return {
      source: one.source,
      status,
      health,
      againAt: nextTry(one.source, polls[index] ?? null, day, now),
    };
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

/** A list is asked for again so long after it failed as its age says; what is due by now is a matter of minutes. */
function nextTry(
  source: string,
  failed: { readonly finishedAt: Date } | null,
  { date, today }: { readonly date: CalendarDate; readonly today: CalendarDate },
  now: Date,
): Date | null {
  const stage = lifeStage(source, daysBetween(date, today));
  if (failed === null || stage === null) return null;
  const again = new Date(failed.finishedAt.getTime() + stage.retryMinutes * MINUTE_MS);
  return again > now ? again : null;
}

function isDown(status: DayStatus): boolean {
  return status.kind === 'source-down' || (status.kind === 'papers' && status.sourceDownSince !== null);
}
