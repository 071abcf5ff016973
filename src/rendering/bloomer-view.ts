import type { Texts } from '../i18n/texts.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { LateBloomer } from '../model/digest.js';
import { paperLinks } from '../model/paper.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { ReadableText } from '../paper-text/run.js';

/** A late bloomer as the templates of mail show it. */
export interface BloomerView {
  readonly title: string;
  readonly titleMarkup: ReadableText;
  readonly link: string | null;
  readonly reason: string;
}

/** @param period the day of the digest; dates of other years name theirs */
export function viewBloomer(texts: Texts, bloomer: LateBloomer, period: CalendarDate): BloomerView {
  const title = readText(bloomer.paper.title || texts.t('mail-paper.untitled'));
  return {
    title: plainText(title),
    titleMarkup: title,
    link: paperLinks(bloomer.paper.id)?.abstract ?? null,
    reason: bloomerReason(texts, bloomer, period),
  };
}

/** Why it is there, and whether readers had it: `Rose from 4 to 97 upvotes since Mar 3, when it was in the digest.` */
export function bloomerReason(
  { t, dates }: Texts,
  { upvotesBefore, upvotes, since, before }: LateBloomer,
  period: CalendarDate,
): string {
  const rise = { before: upvotesBefore, upvotes, day: dates.short(since, period.slice(0, 4)) };
  return before === null ? t('remarks.rose-new', rise) : t('remarks.rose-after', rise);
}
