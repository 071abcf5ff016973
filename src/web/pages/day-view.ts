import type { Texts } from '../../i18n/texts.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { IntroParagraph } from '../../model/intro.js';
import type { ReadableText } from '../../paper-text/run.js';
import type { DayNav } from './day-nav.js';
import { arrangePapers, type DayPapers, type GlanceKind } from './day-papers.js';
import type { PaperView } from './paper-view.js';
import { freshForm, type SubscribeForm } from './subscribe-form.js';

export interface Banner {
  readonly tone: 'warn' | null;
  readonly text: string;
}

/** A file that cites the papers of the page. */
export interface CitationLink {
  readonly text: string;
  /** Path without the base. */
  readonly href: string;
}

export interface BloomerView {
  readonly title: ReadableText;
  /** Its own page, without the base. */
  readonly page: string;
  readonly reason: string;
}

/** What the template `day` shows: the subscribe form beside the papers of a day. */
export interface DayView {
  readonly heading: string;
  readonly byline: string | null;
  readonly day: { readonly iso: string; readonly shortText: string } | null;
  readonly dateline: string;
  readonly description: string;
  /** The name of its image for other sites; without it that of the whole site. */
  readonly card?: string;
  /** The path under which feeds and the sitemap name the page; null where it is nobody's find. */
  readonly canonical?: string | null;
  readonly banners: readonly Banner[];
  /** What an editor says before the papers. */
  readonly intro?: readonly IntroParagraph[];
  /** While the digest is mailed. */
  readonly sending?: { readonly text: string; readonly href: string } | null;
  readonly papers: readonly PaperView[];
  /** Of what kind of list they are. */
  readonly glanceKind?: GlanceKind;
  readonly citations?: readonly CitationLink[];
  /** Papers of earlier days that took off. */
  readonly bloomers?: readonly BloomerView[];
  /** Stands across from the date: how much there is to read. */
  readonly edition: string | null;
  readonly nav: DayNav;
  readonly nextDigest: string;
  /** Where any day can be chosen. */
  readonly picker?: { readonly date: CalendarDate; readonly latest: CalendarDate } | null;
}

/** `34 papers`. */
export function editionOf({ t }: Texts, papers: number): string | null {
  return papers === 0 ? null : t('day.edition', { papers });
}

export function sampleBanner({ t }: Texts): Banner {
  return { tone: 'warn', text: t('day.sample') };
}

export function dayView(
  texts: Texts,
  { papers, ...view }: DayView,
): Omit<DayView, 'papers'> & {
  readonly form: SubscribeForm;
  readonly list: DayPapers;
  readonly paperCount: number;
} {
  return {
    card: 'site',
    canonical: null,
    sending: null,
    intro: [],
    citations: [],
    bloomers: [],
    picker: null,
    ...view,
    list: arrangePapers(texts, papers, view.glanceKind ?? 'daily'),
    paperCount: papers.length,
    form: freshForm,
  };
}
