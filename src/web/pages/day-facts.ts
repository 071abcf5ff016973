import { type DayStatus, dayStatus, decidingStatus } from '../../digests/day-status.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { ObservedPaper } from '../../model/paper.js';
import { listsNothing, nameOf, type SourceSettings } from '../../sources/source-settings.js';
import type { Database } from '../../store/database.js';
import { papersListedOn } from '../../store/papers.js';
import { failingSince, lastPoll } from '../../store/polls.js';
import type { DayPlace } from './day-sentences.js';
import { sourceWords } from './source-words.js';

export interface Day {
  readonly date: CalendarDate;
  readonly place: DayPlace;
  readonly papers: readonly ObservedPaper[];
  /** What stands for the day as a whole. */
  readonly status: DayStatus;
  /** The same for each source that does not answer, with its words in a sentence. */
  readonly down: readonly { readonly who: string; readonly status: DayStatus }[];
}

/** What is known of a day's list at `now`, from the sources that are configured. */
export async function readDay(
  database: Database,
  configured: readonly SourceSettings[],
  { date, now }: { readonly date: CalendarDate; readonly now: Date },
): Promise<Day> {
  const today = dateIn('UTC', now);
  const papers = await papersListedOn(database, date);
  const names = configured.filter((source) => !listsNothing(source)).map(nameOf);
  const statuses = await Promise.all(
    names.map(async (name) => {
      const [poll, failing] = await Promise.all([
        lastPoll(database, name, date),
        failingSince(database, name),
      ]);
      return dayStatus({ date, today, papers: papers.length, lastPoll: poll, failingSince: failing });
    }),
  );
  const down = statuses
    .map((status, index) => ({ who: sourceWords(names[index] ?? '', names.length), status }))
    .filter(({ status }) => isDown(status));
  const place = date === today ? 'today' : date < today ? 'past' : 'future';
  return { date, place, papers, status: decidingStatus(statuses), down };
}

function isDown(status: DayStatus): boolean {
  return status.kind === 'source-down' || (status.kind === 'papers' && status.sourceDownSince !== null);
}
