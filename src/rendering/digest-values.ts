import type { Texts } from '../i18n/texts.js';
import type { DigestKind, DigestPaper, DigestWithPapers } from '../model/digest.js';
import { type IntroParagraph, introParagraphs, wordsIn } from '../model/intro.js';
import { digestPageUrl } from '../model/links.js';
import { type BloomerView, viewBloomer } from './bloomer-view.js';
import { type BlockPlace, blockPlaces, type DigestBlockForm } from './digest-blocks.js';
import { type PaperView, viewPaper } from './paper-view.js';
import { cutMark } from './placeholders.js';
import { remarkSentences } from './remarks.js';
import type { SiteIdentity } from './site-identity.js';
import { type SiteView, viewSite } from './site-view.js';

/** What the templates of the digest are filled with. */
export interface DigestValues {
  readonly site: SiteView;
  /** What it is of: a day, a week, a month. */
  readonly date: string;
  readonly kind: DigestKind;
  readonly total: number;
  /** The digest's page; null for a sample, which has none. */
  readonly pageUrl: string | null;
  readonly preheader: string;
  /** Under the date: how many papers, and who chose them. */
  readonly line: string;
  /** Of the lines on top: `Today in 30 seconds`. */
  readonly glanceHeading: string;
  /** What an edition says of its papers. */
  readonly said: SaidOfEdition;
  readonly papers: readonly PaperView[];
  /** What an editor says before the papers; empty for nothing. */
  readonly intro: readonly IntroParagraph[];
  /** Sentences on the digest itself, before its papers. */
  readonly remarks: readonly string[];
  readonly blocks: readonly BlockView[];
  readonly bloomers: readonly BloomerView[];
  /** Where blocks are cut. */
  readonly marks: Readonly<Record<keyof typeof marks, string>>;
  readonly why: string;
  readonly reader: {
    readonly address: string;
    readonly unsubscribeUrl: string;
    readonly answersUrl: string;
    readonly preferencesUrl: string;
  };
}

/** What an edition says of its papers, in both parts. */
export interface SaidOfEdition {
  /** `Then ten papers at more length, and`, `21 in a line each`; the latter is a link to them. */
  readonly glanceThen: string;
  readonly glanceRows: string;
  /** Whose words the sentences are. */
  readonly glanceWords: string;
  /** All of it as one paragraph of plain text. */
  readonly glanceLine: string;
  /** `Ten papers`. */
  readonly papersHeading: string;
  /** `21 more`. */
  readonly rowsHeading: string;
}

/**
 * Names of the marks: before the line on why in a paper's block, before its picture and behind it, before such a line
 * itself, and behind the last block.
 */
export const marks = {
  why: 'why',
  picture: 'picture',
  pictureEnd: 'picture-end',
  whyBlock: 'why-block',
  end: 'end',
} as const;

export interface BlockView {
  readonly mark: string;
  readonly form: DigestBlockForm;
  readonly paper: PaperView | null;
}

/** What stays open until an edition and a reader are known. */
export type OpenDigestValues = Pick<DigestValues, 'date' | 'line' | 'preheader' | 'why' | 'said' | 'reader'>;

/** A digest's values with all its blocks, in the order of their indexes. */
export function digestValues(
  texts: Texts,
  site: SiteIdentity,
  digest: DigestWithPapers,
  open: OpenDigestValues,
): DigestValues {
  const shown = site.pictures === false ? digest.papers.map(withoutPicture) : digest.papers;
  const papers = shown.map((paper) => viewPaper(texts, paper, site.publicUrl));
  return {
    site: viewSite(site, texts),
    kind: digest.kind,
    total: papers.length,
    pageUrl: digest.kind === 'sample' ? null : digestPageUrl(site.publicUrl, digest),
    blocks: blockPlaces(papers.length).map((place, index) => viewBlock(place, index, papers)),
    bloomers: digest.bloomers.map((bloomer) =>
      viewBloomer(texts, bloomer, { publicUrl: site.publicUrl, period: digest.period }),
    ),
    papers,
    glanceHeading: texts.t(`mail-digest.glance-${digest.kind}`),
    intro: introParagraphs(wordsIn(digest.intro ?? {}, texts.language)),
    remarks: remarkSentences(texts, digest.remarks),
    marks: {
      why: cutMark(marks.why),
      picture: cutMark(marks.picture),
      pictureEnd: cutMark(marks.pictureEnd),
      whyBlock: cutMark(marks.whyBlock),
      end: cutMark(marks.end),
    },
    ...open,
  };
}

function withoutPicture(paper: DigestPaper): DigestPaper {
  return { ...paper, picture: null };
}

function viewBlock({ form, paper }: BlockPlace, index: number, papers: readonly PaperView[]): BlockView {
  return { mark: cutMark(String(index)), form, paper: paper === null ? null : (papers[paper] ?? null) };
}
