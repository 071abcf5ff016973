import { addDays, type CalendarDate } from '../model/calendar-date.js';
import { plainText } from '../model/readable-text/plain-text.js';
import { readText } from '../model/readable-text/readable-text.js';
import { shortDate } from './dates.js';
import { counted } from './paper-view.js';
import { shortenTitle } from './shorten.js';

const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' });

/** A name of such letters takes the number that follows it to its other side, unless a mark ends it (UAX #9). */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LEFT_TO_RIGHT_MARK = '\u200E';

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
  return `${reason}${RIGHT_TO_LEFT.test(reason) ? LEFT_TO_RIGHT_MARK : ''} · ${votes}${listed === null ? '' : ` since ${sinceWords(listed)}`}`;
}

/** A paper that a reader liked. */
export interface ShownLike {
  /** As its source wrote it. */
  readonly title: string;
  /** Saved; else voted for. */
  readonly saved: boolean;
}

const LIKED_TITLE_CHARACTERS = 72;

/** Why a paper stands where it does in a reader’s own order: `like “Fewer Steps”, which you saved`. */
export function likeLine({ title, saved }: ShownLike): string {
  const plain = shortenTitle(plainText(readText(title)), LIKED_TITLE_CHARACTERS);
  return `like “${plain}”, ${saved ? 'which you saved' : 'of which you wanted more'}`;
}

function sinceWords({ listedOn, lastList }: ListedWhen): string {
  if (listedOn > addDays(lastList, -6)) return weekday.format(new Date(listedOn));
  return shortDate(listedOn, lastList.slice(0, 4));
}
