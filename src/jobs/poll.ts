import type { Logger } from 'pino';
import { HOUR_MS } from '../durations.js';
import { type ErrorFacts, errorFacts } from '../error-facts.js';
import { BroadsheetError, type ErrorCode } from '../errors.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { ListedPaper } from '../model/paper.js';
import type { SourceDrift } from '../model/source-drift.js';
import type { Source } from '../sources/source.js';
import type { Database } from '../store/database.js';
import { savePapers } from '../store/papers/papers.js';
import { recordPoll, resumePoint } from '../store/papers/polls.js';
import { noteMissing } from '../store/papers/removed-listings.js';

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

/** A list that broke off is read on within this time; after it, from the beginning. */
const RESUME_WITHIN_MS = 6 * HOUR_MS;

/**
 * Asks every source for the list of a date, all at once, saves what they answered and records how it went. A
 * source that fails is recorded with its code and keeps no other from being asked; one that breaks off is read
 * on from there by its next poll.
 * @throws when the signal is aborted or the database fails
 */
export async function pollList(
  context: PollContext,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<PollResult[]> {
  return Promise.all(context.sources.map((source) => pollSource(context, source, date, signal)));
}

async function pollSource(
  context: PollContext,
  source: Source,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<PollResult> {
  const { database, clock } = context;
  const startedAt = clock();
  const { counts, drift, failure, resumeFrom } = await readAndSave(context, source, date, signal);
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
    resumeFrom,
    drift,
  });
  logPoll(context.log, { source: source.name, date, ...counts }, facts);
  return { source: source.name, ...counts, errorCode };
}

interface Reading {
  readonly counts: { readonly papers: number; readonly skipped: number };
  readonly drift: readonly SourceDrift[];
  readonly failure: unknown;
  readonly resumeFrom: string | null;
}

async function readAndSave(
  context: PollContext,
  source: Source,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<Reading> {
  const { database, clock, log } = context;
  const since = new Date(clock().getTime() - RESUME_WITHIN_MS);
  const resumeFrom = await resumePoint(database, source.name, date, since);
  try {
    const answer = await source.fetchList(date, signal, resumeFrom ?? undefined);
    const { listed, skipped, stopped, whole = false, drift = [] } = answer;
    for (const item of skipped) {
      log.warn({ source: source.name, date, ...item }, 'paper-skipped');
    }
    await savePapers(database, listed);
    if (whole && stopped === undefined) await noteRemovals(context, source.name, date, listed);
    for (const one of drift) log.warn({ source: source.name, date, ...one }, 'source-drifted');
    const counts = { papers: listed.length, skipped: skipped.length };
    return { counts, drift, failure: stopped?.cause ?? null, resumeFrom: stopped?.resumeFrom ?? null };
  } catch (failure) {
    // Stopping says nothing of the source.
    signal.throwIfAborted();
    return { counts: { papers: 0, skipped: 0 }, drift: [], failure, resumeFrom };
  }
}

/** A paper that its source took off a list whose digest is not frozen yet is taken out. */
async function noteRemovals(
  { database, clock, log }: PollContext,
  source: string,
  listDate: CalendarDate,
  listed: readonly ListedPaper[],
): Promise<void> {
  const onList = listed.filter(({ listing }) => listing.listDate === listDate);
  const paperIds = onList.map(({ paper }) => paper.id);
  const removed = await noteMissing(database, { source, listDate, paperIds, now: clock() });
  if (removed.length > 0) log.info({ source, date: listDate, papers: removed }, 'papers-removed');
}

function logPoll(log: Logger, fields: Record<string, unknown>, error: ErrorFacts | null): void {
  if (error === null) log.info({ ...fields }, 'polled');
  else if (error.code === 'LIST_NOT_OPEN') log.info({ ...fields }, 'list-not-open');
  else log.warn({ ...fields, error }, 'poll-failed');
}
