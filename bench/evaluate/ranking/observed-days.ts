import type { CalendarDate } from '../../../src/model/calendar-date.js';
import type { ObservedRow } from './observation-csv.js';

/**
 * A round of polling takes minutes: what is observed this long after the first observation of a list belongs
 * to the same round.
 */
const ROUND_MS = 15 * 60_000;

/** What is kept of the observations of one list. */
export interface ObservedDay {
  /** The first observation of any paper of the list, in milliseconds since 1970. */
  firstAt: number;
  readonly papers: Map<string, ObservedOnDay>;
}

interface ObservedOnDay {
  /** Those that may fall within the first round. */
  early: ObservedRow[];
  last: ObservedRow;
}

/**
 * Gathers observations by list, in any order. Of each paper it keeps the last one and those that were, so far,
 * in the first round of its list: memory grows with the papers, not with the observations.
 */
export async function gatherDays(
  rows: AsyncIterable<ObservedRow>,
  isWanted: (listDate: CalendarDate) => boolean,
): Promise<Map<CalendarDate, ObservedDay>> {
  const days = new Map<CalendarDate, ObservedDay>();
  for await (const row of rows) {
    if (!isWanted(row.listDate)) continue;
    const day = days.get(row.listDate);
    if (day === undefined) days.set(row.listDate, newDay(row));
    else addToDay(day, row);
  }
  return days;
}

function newDay(row: ObservedRow): ObservedDay {
  return { firstAt: row.at.getTime(), papers: new Map([[row.paperId, { early: [row], last: row }]]) };
}

function addToDay(day: ObservedDay, row: ObservedRow): void {
  day.firstAt = Math.min(day.firstAt, row.at.getTime());
  const early = isEarly(day, row) ? [row] : [];
  const seen = day.papers.get(row.paperId);
  if (seen === undefined) {
    day.papers.set(row.paperId, { early, last: row });
    return;
  }
  if (early.length > 0) seen.early = [...seen.early.filter((other) => isEarly(day, other)), row];
  if (isLater(row, seen.last)) seen.last = row;
}

/** Whether an observation falls within the first round of its list. */
export function isEarly(day: ObservedDay, row: ObservedRow): boolean {
  return row.at.getTime() <= day.firstAt + ROUND_MS;
}

/** Of two at the same moment the one with more upvotes: they hardly ever fall. */
function isLater(row: ObservedRow, other: ObservedRow): boolean {
  const difference = row.at.getTime() - other.at.getTime();
  return difference > 0 || (difference === 0 && row.upvotes > other.upvotes);
}
