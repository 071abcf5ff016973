import { fanOut } from '../delivery/due/fan-out.js';
import { fanOutDue, type OnReaderFault } from '../delivery/due/fan-out-due.js';
import { assembleDigest } from '../digests/assemble-digest.js';
import { type DigestRules, digestRequest, listDateOf } from '../digests/digest-request.js';
import { gatherDays } from '../digests/gather-days.js';
import { holdAfterImport } from '../digests/hold-after-import.js';
import { DAY_MS, MINUTE_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import { addDays, type CalendarDate } from '../model/calendar-date.js';
import type { DigestWithPapers, PeriodicKind } from '../model/digest.js';
import { type DigestName, daysOf, lastDayOf } from '../model/digest-period.js';
import { freezeMoment, latestToFreeze, type ReviewSettings } from '../model/release-state.js';
import { findDigest, latestDigestWithPapers } from '../store/digests/digests.js';
import { listStateOf } from '../store/digests/freeze-digest.js';
import { lateSources } from '../store/papers/polls.js';
import type { PollContext } from './poll.js';
import type { JobQueues } from './queues.js';
import { readForDay, readForPeriod } from './read-lists.js';
import { releaseDue, releaseIfMay } from './release-due.js';
import type { ScheduleTimes } from './schedules.js';

export interface DigestSettings extends ScheduleTimes, DigestRules, ReviewSettings {
  /** How long a daily digest waits for a source that does not answer, in minutes. */
  readonly sourceWaitMinutes: number;
}

export interface AssembleContext extends PollContext {
  readonly config: DigestSettings;
  readonly queues: Pick<JobQueues, 'deliver'>;
}

/** How long the digest of a week or a month waits for lists that no source has answered for yet. */
const WAIT_FOR_LISTS_MS = DAY_MS;

/**
 * Freezes the digest of a period, because somebody asks for it; where it is to be released, releases it and
 * mails it at once to all its readers who have not got it, unless it is held or lacks an approval. Each step is done
 * once, however often this is called.
 * @returns the frozen digest, or null where its lists are not ready
 */
export async function assemblePeriod(
  context: AssembleContext,
  name: DigestName,
  options: { readonly release: boolean },
  signal: AbortSignal,
): Promise<DigestWithPapers | null> {
  const digest = await prepare(context, name, signal);
  if (!options.release || digest === null) return digest;
  if (digest.papers.length > 0) await holdAfterImport(context, name);
  await releaseIfMay(context, { ...name, id: digest.id, papers: digest.papers.length });
  if (digest.papers.length > 0) await mail(context, digest.id);
  return digest;
}

/**
 * Freezes the digest of a period. A list that was never read leaves everything as it is: the sweep comes back to it
 * while the period is the latest. So does a week or a month that is not over.
 */
async function prepare(
  context: AssembleContext,
  name: DigestName,
  signal: AbortSignal,
): Promise<DigestWithPapers | null> {
  const digest = await freeze(context, name, signal);
  if (digest === null) context.log.info({ ...name }, 'digest-not-ready');
  return digest;
}

/**
 * Freezes the digest of the latest day whose review begins, releases what is due, and mails it to the readers whose
 * time has come.
 */
export async function assembleDue(context: AssembleContext, signal: AbortSignal): Promise<void> {
  const name = latestToFreeze('daily', context.config, context.clock());
  const digest = await prepare(context, name, signal);
  await releaseDue(context);
  if (digest?.papers.length === 0) await ensureSomethingToShow(context, name.period, signal);
  await mailDue(context);
}

/** Mails to the readers whose time has come what is there for them. */
export async function mailDue({ database, queues, clock, config, log }: AssembleContext): Promise<void> {
  const defaults = { time: config.digestTime, timeZone: config.digestTimezone };
  const now = clock();
  const gather = (dayIds: readonly number[]) => gatherDays(database, dayIds, now, config.topics.topicsOf);
  const onFault: OnReaderFault = (event, fields) => log.warn(fields, event);
  const sliceIds = await fanOutDue(database, { defaults, gather, onFault }, now);
  if (sliceIds.length === 0) return;
  log.info({ slices: sliceIds.length }, 'readers-due');
  await queues.deliver(sliceIds);
}

/**
 * The same for the digest of a week or a month. One of which no list was ever read is left alone: it was
 * over before there was anybody to read it.
 */
export async function assembleDuePeriod(
  context: AssembleContext,
  kind: Exclude<PeriodicKind, 'daily'>,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, config } = context;
  const name = latestToFreeze(kind, config, clock());
  const days = { from: name.period, until: lastDayOf(kind, name.period) };
  const { listed } = await listStateOf(database, kind, days);
  if (!listed) return;
  await prepare(context, name, signal);
  await releaseDue(context);
  await mailDue(context);
}

/**
 * An installation that begins on a day of rest has nothing to show, and nothing that a first reader could ask
 * for: it freezes the last day with papers. That finds nobody to be mailed to.
 */
async function ensureSomethingToShow(
  context: AssembleContext,
  period: CalendarDate,
  signal: AbortSignal,
): Promise<void> {
  for (const days of [1, 2, 3]) {
    if ((await latestDigestWithPapers(context.database, 'daily')) !== null) return;
    const name = { kind: 'daily', period: addDays(period, -days) } as const;
    const digest = await freeze(context, name, signal);
    if (digest !== null)
      await releaseIfMay(context, { ...name, id: digest.id, papers: digest.papers.length });
  }
}

async function mail({ database, queues, log }: AssembleContext, digestId: number): Promise<void> {
  const sliceIds = await fanOut(database, digestId);
  log.info({ digest: digestId, slices: sliceIds.length }, 'digest-fanned-out');
  await queues.deliver(sliceIds);
}

async function freeze(
  context: AssembleContext,
  name: DigestName,
  signal: AbortSignal,
): Promise<DigestWithPapers | null> {
  const { kind, period } = name;
  const { database, clock, config } = context;
  const late = { lateSources: [] as readonly string[], sources: context.sources.length };
  if ((await findDigest(database, kind, period)) === null) {
    if (kind === 'daily') {
      const listDate = listDateOf(name, config);
      await readForDay(context, listDate, signal);
      const names = context.sources.map((source) => source.name);
      late.lateSources = await lateSources(database, names, listDate);
      if (late.lateSources.length > 0 && isWaiting(context, name)) return null;
    } else if (!(await isPeriodReady(context, name, signal))) return null;
  }
  try {
    return await assembleDigest(database, { ...digestRequest(name, config, clock()), late });
  } catch (error) {
    if (error instanceof BroadsheetError && error.code === 'DIGEST_NOT_READY') return null;
    throw error;
  }
}

/** Whether a digest may still wait for a source that does not answer. */
function isWaiting({ config, clock }: AssembleContext, name: DigestName): boolean {
  return clock().getTime() < freezeMoment(name, config).getTime() + config.sourceWaitMinutes * MINUTE_MS;
}

/** Whether a week or a month is over and its lists were read, or waited for long enough. */
async function isPeriodReady(
  context: AssembleContext,
  name: DigestName,
  signal: AbortSignal,
): Promise<boolean> {
  const late = context.clock().getTime() - freezeMoment(name, context.config).getTime();
  if (late < 0) return false;
  const unread = await readForPeriod(context, daysOf(name.kind, name.period), signal);
  return unread.length === 0 || late >= WAIT_FOR_LISTS_MS;
}
