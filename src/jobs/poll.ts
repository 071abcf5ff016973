import type { Logger } from 'pino';
import { type ErrorFacts, errorFacts } from '../error-facts.js';
import { BroadsheetError, type ErrorCode } from '../errors.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { Source } from '../sources/source.js';
import type { Database } from '../store/database.js';
import { savePapers } from '../store/papers.js';
import { recordPoll } from '../store/polls.js';

export interface PollContext {
  readonly database: Database;
  readonly sources: readonly Source[];
  readonly clock: () => Date;
  readonly log: Logger;
}

export interface PollResult {
  readonly source: string;
  readonly papers: number;
  readonly skipped: number;
  /** Null where the source answered and its papers are saved. */
  readonly errorCode: ErrorCode | null;
}

/**
 * Asks every source for the list of a date, saves what it answered and records how it went. A source that
 * fails is recorded with its code and does not keep the others from being asked.
 * @throws when the signal is aborted or the database fails
 */
export async function pollList(
  context: PollContext,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<PollResult[]> {
  const results: PollResult[] = [];
  for (const source of context.sources) results.push(await pollSource(context, source, date, signal));
  return results;
}

async function pollSource(
  context: PollContext,
  source: Source,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<PollResult> {
  const { database, clock } = context;
  const startedAt = clock();
  const { counts, failure } = await readAndSave(context, source, date, signal);
  const facts = failure === null ? null : errorFacts(failure);
  const errorCode = failure === null ? null : failure instanceof BroadsheetError ? failure.code : 'INTERNAL';
  await recordPoll(database, {
    source: source.name,
    listDate: date,
    startedAt,
    finishedAt: clock(),
    ...counts,
    errorCode,
    errorDetail: facts?.message ?? null,
  });
  logPoll(context.log, { source: source.name, date, ...counts }, facts);
  return { source: source.name, ...counts, errorCode };
}

async function readAndSave(
  { database, log }: PollContext,
  source: Source,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<{ counts: { papers: number; skipped: number }; failure: unknown }> {
  try {
    const { listed, skipped } = await source.fetchList(date, signal);
    for (const item of skipped) {
      log.warn({ event: 'paper-skipped', source: source.name, date, ...item }, 'paper-skipped');
    }
    await savePapers(database, listed);
    return { counts: { papers: listed.length, skipped: skipped.length }, failure: null };
  } catch (failure) {
    // Stopping says nothing of the source.
    signal.throwIfAborted();
    return { counts: { papers: 0, skipped: 0 }, failure };
  }
}

function logPoll(log: Logger, fields: Record<string, unknown>, error: ErrorFacts | null): void {
  if (error === null) log.info({ event: 'polled', ...fields }, 'polled');
  else if (error.code === 'LIST_NOT_OPEN') log.info({ event: 'list-not-open', ...fields }, 'list-not-open');
  else log.warn({ event: 'poll-failed', ...fields, error }, 'poll-failed');
}
