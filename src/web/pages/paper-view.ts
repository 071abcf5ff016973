import type { Texts } from '../../i18n/texts.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { DigestPaper } from '../../model/digest.js';
import { paperPageUrl } from '../../model/links.js';
import { isSample, type ObservedPaper, type Paper, paperLinks } from '../../model/paper.js';
import { authorNames } from '../../paper-text/author-names.js';
import { readText } from '../../paper-text/readable-text.js';
import { flatText, type ReadableText } from '../../paper-text/run.js';
import { httpUrl } from '../../rendering/paper-view.js';
import { whyTrending } from './why-trending.js';

/** An abstract of this length fits the three lines that are shown anyway. */
const FOLDS_FROM = 240;

export interface PaperView {
  readonly position: number;
  /** An id within the page. */
  readonly anchor: string;
  readonly title: ReadableText;
  /** Its own page, without the base; null for an invented paper. */
  readonly page: string | null;
  /** Empty where there is none. */
  readonly abstract: ReadableText;
  /** Whether "more" has something to show. */
  readonly folds: boolean;
  /** Counts are null where they are zero or unknown. */
  readonly authorsText: string | null;
  readonly authorNames: string;
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

/** A paper as the page shows it; `today` decides whether its date names the year. */
export function paperView(
  texts: Texts,
  observed: ObservedPaper & Partial<Pick<DigestPaper, 'score' | 'breakdown' | 'note'>>,
  position: number,
  today: CalendarDate,
): PaperView {
  const { t, dates, number } = texts;
  const { paper, upvotes, comments, stars } = observed;
  const published = paper.publishedAt === null ? null : dateIn('UTC', paper.publishedAt);
  const trendingText = whyTrending(texts, observed.score ?? 0, observed.breakdown ?? {});
  const abstract = readText(paper.abstract);
  const count = paper.authors.length;
  const names = authorNames(paper.authors);
  const links = isSample(paper.id) ? [] : linksOf(texts, paper);
  return {
    position,
    anchor: `paper-${position}`,
    title: readText(paper.title || t('paper.untitled')),
    page: paperLinks(paper.id) === null ? null : paperPageUrl('', paper.id),
    abstract,
    folds: flatText(abstract).length > FOLDS_FROM || names !== '' || trendingText !== null,
    authorsText: count === 0 ? null : t('paper.authors', { count }),
    authorNames: names,
    organization: paper.organization,
    keywords: paper.keywords.join(' · '),
    dateText: published === null ? null : dates.short(published, today.slice(0, 4)),
    dateIso: published,
    upvotesText: upvotes === 0 ? null : number(upvotes),
    upvotesWord: t('paper.upvotes', { count: upvotes }),
    commentsText: comments === 0 ? null : t('paper.comments', { count: comments }),
    starsText: stars === null || isSample(paper.id) || httpUrl(paper.codeUrl) === null ? null : number(stars),
    note: observed.note ?? null,
    trendingText,
    links,
  };
}

function linksOf({ t }: Texts, paper: Paper): PaperView['links'] {
  const places = paperLinks(paper.id);
  return [
    { text: 'arXiv', href: places?.abstract ?? null },
    { text: 'PDF', href: places?.pdf ?? null },
    { text: t('paper.to-code'), href: httpUrl(paper.codeUrl) },
    { text: t('paper.to-project'), href: httpUrl(paper.projectUrl) },
    { text: t('paper.to-discussion'), href: places?.discussion ?? null },
  ].filter((link): link is { text: string; href: string } => link.href !== null);
}
