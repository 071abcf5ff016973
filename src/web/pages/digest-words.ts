import type { Digest } from '../../model/digest.js';
import { monthName, shortPeriodTitle } from '../../rendering/dates.js';
import { weekdayDate } from './date-words.js';

type Named = Pick<Digest, 'kind' | 'period' | 'lastDay'>;

/** `Digest of Mon, Mar 23`, `The week of March 23`, `March 2026`. */
export function digestHeading({ kind, period, lastDay }: Named): string {
  return shortPeriodTitle(kind, period, lastDay) ?? `Digest of ${weekdayDate(period)}`;
}

/** `Mon, Mar 23`, `The week of March 23`, `March 2026`: where it is plain that digests are meant. */
export function digestLinkText({ kind, period, lastDay }: Named): string {
  return shortPeriodTitle(kind, period, lastDay) ?? weekdayDate(period);
}

/** Under which heading the archive lists a digest: a month, or for months a year. */
export function archiveHeading({ kind, period }: Named): { readonly id: string; readonly text: string } {
  if (kind === 'monthly') return { id: period.slice(0, 4), text: period.slice(0, 4) };
  return { id: period.slice(0, 7), text: monthName(period) };
}
