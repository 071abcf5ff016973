import { createBoundedMap } from '../bounded-map.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { Language } from '../model/language.js';
import { localeOf } from './locale.js';

/** Days and moments as people of one language write them; days without a zone, moments in UTC. */
export interface Dates {
  /** `Mar 23`, or `Oct 16, 2025` where that is not in `year`. */
  short(date: CalendarDate, year: string): string;
  /** `Mar 23, 2026`. */
  withYear(date: CalendarDate): string;
  /** `March 23`. */
  monthAndDay(date: CalendarDate): string;
  /** `March 23, 2026`. */
  whole(date: CalendarDate): string;
  /** `March 20 – 23`, with the years where they differ. */
  range(first: CalendarDate, last: CalendarDate): string;
  /** `March 20 – 23, 2026`. */
  wholeRange(first: CalendarDate, last: CalendarDate): string;
  /** `Tuesday, March 24, 2026`. */
  long(date: CalendarDate): string;
  /** `March 2026`. */
  month(date: CalendarDate): string;
  /** `Monday`. */
  weekday(date: CalendarDate): string;
  /** `Mon, Mar 23`. */
  weekdayAndDay(date: CalendarDate): string;
  /** `Mar 23, 2026, 14:05 UTC`. */
  moment(moment: Date): string;
}

/** Of the spans that were written last: a year by weeks several times. Writing one costs fifty times what a day does. */
const KEPT_RANGES = 500;

const made = new Map<Language, Dates>();

export function datesIn(language: Language): Dates {
  const known = made.get(language);
  if (known !== undefined) return known;
  const dates = makeDates(localeOf(language));
  made.set(language, dates);
  return dates;
}

function makeDates(locale: string): Dates {
  const words = (options: Intl.DateTimeFormatOptions): ((date: CalendarDate | Date) => string) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (date) => format.format(new Date(date));
  };
  const rangeWords = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    const kept = createBoundedMap<string, string>(KEPT_RANGES);
    // Thin spaces are not in every font.
    const write = (first: CalendarDate, last: CalendarDate) =>
      format.formatRange(new Date(first), new Date(last)).replace(/\u2009/g, ' ');
    return (first: CalendarDate, last: CalendarDate) =>
      kept.getOrMake(`${first} ${last}`, () => write(first, last));
  };
  const dayOfYear = words({ month: 'short', day: 'numeric' });
  const withYear = words({ month: 'short', day: 'numeric', year: 'numeric' });
  return {
    short: (date, year) => (date.startsWith(`${year}-`) ? dayOfYear : withYear)(date),
    withYear,
    monthAndDay: words({ month: 'long', day: 'numeric' }),
    whole: words({ dateStyle: 'long' }),
    range: rangeWords({ month: 'long', day: 'numeric' }),
    wholeRange: rangeWords({ dateStyle: 'long' }),
    long: words({ dateStyle: 'full' }),
    month: words({ month: 'long', year: 'numeric' }),
    weekday: words({ weekday: 'long' }),
    weekdayAndDay: words({ weekday: 'short', month: 'short', day: 'numeric' }),
    moment: (moment) => `${withYear(moment)}, ${moment.toISOString().slice(11, 16)} UTC`,
  };
}
