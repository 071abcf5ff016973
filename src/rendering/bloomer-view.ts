import type { Texts } from '../i18n/texts.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { LateBloomer } from '../model/digest.js';
import { paperPageUrl } from '../model/links.js';
import { paperLinks } from '../model/paper.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { ShownText } from './paper-view.js';

/** A late bloomer as the templates of mail show it. */
export interface BloomerView {
  readonly title: ShownText;
  /** The paper's own page here. */
  readonly link: string | null;
  readonly reason: string;
}

/** @param period the day of the digest; dates of other years name theirs */
export function viewBloomer(
  texts: Texts,
  bloomer: LateBloomer,
  { publicUrl, period }: { readonly publicUrl: string; readonly period: CalendarDate },
): BloomerView {
  const markup = readText(bloomer.paper.title || texts.t('mail-paper.untitled'));
  const { id } = bloomer.paper;
  return {
    title: { text: plainText(markup), markup },
    link: paperLinks(id) === null ? null : paperPageUrl(publicUrl, id),
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
