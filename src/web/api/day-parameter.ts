import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';
import { type DigestName, namedDigest } from '../../model/digest-period.js';

/**
 * A day as a client wrote it.
 * @throws BroadsheetError DATE_INVALID
 */
export function dayOf(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new BroadsheetError('DATE_INVALID', 'Dates are written as YYYY-MM-DD, like 2026-03-23.');
}

/**
 * A digest as a client named it.
 * @throws BroadsheetError DATE_INVALID
 */
export function digestNamed(text: string): DigestName {
  const named = namedDigest(text);
  if (named !== null) return named;
  const message = 'Days are written as YYYY-MM-DD, weeks as YYYY-Www, months as YYYY-MM, like 2026-W13.';
  throw new BroadsheetError('DATE_INVALID', message);
}
