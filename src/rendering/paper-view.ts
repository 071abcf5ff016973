import type { Texts } from '../i18n/texts.js';
import type { DigestPaper } from '../model/digest.js';
import { paperPageUrl, pictureUrl } from '../model/links.js';
import { isSample, paperLinks } from '../model/paper.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { ReadableText } from '../paper-text/run.js';
import { readUrl } from '../read-url.js';
import { authorLine, organisationLine } from './author-line.js';
import { type Excerpt, type ExcerptOrigin, paperExcerpt } from './excerpts.js';
import { glanceSentence, glanceTitle, rowSentence } from './glance.js';

/** A text as plain text, and what HTML shows in its place. */
export interface ShownText {
  readonly text: string;
  readonly markup: ReadableText;
}

/** A paper as the templates show it: finished text, nothing left to decide. */
export interface PaperView {
  /** The paper's rank in the digest, whatever an edition leaves out: editions agree on what number 3 is. */
  readonly position: number;
  /** The rank as plain text starts a title with it. */
  readonly numeral: string;
  /** An id within the mail. */
  readonly anchor: string;
  readonly title: ShownText;
  /** For the few lines on top. */
  readonly glanceTitle: ShownText;
  /** The paper's own page here; null for a sample, and where it has none. */
  readonly link: string | null;
  /** Who, where, and what readers made of it. */
  readonly meta: string;
  /** Upvotes and code alone, for a row; empty for nothing. */
  readonly counts: string;
  /** The operator's word on it; null for none. */
  readonly note: string | null;
  /** Null where there is none; the same holds for the other texts. */
  readonly abstract: ShownText | null;
  readonly summary: ShownText | null;
  /** Whose words the summary is. */
  readonly summaryLabel: string;
  readonly glance: ShownText | null;
  readonly sentence: ShownText | null;
  /** Whose words the sentences are; null where there are none. */
  readonly origin: ExcerptOrigin | null;
  readonly actions: readonly PaperAction[];
  /** The address of its picture; null for none. */
  readonly picture: string | null;
  /** What is asked of the reader's own page for this paper; null where it has no answers. */
  readonly ownQuery: string | null;
}

export interface PaperAction {
  readonly label: string;
  readonly url: string;
  /** The label filled up so that the addresses of a plain text stand in one column. */
  readonly column: string;
}

/** @param publicUrl of the site, without a slash at its end */
export function viewPaper(texts: Texts, entry: DigestPaper, publicUrl: string): PaperView {
  const { paper, position, summaryBy, picture } = entry;
  const title = readText(paper.title || texts.t('mail-paper.untitled'));
  const excerpt = paperExcerpt(paper, summaryBy);
  const abstract = readText(paper.abstract);
  const { upvotes, comments, code } = countsOf(texts, entry);
  const who = [authorLine(texts, paper.authors), organisationLine(paper.organization)];
  return {
    position,
    numeral: `${position}. `.padEnd(4),
    anchor: `p${position}`,
    title: shown(title),
    glanceTitle: shown(glanceTitle(title)),
    link: paperLinks(paper.id) === null ? null : paperPageUrl(publicUrl, paper.id),
    meta: joined([isSample(paper.id) ? texts.t('mail-paper.sample') : null, ...who, upvotes, comments, code]),
    counts: joined([upvotes, code]),
    note: entry.note,
    abstract: shownOrNull(abstract),
    summary: excerpt === null ? null : shown(excerpt.text),
    summaryLabel: excerpt === null ? '' : texts.t(`mail-paper.by-${excerpt.origin}`),
    glance: shownExcerpt(glanceSentence(paper, summaryBy)),
    sentence: shownExcerpt(rowSentence(paper, summaryBy)),
    origin: excerpt?.origin ?? null,
    actions: isSample(paper.id) ? [] : paperActions(texts, entry, publicUrl),
    picture: picture == null ? null : pictureUrl(publicUrl, picture),
    ownQuery: paperLinks(paper.id) === null ? null : `?paper=${paper.id}`,
  };
}

function shown(markup: ReadableText): ShownText {
  return { text: plainText(markup), markup };
}

function shownOrNull(markup: ReadableText): ShownText | null {
  const text = shown(markup);
  return text.text === '' ? null : text;
}

function shownExcerpt(excerpt: Excerpt | null): ShownText | null {
  return excerpt === null ? null : shown(excerpt.text);
}

/** `▲ 214`, `3 comments`, `code ★ 980`, without what is not known or zero; none of them breaks over two lines. */
function countsOf(
  { t }: Texts,
  { paper, upvotes, comments, stars }: DigestPaper,
): Readonly<Record<'upvotes' | 'comments' | 'code', string | null>> {
  const hasCode = !isSample(paper.id) && httpUrl(paper.codeUrl) !== null;
  const unbroken = (words: string) => words.replaceAll(' ', '\u00A0');
  const code = stars === null || stars === 0 ? t('mail-paper.code') : t('mail-paper.code-stars', { stars });
  return {
    upvotes: upvotes > 0 ? unbroken(t('mail-paper.upvotes', { count: upvotes })) : null,
    comments: comments > 0 ? unbroken(t('mail-paper.comments', { count: comments })) : null,
    code: hasCode ? unbroken(code) : null,
  };
}

/** A line may break behind a dot and not before it. */
function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\u00A0· ');
}

function paperActions({ t }: Texts, { paper }: DigestPaper, publicUrl: string): PaperAction[] {
  const links = paperLinks(paper.id);
  const actions: [string, string | null][] = [
    [t('mail-paper.to-page'), links === null ? null : paperPageUrl(publicUrl, paper.id)],
    ['PDF', links?.pdf ?? null],
    [t('mail-paper.to-code'), httpUrl(paper.codeUrl)],
  ];
  const width = Math.max(...actions.map(([label]) => label.length));
  return actions.flatMap(([label, url]) =>
    url === null ? [] : [{ label, url, column: label.padEnd(width) }],
  );
}

/** The URL in its ASCII form where it is one that a mail or a page may link to (http or https). */
export function httpUrl(url: string | null): string | null {
  const read = url === null ? null : readUrl(url);
  if (read === null) return null;
  const { protocol, href } = read;
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
