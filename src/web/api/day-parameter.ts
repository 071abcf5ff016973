import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';

/**
 * A day as a client wrote it.
 * @throws BroadsheetError DATE_INVALID
 */
export function dayOf(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new BroadsheetError('DATE_INVALID', 'Dates are written as YYYY-MM-DD, like 2026-03-23.');
}
