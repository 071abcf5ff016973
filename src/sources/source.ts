import type { CalendarDate } from '../model/calendar-date.js';
import type { ListedPaper } from '../model/paper.js';

/** An item of an answer that could not be read. */
export interface SkippedItem {
  /** Null where the item does not even tell its paper. */
  readonly paperId: string | null;
  readonly reason: string;
}

export interface SourceAnswer {
  /** Each paper once. */
  readonly listed: readonly ListedPaper[];
  readonly skipped: readonly SkippedItem[];
}

/** Where papers come from. One adapter for each; what a vendor answers ends there. */
export interface Source {
  /** Under which its listings, observations and polls are kept. */
  readonly name: string;
  /**
   * Reads the list of a day as it is at this moment; empty where nothing is listed.
   * @throws BroadsheetError SOURCE_UNAVAILABLE, SOURCE_ANSWER_INVALID or LIST_NOT_OPEN with details
   *   `{status, date}`, or the reason of `signal` when it is aborted
   */
  fetchList(date: CalendarDate, signal: AbortSignal): Promise<SourceAnswer>;
}

/** What a source tells of its work: an event name with fields. A pino logger fits. */
export interface SourceLog {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
}
