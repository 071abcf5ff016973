import type { Texts } from '../../i18n/texts.js';
import { addDays } from '../../model/calendar-date.js';

/** A Monday; the six days after it are the others. */
const SOME_MONDAY = '2026-03-23';

/** The name of an ISO day of the week. */
export function weekdayWords({ dates }: Texts, day: number): string {
  return dates.weekday(addDays(SOME_MONDAY, day - 1));
}
