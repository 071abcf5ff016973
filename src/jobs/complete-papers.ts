import type { Logger } from 'pino';
import { DAY_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { PaperLookup } from '../sources/source.js';
import type { Database } from '../store/database.js';
import { papersToLookUp, saveLookup } from '../store/papers/paper-lookups.js';

export interface CompletingContext {
  readonly database: Database;
  /** Null where nobody is configured who could be asked. */
  readonly lookup: PaperLookup | null;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Withdrawals are noticed within a day. */
const AGAIN_AFTER_MS = DAY_MS;
/** A list holds a hundred papers as a rule; the rest waits for its next poll. */
const MOST_CALLS = 5;

/**
 * Asks about the papers of a list what their own sources do not tell: categories, withdrawals. Nothing depends
 * on it, so that a failure is logged and left to the next poll.
 */
export async function completePapers(
  { database, lookup, clock, log }: CompletingContext,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<void> {
  if (lookup === null) return;
  const { name: source, most } = lookup;
  const since = new Date(clock().getTime() - AGAIN_AFTER_MS);
  const limit = most * MOST_CALLS;
  const ids = await papersToLookUp(database, { source, listDate: date, since, limit });
  try {
    for (let start = 0; start < ids.length; start += most) {
      const asked = ids.slice(start, start + most);
      const said = await lookup.fetchPapers(asked, signal);
      await saveLookup(database, source, { ids: asked, said, at: clock() });
      log.info({ source, date, asked: asked.length, known: said.length }, 'papers-looked-up');
    }
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ source, date, error: errorFacts(error) }, 'lookup-failed');
  }
}
