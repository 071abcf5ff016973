import type { Texts } from '../../i18n/texts.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { DigestPaper } from '../../model/digest.js';
import { paperPageUrl } from '../../model/links.js';
import { discussionOf, isSample, type ObservedPaper, paperLinks } from '../../model/paper.js';
import { readText } from '../../paper-text/readable-text.js';
import type { ReadableText } from '../../paper-text/run.js';
import { authorLine, organisationLine } from '../../rendering/author-line.js';
import { type ExcerptOrigin, paperExcerpt } from '../../rendering/excerpts.js';
import { glanceSentence, glanceTitle, rowSentence } from '../../rendering/glance.js';
import { httpUrl } from '../../rendering/paper-view.js';
import { whyTrending } from './why-trending.js';

export interface PaperView {
  readonly id: string;
  readonly position: number;
  /** An id within the page. */
  readonly anchor: string;
  readonly title: ReadableText;
  /** For the box on top. */
  readonly shortTitle: ReadableText;
  /** Its own page, without the base; null for an invented paper. */
  readonly page: string | null;
  /** The path of its picture, without the base; null where it is shown without. */
  readonly picture: string | null;
  /** Empty where there is none. */
  readonly abstract: ReadableText;
  /** A few lines on it; null where nothing is known. */
  readonly summary: ReadableText | null;
  /** Whose words the summary is. */
  readonly summaryLabel: string;
  /** Whose words the sentences are; null where there are none. */
  readonly origin: ExcerptOrigin | null;
  readonly glance: ReadableText | null;
  readonly sentence: ReadableText | null;
  /** Counts are null where they are zero or unknown. */
  readonly authors: string | null;
  readonly authorsText: string | null;
  readonly organization: string | null;
  readonly keywords: string;
  readonly dateText: string | null;
  readonly dateIso: string | null;
  readonly upvotesText: string | null;
  readonly upvotesWord: string;
  readonly commentsText: string | null;
  readonly starsText: string | null;
  /** The operator's word on it; null for none. */
  readonly note: string | null;
  /** How its score came about; null where it was not ranked by more than one thing. */
  readonly trendingText: string | null;
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

/** A paper as pages show it, with what is known of its place in a digest. */
export type ShownPaper = ObservedPaper & Partial<Pick<DigestPaper, 'score' | 'breakdown' | 'note'>>;

/** A paper as the page shows it; `today` decides whether its date names the year. */
export function paperView(
  texts: Texts,
  observed: ShownPaper,
  position: number,
  today: CalendarDate,
): PaperView {
  const { t, dates } = texts;
  const { paper, summaryBy } = observed;
  const published = paper.publishedAt === null ? null : dateIn('UTC', paper.publishedAt);
  const title = readText(paper.title || t('paper.untitled'));
  const excerpt = paperExcerpt(paper, summaryBy);
  const count = paper.authors.length;
  return {
    id: paper.id,
    position,
    anchor: `paper-${position}`,
    title,
    shortTitle: glanceTitle(title),
    page: paperLinks(paper.id) === null ? null : paperPageUrl('', paper.id),
    picture: null,
    abstract: readText(paper.abstract),
    summary: excerpt?.text ?? null,
    summaryLabel: excerpt === null ? '' : t(`mail-paper.by-${excerpt.origin}`),
    origin: excerpt?.origin ?? null,
    glance: glanceSentence(paper, summaryBy)?.text ?? null,
    sentence: rowSentence(paper, summaryBy)?.text ?? null,
    authors: authorLine(texts, paper.authors),
    authorsText: count === 0 ? null : t('paper.authors', { count }),
    organization: organisationLine(paper.organization),
    keywords: paper.keywords.join(' · '),
    dateText: published === null ? null : dates.short(published, today.slice(0, 4)),
    dateIso: published,
    ...countsOf(texts, observed),
    note: observed.note ?? null,
    trendingText: whyTrending(texts, observed.score ?? 0, observed.breakdown ?? {}),
    links: isSample(paper.id) ? [] : linksOf(texts, observed),
  };
}

function countsOf({ t, number }: Texts, { paper, upvotes, comments, stars }: ShownPaper) {
  const hasCode = !isSample(paper.id) && httpUrl(paper.codeUrl) !== null;
  return {
    upvotesText: upvotes === 0 ? null : number(upvotes),
    upvotesWord: t('paper.upvotes', { count: upvotes }),
    commentsText: comments === 0 ? null : t('paper.comments', { count: comments }),
    starsText: stars === null || stars === 0 || !hasCode ? null : number(stars),
  };
}

function linksOf({ t }: Texts, shown: ShownPaper): PaperView['links'] {
  const { paper } = shown;
  const places = paperLinks(paper.id);
  return [
    { text: 'arXiv', href: places?.abstract ?? null },
    { text: 'PDF', href: places?.pdf ?? null },
    { text: t('paper.to-code'), href: httpUrl(paper.codeUrl) },
    { text: t('paper.to-project'), href: httpUrl(paper.projectUrl) },
    { text: t('paper.to-discussion'), href: discussionOf(shown) },
  ].filter((link): link is { text: string; href: string } => link.href !== null);
}
