import type { CalendarDate } from '../model/calendar-date.js';
import type { LateBloomer } from '../model/digest.js';
import { paperLinks } from '../model/paper.js';
import { plainText } from '../model/readable-text/plain-text.js';
import { readText } from '../model/readable-text/readable-text.js';
import type { ReadableText } from '../model/readable-text/run.js';
import { shortDate } from './dates.js';

/** A late bloomer as the templates of mail show it. */
export interface BloomerView {
  readonly title: string;
  readonly titleMarkup: ReadableText;
  readonly link: string | null;
  readonly reason: string;
}

const numbers = new Intl.NumberFormat('en-US');

/** @param period the day of the digest; dates of other years name theirs */
export function viewBloomer(bloomer: LateBloomer, period: CalendarDate): BloomerView {
  const title = readText(bloomer.paper.title || 'Untitled');
  return {
    title: plainText(title),
    titleMarkup: title,
    link: paperLinks(bloomer.paper.id)?.abstract ?? null,
    reason: bloomerReason(bloomer, period),
  };
}

/** Why it is there, and whether readers had it: `Rose from 4 to 97 upvotes since Mar 3, when it was in the digest.` */
export function bloomerReason(
  { upvotesBefore, upvotes, since, before }: LateBloomer,
  period: CalendarDate,
): string {
  const day = shortDate(since, period.slice(0, 4));
  const rise = `Rose from ${numbers.format(upvotesBefore)} to ${numbers.format(upvotes)} upvotes since ${day}`;
  return before === null ? `${rise}; no digest had it.` : `${rise}, when it was in the digest.`;
}
