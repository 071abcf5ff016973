import { fanOut } from '../delivery/fan-out.js';
import { assembleDigest } from '../digests/assemble-digest.js';
import { BroadsheetError } from '../errors.js';
import {
  addDays,
  type CalendarDate,
  dateIn,
  latestDuePeriod,
  listDateAt,
  momentOf,
} from '../model/calendar-date.js';
import type { DigestWithPapers } from '../model/digest.js';
import { DEFAULT_STRATEGY } from '../ranking/strategies.js';
import { findDigest, latestDigestWithPapers, releaseDigest } from '../store/digests.js';
import { pollTimes, unmailedDigests } from '../store/due-work.js';
import { recentListDates } from './due-polls.js';
import { type PollContext, pollList } from './poll.js';
import type { JobQueues } from './queues.js';
import type { ScheduleTimes } from './schedules.js';

export interface AssembleContext extends PollContext {
  readonly config: ScheduleTimes;
  readonly queues: Pick<JobQueues, 'deliver'>;
}

/** A digest is frozen from a list that was read at most this long ago, where the source answers. */
const FRESH_MS = 300_000;

/** The list that the digest of a period stands for. */
export function listDateOf(
  period: CalendarDate,
  { digestTime, digestTimezone }: ScheduleTimes,
): CalendarDate {
  return listDateAt(momentOf(period, digestTime, digestTimezone));
}

/**
 * Freezes the digest of a period; where it is to be released, releases it, writes its deliveries and wakes
 * those who send them. Each step is done once, however often this is called. A list that was never read
 * leaves everything as it is: the sweep comes back to it while the period is the latest.
 * @returns the frozen digest, or null where the list is not ready
 */
export async function assemblePeriod(
  context: AssembleContext,
  period: CalendarDate,
  options: { readonly release: boolean },
  signal: AbortSignal,
): Promise<DigestWithPapers | null> {
  const { log } = context;
  const digest = await freeze(context, period, signal);
  if (digest === null) {
    log.info({ event: 'digest-not-ready', period }, 'digest-not-ready');
    return null;
  }
  if (!options.release) return digest;
  if (digest.releasedAt === null) {
    await releaseDigest(context.database, digest.id, context.clock());
    log.info(
      { event: 'digest-released', period, digest: digest.id, papers: digest.papers.length },
      'digest-released',
    );
  }
  if (digest.fannedOutAt === null) await mail(context, digest.id);
  return digest;
}

/**
 * Does so for the latest period that is due, and mails what was released for the one before and never fanned
 * out. Older ones are not mailed any more: a reader does not want last week's paper.
 */
export async function assembleDue(context: AssembleContext, signal: AbortSignal): Promise<void> {
  const { database, clock } = context;
  const { digestTime, digestTimezone } = context.config;
  const period = latestDuePeriod(clock(), digestTime, digestTimezone);
  const digest = await assemblePeriod(context, period, { release: true }, signal);
  if (digest?.papers.length === 0) await ensureSomethingToShow(context, period, signal);
  for (const digestId of await unmailedDigests(database, addDays(period, -1), clock()))
    await mail(context, digestId);
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
  const { database, clock } = context;
  for (const days of [1, 2, 3]) {
    if ((await latestDigestWithPapers(database, 'daily')) !== null) return;
    const digest = await freeze(context, addDays(period, -days), signal);
    if (digest !== null) await releaseDigest(database, digest.id, clock());
  }
}

async function mail({ database, queues, log }: AssembleContext, digestId: number): Promise<void> {
  const sliceIds = await fanOut(database, digestId);
  log.info({ event: 'digest-fanned-out', digest: digestId, slices: sliceIds.length }, 'digest-fanned-out');
  await queues.deliver(sliceIds);
}

async function freeze(
  context: AssembleContext,
  period: CalendarDate,
  signal: AbortSignal,
): Promise<DigestWithPapers | null> {
  const { database, clock } = context;
  const listDate = listDateOf(period, context.config);
  if ((await findDigest(database, 'daily', period)) === null) await freshen(context, listDate, signal);
  try {
    const choice = { kind: 'daily', period, listDate, now: clock(), strategy: DEFAULT_STRATEGY } as const;
    return await assembleDigest(database, choice);
  } catch (error) {
    if (error instanceof BroadsheetError && error.code === 'DIGEST_NOT_READY') return null;
    throw error;
  }
}

/**
 * Reads the list once more, unless that was just done or its day has not begun, and the lists of the days
 * before that were never asked for, or their papers would all come with the next digest.
 */
async function freshen(context: AssembleContext, listDate: CalendarDate, signal: AbortSignal): Promise<void> {
  const { database, sources, clock } = context;
  const now = clock();
  const today = dateIn('UTC', now);
  const before = recentListDates(now).filter((date) => date < listDate);
  const dates = [listDate, ...before].filter((date) => date <= today);
  const names = sources.map(({ name }) => name);
  const times = await pollTimes(database, names, dates);
  for (const date of dates) {
    const asked = times.filter((time) => time.listDate === date);
    const known = asked.every(({ succeededAt, attemptedAt }) =>
      date === listDate
        ? succeededAt !== null && now.getTime() - succeededAt.getTime() < FRESH_MS
        : attemptedAt !== null,
    );
    if (known) continue;
    const results = await pollList(context, date, signal);
    // A source that is down now would only keep the digest waiting.
    if (results.every(({ errorCode }) => errorCode === 'SOURCE_UNAVAILABLE')) return;
  }
}
