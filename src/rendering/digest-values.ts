import type { Texts } from '../i18n/texts.js';
import type { DigestKind, DigestWithPapers } from '../model/digest.js';
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
  /** Sentences on the digest itself, before its papers. */
  readonly remarks: readonly string[];
  readonly blocks: readonly BlockView[];
  readonly bloomers: readonly BloomerView[];
  /** Where, in a paper's block, the line on why it is there goes in. */
  readonly whyMark: string;
  readonly whyBlockMark: string;
  readonly why: string;
  readonly endMark: string;
  readonly reader: {
    readonly address: string;
    readonly unsubscribeUrl: string;
    readonly answersUrl: string;
    readonly preferencesUrl: string;
  };
}

export interface BlockView {
  readonly mark: string;
  readonly form: DigestBlockForm;
  readonly paper: PaperView | null;
}

/** What stays open until an edition and a reader are known. */
export type OpenDigestValues = Pick<DigestValues, 'date' | 'preheader' | 'why' | 'reader'>;

/** A digest's values with all its blocks, in the order of their indexes. */
export function digestValues(
  texts: Texts,
  site: SiteIdentity,
  digest: DigestWithPapers,
  open: OpenDigestValues,
): DigestValues {
  const papers = digest.papers.map((paper) => viewPaper(texts, paper, digest.period.slice(0, 4)));
  return {
    site: viewSite(site),
    kind: digest.kind,
    total: papers.length,
    pageUrl: digest.kind === 'sample' ? null : digestPageUrl(site.publicUrl, digest),
    blocks: blockPlaces(papers.length).map((place, index) => viewBlock(place, index, papers)),
    bloomers: digest.bloomers.map((bloomer) => viewBloomer(texts, bloomer, digest.period)),
    remarks: remarkSentences(texts, digest.remarks),
    whyMark: cutMark('why'),
    whyBlockMark: cutMark('why-block'),
    endMark: cutMark('end'),
    ...open,
  };
}

function viewBlock({ form, paper }: BlockPlace, index: number, papers: readonly PaperView[]): BlockView {
  return { mark: cutMark(String(index)), form, paper: paper === null ? null : (papers[paper] ?? null) };
}
