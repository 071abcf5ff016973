import type { CalendarDate } from '../model/calendar-date.js';
import { pollTimes } from '../store/papers/due-work.js';
import { type DuePoll, duePolls, livingListDates } from './due-polls.js';
import { type PollContext, type PollResult, pollList } from './poll.js';

export interface PollDueContext extends PollContext {
  readonly config: { readonly pollMinutes: number };
}

/** The lists whose time has come, by what the tables say. */
export function dueLists(context: PollDueContext): Promise<DuePoll[]> {
  return dueAmong(context, livingListDates(context.clock()));
}

/** Asks the sources whose time has come for a list, and no other. */
export async function pollDue(
  context: PollDueContext,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<PollResult[]> {
  const [due] = await dueAmong(context, [date]);
  if (due === undefined) return [];
  const sources = context.sources.filter(({ name }) => due.sources.includes(name));
  return pollList({ ...context, sources }, date, signal);
}

async function dueAmong(
  { database, sources, clock, config }: PollDueContext,
  dates: readonly CalendarDate[],
): Promise<DuePoll[]> {
  const names = sources.map(({ name }) => name);
  return duePolls(await pollTimes(database, names, dates), clock(), config.pollMinutes);
}
