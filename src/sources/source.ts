import type { CalendarDate } from '../model/calendar-date.js';
import type { ListedPaper, SaidPaper } from '../model/paper.js';
import type { SourceDrift } from '../model/source-drift.js';

/** An item of an answer that could not be read. */
export interface SkippedItem {
  /** Null where the item does not even tell its paper. */
  readonly paperId: string | null;
  readonly reason: string;
}

export interface SourceResponse {
  /** Each paper once. */
  readonly listed: readonly ListedPaper[];
  readonly skipped: readonly SkippedItem[];
  /**
   * Whether a paper that is missing here is not on the list any more. arXiv tells a list in two ways that differ, so
   * that it never is.
   */
  readonly whole?: boolean;
  /** Fields that most of the items do not tell as they used to; absent where nobody looked. */
  readonly drift?: readonly SourceDrift[];
  /** Where only the beginning of the list could be read: why, and what the next call is given to go on. */
  readonly stopped?: { readonly cause: unknown; readonly resumeFrom: string };
}

/**
 * Where papers come from. One adapter for each: it fetches, parses, and answers with the neutral types; what a
 * vendor answers ends there.
 */
export interface Source {
  /** Under which its listings, observations and polls are kept; its kind, and a name after a colon. */
  readonly name: string;
  /**
   * Reads the list of a day as it is at this moment; empty where nothing is listed.
   * @param resumeFrom what an earlier answer for this day stopped with: only the rest is read
   * @throws BroadsheetError SOURCE_UNAVAILABLE, SOURCE_ANSWER_INVALID or LIST_NOT_OPEN with details
   *   `{status, date}`, or the reason of `signal` when it is aborted
   */
  fetchList(date: CalendarDate, signal: AbortSignal, resumeFrom?: string): Promise<SourceResponse>;
}

/** What can be asked about papers that others list. */
export interface PaperLookup {
  readonly name: string;
  /** The most ids that one call takes. */
  readonly most: number;
  /**
   * What is known of papers by their ids; those that are not known are left out.
   * @throws as `Source.fetchList` does
   */
  fetchPapers(ids: readonly string[], signal: AbortSignal): Promise<readonly SaidPaper[]>;
}

/** What a source tells of its work: an event name with fields. A pino logger fits. */
export interface SourceLog {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
}
