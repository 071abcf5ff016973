import { DAY_MS } from '../../durations.js';

/** Year, month and day with the same sign between them, or none; then a time. */
const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]\s*(\S.*))?$/i;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?[T ]\s*(\S.*))?$/i;
const TIME =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(am|pm|a\.m\.|p\.m\.|uhr)?\s?(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/i;
/** `15 Jan 2024`, `January 15, 2024`, `Mon, 15 Jan 2024 10:00:00 GMT`. */
const NAMED_DAY =
  /^(?:[a-z]{3,9},?\s)?(?:(\d{1,2})\.?\s([a-z]{3,9})|([a-z]{3,9})\s(\d{1,2}))\.?,?\s(\d{4})(?:,?\s(?:at\s)?(.*))?$/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** Seconds since 1970, or milliseconds; and days since the end of 1899, as spreadsheets count. */
const SECONDS = /^\d{9,10}$/;
const MILLISECONDS = /^\d{12,13}$/;
const SHEET_DAYS = /^[345]\d{4}(?:\.\d+)?$/;
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);
const EARLIEST_YEAR = 1990;
const LONGEST = 60;

/**
 * When something was, as lists write it; null for what is no moment of the past, and where nobody can tell the day from
 * the month. Without a zone a moment is one of UTC, as services export them.
 */
export function pastMoment(text: string, now: Date): Date | null {
  const moment = text.length > LONGEST ? null : momentOf(text.replace(/\s+/g, ' ').trim());
  if (moment === null || Number.isNaN(moment)) return null;
  const date = new Date(moment);
  return date > now || date.getUTCFullYear() < EARLIEST_YEAR ? null : date;
}

function momentOf(text: string): number | null {
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (MILLISECONDS.test(text)) return Number(text);
  if (SHEET_DAYS.test(text)) return Math.round(SHEET_EPOCH_MS + Number(text) * DAY_MS);
  const first = YEAR_FIRST.exec(text);
  if (first !== null) {
    const [, year, sign, month = '', day = '', time] = first;
    return sign === '' && month.length + day.length < 4 ? null : at([year, month, day], time);
  }
  const last = YEAR_LAST.exec(text);
  if (last !== null) {
    const [, one = '', sign, other = '', year, time] = last;
    // With dots the day comes first everywhere; with other signs not in America.
    const isDayFirst = sign === '.' || Number(one) > 12 || one === other;
    if (!isDayFirst && Number(other) <= 12) return null;
    return isDayFirst ? at([year, other, one], time) : at([year, one, other], time);
  }
  const [, day, name, nameFirst, dayBehind, year, time] = NAMED_DAY.exec(text) ?? [];
  const month = MONTHS.indexOf((name ?? nameFirst ?? '').slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? null : at([year, String(month), day ?? dayBehind], time);
}

/** Null for a day that no calendar has, and a time that is none. */
function at(parts: readonly (string | undefined)[], time: string | undefined): number | null {
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const midnight = Date.UTC(year, month - 1, day);
  const read = new Date(midnight);
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day) return null;
  if (time === undefined || time === '') return midnight;
  const [whole, hours, minutes, seconds = '0', part = '0', half = '', zone = ''] = TIME.exec(time) ?? [];
  if (whole === undefined) return null;
  const hour = halfDay(Number(hours), half.toLowerCase());
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const second = Number(`${seconds}.${part}`);
  return midnight + Math.trunc(((hour * 60 + Number(minutes) - minutesOf(zone)) * 60 + second) * 1_000);
}

function halfDay(hour: number, half: string): number {
  if (half.startsWith('p')) return (hour % 12) + 12;
  return half.startsWith('a') ? hour % 12 : hour;
}

/** Minutes ahead of UTC. */
function minutesOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
