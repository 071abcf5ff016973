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

/** Clients also send a moment: the day that it is in UTC. A plus sign that was not escaped has become a blank. */
export function dayIn(given: string): string {
  const written = given.replace(/ (?=\d{2}:?\d{2}$)/, '+');
  const moment = /^\d{4}-\d{2}-\d{2}T/.test(written) ? new Date(written) : null;
  return moment === null || Number.isNaN(moment.getTime()) ? given : moment.toISOString().slice(0, 10);
}
