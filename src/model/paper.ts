import type { CalendarDate } from './calendar-date.js';
import { isArxivId } from './paper-id.js';
import { sourceKindOf } from './source-kind.js';

/** One work, by its arXiv id without a version (`2603.17024`, `hep-th/9901001`) or, invented, `sample-01`. */
export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  readonly publishedAt: Date | null;
  readonly organization: string | null;
  readonly codeUrl: string | null;
  readonly projectUrl: string | null;
  /** One sentence made by the source, where it has one. */
  readonly summary: string | null;
  readonly keywords: readonly string[];
  /** Of arXiv, such as `cs.CL`, the primary one first; empty where no source tells them. */
  readonly categories: readonly string[];
}

/** A paper's place on a source's list for one day. */
export interface Listing {
  readonly source: string;
  readonly paperId: string;
  readonly listDate: CalendarDate;
  /** The handle of whoever put it on the list. */
  readonly submittedBy: string | null;
  /** When the source was seen to list it. */
  readonly seenAt: Date;
}

/** What was seen of a paper at one moment. */
export interface Observation {
  readonly source: string;
  readonly paperId: string;
  readonly observedAt: Date;
  readonly upvotes: number;
  readonly comments: number;
  readonly stars: number | null;
}

/** What a source's own API says of a listed paper beyond the neutral fields, in its own names. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** What a source says of a paper, wherever that is listed. */
export interface SaidPaper {
  readonly paper: Paper;
  /** Whether its authors took it back; null where the source does not tell. */
  readonly withdrawn: boolean | null;
  readonly seenAt: Date;
}

/** The neutral type that every source adapter answers with. */
export interface ListedPaper {
  readonly paper: Paper;
  readonly listing: Listing;
  /** Only from a source whose shape is offered to clients again. */
  readonly record?: SourceRecord | null;
  /** Null where the source counts no votes. */
  readonly observation: Observation | null;
  /** Whether its authors took it back; null where the source does not tell. */
  readonly withdrawn: boolean | null;
}

/** A paper as a page shows it: with its newest observation. */
export interface ObservedPaper {
  readonly paper: Paper;
  readonly upvotes: number;
  readonly comments: number;
  readonly stars: number | null;
  /** The sources on whose lists it stands; null or absent where that is not known. */
  readonly listedBy?: readonly string[] | null;
  /** The source that its summary is of; null or absent where that is not known, or there is none. */
  readonly summaryBy?: string | null;
}

/** A paper as its source lists it at this moment; without votes where it counts none. */
export function asListed({ paper, observation }: ListedPaper): ObservedPaper {
  const { upvotes = 0, comments = 0, stars = null } = observation ?? {};
  return { paper, upvotes, comments, stars };
}

export interface PaperLinks {
  readonly abstract: string;
  readonly pdf: string;
}

/** The name under which the invented papers are listed. */
export const SAMPLE_SOURCE = 'sample';

/** Invented papers that show the product where no source can be reached. */
export function isSample(paperId: string): boolean {
  return paperId.startsWith('sample-');
}

/** Where a paper can be read; nowhere for a sample or an id that is not arXiv's. */
export function paperLinks(paperId: string): PaperLinks | null {
  if (!isArxivId(paperId)) return null;
  return {
    abstract: `https://arxiv.org/abs/${paperId}`,
    pdf: `https://arxiv.org/pdf/${paperId}`,
  };
}

/** Where a paper is discussed; null for what stands on no list of Hugging Face's: it need not have a page there. */
export function discussionOf({ paper, listedBy }: Pick<ObservedPaper, 'paper' | 'listedBy'>): string | null {
  const isListedThere = listedBy == null || listedBy.some((name) => sourceKindOf(name) === 'huggingface');
  return isListedThere && isArxivId(paper.id) ? `https://huggingface.co/papers/${paper.id}` : null;
}
