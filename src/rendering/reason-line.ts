import type { Texts } from '../i18n/texts.js';
import { addDays, type CalendarDate } from '../model/calendar-date.js';
import type { Reason } from '../model/reason.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import { shortenTitle } from './shorten.js';

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
export function reasonLine(texts: Texts, why: Reason, upvotes: number, listed: ListedWhen | null): string {
  const { t } = texts;
  const words = reasonWords(texts, why);
  if (upvotes === 0) return words;
  const reason = RIGHT_TO_LEFT.test(words) ? words + LEFT_TO_RIGHT_MARK : words;
  const said = { reason, count: upvotes };
  return listed === null ? t('why.votes', said) : saySince(texts, said, listed);
}

/** `follows: diffusion`. */
export function reasonWords({ t }: Texts, why: Reason): string {
  return why.kind === 'follows' ? t('why.follows', { terms: why.terms }) : t('why.top-three');
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
export function likeLine({ t }: Texts, { title, saved }: ShownLike): string {
  const plain = shortenTitle(plainText(readText(title)), LIKED_TITLE_CHARACTERS);
  return saved ? t('why.like-saved', { title: plain }) : t('why.like-more', { title: plain });
}

function saySince(
  { t, dates }: Texts,
  said: { readonly reason: string; readonly count: number },
  { listedOn, lastList }: ListedWhen,
): string {
  return listedOn > addDays(lastList, -6)
    ? t('why.votes-since-weekday', { ...said, weekday: dates.weekday(listedOn) })
    : t('why.votes-since', { ...said, day: dates.short(listedOn, lastList.slice(0, 4)) });
}
