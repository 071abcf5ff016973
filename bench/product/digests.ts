import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { listDateOf } from '../../src/digests/digest-request.js';
import { recentListDates } from '../../src/jobs/due-polls.js';
import { addDays, type CalendarDate, latestDuePeriod } from '../../src/model/calendar-date.js';
import type { ListedPaper } from '../../src/model/paper.js';
import type { Database } from '../../src/store/database.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { inventPapers } from '../digest/invented-papers.js';

/** The name of the source that workers ask. */
const SOURCE = 'huggingface';
const HOUR = 3_600_000;

/** Two frozen digests of invented papers. */
export interface FrozenDigests {
  /** Released to the readers who were there by then; the workers find and send it when they start. */
  readonly warmUpId: number;
  /** Not released yet: the one that is measured. */
  readonly measuredId: number;
  readonly measuredPeriod: CalendarDate;
}

/** The environment's DIGEST_TIME: half a day away, so that no digest falls due while something is measured. */
export function quietDigestTime(now: Date): string {
  return new Date(now.getTime() - 12 * HOUR).toISOString().slice(11, 16);
}

/**
 * Freezes today's digest, which warms the workers up, and yesterday's, which is measured. Both go the way that
 * a worker's own go: saved papers, a list that was read, `assembleDigest`.
 */
export async function freezeDigests(
  database: Database,
  digestTime: string,
  now: Date,
  releaseAt: Date,
): Promise<FrozenDigests> {
  const today = latestDuePeriod(now, digestTime, 'UTC');
  const yesterday = addDays(today, -1);
  const times = { digestTime, digestTimezone: 'UTC', pollMinutes: 9_999 };
  for (const date of recentListDates(now)) await recordQuietPoll(database, date, now);
  const freeze = async (period: CalendarDate, series: number): Promise<number> => {
    const listDate = listDateOf({ kind: 'daily', period }, times);
    await savePapers(database, inventList(series, listDate, now));
    await recordQuietPoll(database, listDate, now);
    const order = { kind: 'daily', period, listDate, now, strategy: 'upvotes' } as const;
    return (await assembleDigest(database, order)).id;
  };
  const measuredId = await freeze(yesterday, 1);
  const warmUpId = await freeze(today, 2);
  await releaseDigest(database, warmUpId, releaseAt);
  return { warmUpId, measuredId, measuredPeriod: yesterday };
}

function inventList(series: number, listDate: CalendarDate, now: Date): ListedPaper[] {
  return inventPapers(series).map(({ paper, observation }) => ({
    paper,
    listing: { source: SOURCE, paperId: paper.id, listDate, submittedBy: null, seenAt: now },
    observation: { source: SOURCE, paperId: paper.id, observedAt: now, ...observation },
    withdrawn: null,
  }));
}

function recordQuietPoll(database: Database, listDate: CalendarDate, now: Date): Promise<void> {
  const poll = { papers: 0, skipped: 0, errorCode: null, errorDetail: null };
  return recordPoll(database, { source: SOURCE, listDate, startedAt: now, finishedAt: now, ...poll });
}
