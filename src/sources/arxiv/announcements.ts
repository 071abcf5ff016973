import { addDays, type CalendarDate, dateIn, momentOf, weekdayOf } from '../../model/calendar-date.js';

/** arXiv's clock. */
const ZONE = 'America/New_York';
const CLOSES = '14:00';
const ANNOUNCED = '20:00';

/**
 * What is announced on the evening before a list date, by weekday (1 is Monday): submissions from 14:00 so many
 * days before it until 14:00 so many days before it. There is nothing on the evenings of Friday and Saturday.
 * https://info.arxiv.org/help/availability.html
 */
const submissions: Readonly<Record<number, { readonly from: number; readonly until: number }>> = {
  1: { from: 4, until: 3 },
  2: { from: 4, until: 1 },
  3: { from: 2, until: 1 },
  4: { from: 2, until: 1 },
  5: { from: 2, until: 1 },
};

export interface SubmissionWindow {
  readonly from: Date;
  /** Not included. */
  readonly until: Date;
}

/**
 * When the papers of a list were submitted. The list of a day is what arXiv announced at 20:00 (Eastern) on
 * the evening before, which is midnight or one o'clock UTC; its feed carries the same date.
 * @returns null for a day without announcement
 */
export function submissionsFor(date: CalendarDate): SubmissionWindow | null {
  const window = submissions[weekdayOf(date)];
  if (window === undefined) return null;
  const closing = (days: number) => momentOf(addDays(date, -days), CLOSES, ZONE);
  return { from: closing(window.from), until: closing(window.until) };
}

/** When the list of a day is announced. */
export function announcedAt(date: CalendarDate): Date {
  return momentOf(addDays(date, -1), ANNOUNCED, ZONE);
}

/** The day it is for arXiv, and on its feed. */
export function arxivDate(moment: Date): CalendarDate {
  return dateIn(ZONE, moment);
}
