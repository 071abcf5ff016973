import type { SourceDrift } from './source-drift.js';

/** What the polls of a source say of it. */
export interface SourceFacts {
  readonly source: string;
  /** End of the newest poll that succeeded; null where none ever did. */
  readonly lastSuccess: Date | null;
  /**
   * The start of the first failed poll after its last success; null where it answered last time, or was never
   * asked. A list that is not open yet is no failure.
   */
  readonly failingSince: Date | null;
  /** Of the newest poll; null where that succeeded. */
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  /** Of the newest poll that succeeded: fields that most items did not tell as they used to. */
  readonly drift: readonly SourceDrift[];
}
