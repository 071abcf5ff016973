import type { CalendarDate } from './calendar-date.js';
import type { PeriodicKind } from './digest.js';
import type { Language } from './language.js';
import type { Rules } from './rules.js';

/** When a reader wants mail. */
export interface Schedule {
  readonly frequency: PeriodicKind;
  /** ISO days of the week, 1 for Monday, in order; at least one. */
  readonly weekdays: readonly number[];
  /** `HH:MM`, in steps of fifteen minutes; null: the operator's. */
  readonly time: string | null;
  /** IANA; null: the operator's. */
  readonly timeZone: string | null;
}

/** What a reader chose. */
export interface Preferences {
  readonly schedule: Schedule;
  readonly rules: Rules;
  /** Of the reader's mails; null: as it is. */
  readonly language: Language | null;
}

/** What readers have who chose nothing. */
export interface ScheduleDefaults {
  /** `HH:MM`. */
  readonly time: string;
  /** IANA. */
  readonly timeZone: string;
}

/** No mail until a day, in the reader's zone. */
export interface Pause {
  readonly until: CalendarDate;
  /** Whether the pause ends with a digest of what was best in it. */
  readonly catchUp: boolean;
}

export const everyDay: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

const TIME = /^([01]\d|2[0-3]):(00|15|30|45)$/;

export function isQuarterHour(time: string): boolean {
  return TIME.test(time);
}

/** Days of the week as the bits of a number, Monday the lowest. */
export function weekdayMask(weekdays: readonly number[]): number {
  return weekdays.reduce((mask, day) => mask | (1 << (day - 1)), 0);
}

export function weekdaysOf(mask: number): number[] {
  return everyDay.filter((day) => (mask & (1 << (day - 1))) !== 0);
}
