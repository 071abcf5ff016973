import type { Texts } from '../i18n/texts.js';
import { dateIn } from '../model/calendar-date.js';
import type { DigestPaper } from '../model/digest.js';
import { isSample, paperLinks } from '../model/paper.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { ReadableText } from '../paper-text/run.js';
import { readUrl } from '../read-url.js';
import { shortenReadable } from './shorten-readable.js';

/** About three lines of the mail's column. */
const BRIEF_CHARACTERS = 250;

/** A paper as the templates show it: finished text, nothing left to decide. */
export interface PaperView {
  /** The paper's rank in the digest, whatever an edition leaves out: editions agree on what number 3 is. */
  readonly position: number;
  /** The rank as plain text starts a title with it. */
  readonly numeral: string;
  readonly title: string;
  /** What HTML shows in place of `title`; the same holds for the other texts. */
  readonly titleMarkup: ReadableText;
  readonly link: string | null;
  readonly meta: string;
  /** The operator's word on it; null for none. */
  readonly note: string | null;
  readonly abstract: string;
  readonly abstractMarkup: ReadableText;
  readonly brief: string;
  readonly briefMarkup: ReadableText;
  readonly actions: readonly PaperAction[];
}

export interface PaperAction {
  readonly label: string;
  readonly url: string;
  /** The label filled up so that the addresses of a plain text stand in one column. */
  readonly column: string;
}

/** @param year that of the digest; dates of other years name theirs */
export function viewPaper(texts: Texts, entry: DigestPaper, year: string): PaperView {
  const { paper, position } = entry;
  const title = readText(paper.title || texts.t('mail-paper.untitled'));
  const abstract = readText(paper.abstract);
  const brief = shortenReadable(abstract, BRIEF_CHARACTERS);
  return {
    position,
    numeral: `${position}. `.padEnd(4),
    title: plainText(title),
    titleMarkup: title,
    link: paperLinks(paper.id)?.abstract ?? null,
    meta: metaLine(texts, entry, year),
    note: entry.note,
    abstract: plainText(abstract),
    abstractMarkup: abstract,
    brief: plainText(brief),
    briefMarkup: brief,
    actions: isSample(paper.id) ? [] : paperActions(texts, paper.id, paper.codeUrl),
  };
}

/** `12 authors · Mar 23 · ▲ 214 · 3 comments · code ★ 980`, without what is not known or zero. */
function metaLine(
  { t, dates }: Texts,
  { paper, upvotes, comments, stars }: DigestPaper,
  year: string,
): string {
  const counted = (key: 'authors' | 'upvotes' | 'comments', count: number): string | null =>
    count > 0 ? t(`mail-paper.${key}`, { count }) : null;
  const hasCode = !isSample(paper.id) && httpUrl(paper.codeUrl) !== null;
  return [
    isSample(paper.id) ? t('mail-paper.sample') : null,
    counted('authors', paper.authors.length),
    paper.publishedAt === null ? null : dates.short(dateIn('UTC', paper.publishedAt), year),
    counted('upvotes', upvotes),
    counted('comments', comments),
    hasCode ? (stars === null ? t('mail-paper.code') : t('mail-paper.code-stars', { stars })) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function paperActions({ t }: Texts, paperId: string, codeUrl: string | null): PaperAction[] {
  const links = paperLinks(paperId);
  const actions: [string, string | null][] = [
    ['arXiv', links?.abstract ?? null],
    ['PDF', links?.pdf ?? null],
    [t('mail-paper.to-code'), httpUrl(codeUrl)],
    [t('mail-paper.to-discussion'), links?.discussion ?? null],
  ];
  return actions.flatMap(([label, url]) => (url === null ? [] : [{ label, url, column: label.padEnd(10) }]));
}

/** The URL in its ASCII form where it is one that a mail or a page may link to (http or https). */
export function httpUrl(url: string | null): string | null {
  const read = url === null ? null : readUrl(url);
  if (read === null) return null;
  const { protocol, href } = read;
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
