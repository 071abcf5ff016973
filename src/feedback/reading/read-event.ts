import type { FeedbackEvent } from '../../model/feedback.js';

export interface ReadEvent extends FeedbackEvent {
  /**
   * Other addresses that the report gives the same recipient (Original-Recipient before a forward). The one
   * that we mailed may be any of them.
   */
  readonly aliases: readonly string[];
  /** What the refusal has in common with those of others (see `refusalKey`); null where it is none. */
  readonly words: string | null;
}
