import { addDays, type CalendarDate } from '../model/calendar-date.js';
import type { DigestPaper } from '../model/digest.js';
import type { Rules } from '../model/rules.js';
import { sentPositions } from '../model/sent-positions.js';
import type { Database } from '../store/database.js';
import { papersOfDigest } from '../store/digests/digest-papers.js';
import { releasedDigests } from '../store/digests/digests.js';
import { previewEditions } from '../store/editions/preview.js';

/** A day's digest under some rules. */
export interface PreviewDay {
  readonly period: CalendarDate;
  /** How many papers the whole digest holds. */
  readonly total: number;
  readonly papers: readonly PreviewPaper[];
}

export interface PreviewPaper {
  readonly paper: DigestPaper;
  /** Why it is there; empty where nothing is followed. */
  readonly reason: string;
}

const DAYS = 7;

/**
 * The daily digests of the last seven days as somebody with these rules would have got them, the newest first;
 * days without papers are left out. Nothing is kept.
 * @param today the newest period
 */
export async function previewRules(
  database: Database,
  rules: Rules,
  today: CalendarDate,
): Promise<PreviewDay[]> {
  const released = await releasedDigests(database, 'daily', addDays(today, 1 - DAYS));
  const digests = released
    .filter(({ isMailed, period }) => isMailed && period <= today)
    .sort((left, right) => (left.period < right.period ? 1 : -1));
  const editions = await previewEditions(
    database,
    rules,
    digests.map(({ id }) => id),
  );
  const days: PreviewDay[] = [];
  for (const { id, period } of digests) {
    const all = await papersOfDigest(database, id);
    const edition = editions?.get(id) ?? null;
    const papers =
      edition === null
        ? all.map((paper) => ({ paper, reason: '' }))
        : sentPositions(edition, null).flatMap((position, index) => {
            const paper = all[position - 1];
            return paper === undefined ? [] : [{ paper, reason: edition.reasons[index] ?? '' }];
          });
    days.push({ period, total: all.length, papers });
  }
  return days;
}
