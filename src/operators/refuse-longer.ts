import { BroadsheetError } from '../errors.js';

/** Of a reason or a note that is kept. */
export const LONGEST_REASON = 500;

/**
 * Refuses what an operator wrote and what would not be kept whole.
 * @param what `A reason`, as the sentence begins
 * @throws BroadsheetError INPUT_INVALID
 */
export function refuseLonger(what: string, text: string, most: number): void {
  if (text.length > most)
    throw new BroadsheetError(
      'INPUT_INVALID',
      `${what} has ${most} characters at most, and this has ${text.length}. Nothing was done; shorten it.`,
    );
}
