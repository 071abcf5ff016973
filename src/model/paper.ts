import type { CalendarDate } from './calendar-date.js';
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

/** Year and month, from April 2007 on; the number has four digits until December 2014, and five since. */
const NEW_ID = String.raw`(?:0(?:7(?:0[4-9]|1[0-2])|[89](?:0[1-9]|1[0-2]))|1[0-4](?:0[1-9]|1[0-2]))\.\d{4}|(?:1[5-9]|[2-8]\d)(?:0[1-9]|1[0-2])\.\d{5}`;
/** Year and month behind the archive, until March 2007. */
const OLD_NUMBER = String.raw`(?:(?:9[1-9]|0[0-6])(?:0[1-9]|1[0-2])|070[1-3])\d{3}`;
const ARXIV_ID = new RegExp(String.raw`^(?:${NEW_ID}|[a-z-]{2,20}(?:\.[A-Z]{2})?\/${OLD_NUMBER})$`);
/** Where papers are shown under their ids: the last part of a path before one. */
const PLACES = String.raw`abs|pdf|html|ps|src|e-print|format|papers?(?:\/\d{4})?|overview|forum|abstract|tb|arxiv|doi`;
/** What shows another page: an archive, a reader. */
const AROUND_ADDRESS = String.raw`https?:\/\/[\w.-]+\/(?:[\w*-]+\/){0,2}(?=https?:\/\/)`;
/** An address of one, a DOI of arXiv's, or the name of arXiv; nothing where the id stands alone. */
const BEFORE_ID = String.raw`(?:${AROUND_ADDRESS})?(?:corr[,:]?\s+)?(?:(?:https?:\/\/)?[\w.-]+(?::\d+)?\/{1,2}(?:[\w-]+\/){0,2}?(?:${PLACES})\/|\/?(?:${PLACES})\/)?(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*)?(?:10\.48550\/)?(?:oai:)?(?:(?:https?:\/\/)?[\w.-]+\/(?=arxiv:))?(?:(?:info|urn):(?=arxiv)|(?:arxiv )?(?:(?:e-?)?preprint|e-?prints?)[:,\s]\s*|eprint\s*[:=]\s*\{?)?(?:arxiv(?:\.org)?[:.\s/]\s*)?`;
/** Version, kind of file, category, date, and what a browser adds. */
const BEHIND_ID = String.raw`(?:v[1-9]\d{0,2})?(?:\s?\(\d{1,2}\)(?=\.pdf))?(?:\.pdf|\.html|\.md)?\/?(?:\s*\[[a-z-]+(?:\.[a-z-]+)?\])?(?:,?\s*(?:\d{1,2} [a-z]{3,9} )?\(?\d{4}\)?)?(?:[?#]\S*)?`;
/** An id as people and programs write it. */
const WRITTEN_ID = new RegExp(
  String.raw`^${BEFORE_ID}(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z-]{2,10})?\/\d{7})${BEHIND_ID}$`,
  'i',
);
/** What stands around an id in a text: quotation marks, brackets, the end of a sentence. */
const AROUND = /^[\s<("'`‘“„«‹「『《〈【[{]+|[\s>)"'`’”“»›」』》〉】\].,;:。、}]+$/g;
/** A link of Markdown or LaTeX, and the title of a page on arXiv, `[2607.28628] A Title`. */
const WRAPPED =
  /^(?:\[[^\]]*\]\(([^()\s]+)\)|\\url\{([^{}\s]+)\}|\\href\{([^{}\s]+)\}.*|\[(\S{9,20})\]\s.+)$/i;
/** A longer text is no id. */
export const LONGEST_WRITTEN_ID = 300;

/** arXiv began in 1991; a smaller number is of this century. */
const FIRST_YEAR = 91;

/** The year that the first two digits of an arXiv id's number stand for. */
export function arxivYear(digits: string): number {
  const year = Number(digits);
  return year + (year >= FIRST_YEAR ? 1900 : 2000);
}
/** `math.GT/0309136` and `math/0309136`, `cond-mat.str-el/0309136` and `cond-mat/0309136` name one paper: the subject class was never part of the id. */
const SUBJECT_CLASS = /\.[a-z-]{2,10}(?=\/)/i;

/** The name under which the invented papers are listed. */
export const SAMPLE_SOURCE = 'sample';

/** True for an arXiv id of either scheme, without a version (https://info.arxiv.org/help/arxiv_identifier.html). */
export function isArxivId(text: string): boolean {
  return ARXIV_ID.test(text);
}

/**
 * The id of an arXiv paper out of what somebody calls it: an address on arXiv, Hugging Face or elsewhere, a DOI,
 * `arXiv:2607.28628v1 [cs.CL]`, a file's name; without version and subject class.
 * @returns null where that is no arXiv id
 */
export function arxivIdOf(text: string): string | null {
  const written = text
    .slice(0, LONGEST_WRITTEN_ID)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/%2f/gi, '/')
    .trim();
  const inside =
    WRAPPED.exec(written)
      ?.slice(1)
      .find((part) => part !== undefined) ?? written;
  const found = WRITTEN_ID.exec(inside) ?? WRITTEN_ID.exec(inside.replace(AROUND, ''));
  const id = found?.[1]?.toLowerCase().replace(SUBJECT_CLASS, '');
  return id === undefined || !isArxivId(id) ? null : id;
}

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
