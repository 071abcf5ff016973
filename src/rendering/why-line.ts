import { addDays, type CalendarDate } from '../model/calendar-date.js';
import { shortDate } from './dates.js';
import { counted } from './paper-view.js';

const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' });

/** When a paper came on a list, and the last list of the digest that holds it. */
export interface ListedWhen {
  readonly listedOn: CalendarDate;
  readonly lastList: CalendarDate;
}

/**
 * `follows: diffusion · 214 upvotes since Monday`.
 * @param listed null where that is not known
 */
export function whyLine(reason: string, upvotes: number, listed: ListedWhen | null): string {
  const votes = counted(upvotes, 'upvote');
  if (votes === null) return reason;
  return `${reason} · ${votes}${listed === null ? '' : ` since ${sinceWords(listed)}`}`;
}

function sinceWords({ listedOn, lastList }: ListedWhen): string {
  if (listedOn > addDays(lastList, -6)) return weekday.format(new Date(listedOn));
  return shortDate(listedOn, lastList.slice(0, 4));
}
