import { type BoundedMap, createBoundedMap } from '../bounded-map.js';
import type { AbstractForm } from '../model/rules.js';
import type { CompiledDigest } from './compile-digest.js';
import { saysWhy } from './digest-blocks.js';
import { digestPreheader, digestSubject } from './digest-subject.js';
import { type BothParts, createFrames, filled, PAPERS } from './edition-frames.js';
import type { HtmlBlock, PaperBlock } from './encode-blocks.js';
import { htmlValues, OWN_PAGE_GAP, type TextWithPlaceholders, textValues } from './fill-placeholders.js';
import { textField } from './header-fields.js';
import { type Arrangement, longestArrangement } from './lay-out-blocks.js';
import { type EndOfParts, endOfParts, headerBytes } from './message-parts.js';
import { fillSubject } from './own-subjects.js';
import type { ShownPapers } from './said-of-edition.js';
import { wrapText } from './wrap-text.js';

/** The same with the HTML in pieces. */
export interface BlockPieces {
  readonly text: Buffer;
  readonly html: readonly Buffer[];
}

/**
 * What editions of a digest have in common beside its blocks: made when it is first needed and kept, so that an
 * edition for one message alone encodes little that another has not encoded before.
 */
export interface EditionParts {
  /**
   * The beginning of both parts, with the preheader of an edition and the reader's date.
   * @param papers of the edition, in its order
   */
  head(papers: readonly number[], date: string): BothParts;
  /** What stands between papers, by the index of its block. */
  frames(shown: ShownPapers): (block: number) => BothParts;
  /** How editions with so many papers are arranged where everything fits. */
  longest(papers: number, depth: AbstractForm): Arrangement;
  /** The headers that all readers of such an edition share. */
  headers(papers: readonly number[]): Buffer;
  /** Lines on why a paper is there; known again where it is the same list. */
  reasonLines(lines: readonly string[]): readonly BothParts[];
  /** A paper's block, cut where such a line goes in. */
  halves(block: number, pictures: boolean): readonly [before: BlockPieces, after: BlockPieces];
  /** For each block, the index of the paper whose lines it shows; one that no paper has where it shows none. */
  readonly whyPapers: Int32Array;
  /** Whether one of its papers has a picture. */
  readonly hasPictures: boolean;
  /** The footers, with what stands behind them. */
  readonly end: EndOfParts;
  /** Octets of the HTML of each block, with what is filled in. */
  readonly octets: Float64Array;
  /** Octets of the footer of the HTML without what is personal. */
  readonly footerOctets: number;
}

/** How the lines of a paper's block begin in the plain text. */
const INDENT = '    ';

/** Of a kilobyte or two each. What does not fit any more is made again. */
const MOST_DATES = 4;
const MOST_HEADS = 1_000;
const MOST_REASONS = 5_000;
const MOST_HEADERS = 1_000;
const MOST_ARRANGEMENTS = 1_000;
const MOST_HALVES = 10_000;
/** What is filled in between papers, and the address of a reader's own page, as it is encoded. */
const FRAME_OCTETS = 300;
const OWN_PAGE_OCTETS = 140;

const partsOf = new WeakMap<CompiledDigest, EditionParts>();

export function editionParts(digest: CompiledDigest): EditionParts {
  const known = partsOf.get(digest);
  if (known !== undefined) return known;
  const made = createParts(digest);
  partsOf.set(digest, made);
  return made;
}

function createParts(digest: CompiledDigest): EditionParts {
  const heads = createBoundedMap<string, BoundedMap<number, BothParts>>(MOST_DATES);
  const headers = createBoundedMap<number, Buffer>(MOST_HEADERS);
  const reasonLines = createBoundedMap<readonly string[], readonly BothParts[]>(MOST_REASONS);
  const arrangements = createBoundedMap<string, Arrangement>(MOST_ARRANGEMENTS);
  const halves = createBoundedMap<number, readonly [BlockPieces, BlockPieces]>(MOST_HALVES);
  const titlesOf = (papers: readonly number[]) => papers.map((paper) => digest.titles[paper] ?? '');
  return {
    // A preheader names the second paper and the third, and the line under the date counts them; a subject names the first
    // and counts the others.
    head(papers, date) {
      const ofDate = heads.getOrMake(date, () => createBoundedMap<number, BothParts>(MOST_HEADS));
      const next = ((papers[1] ?? -1) + 1) * PAPERS + (papers[2] ?? -1) + 1;
      return ofDate.getOrMake(next * PAPERS + papers.length, () => makeHead(digest, titlesOf(papers), date));
    },
    frames: createFrames(digest),
    longest: (papers, depth) =>
      arrangements.getOrMake(`${papers}/${depth}`, () =>
        longestArrangement(digest.titles.length, papers, depth),
      ),
    headers: (papers) =>
      headers.getOrMake(papers.length * PAPERS + (papers[0] ?? 0), () =>
        makeHeaders(digest, titlesOf(papers)),
      ),
    reasonLines: (lines) => reasonLines.getOrMake(lines, () => lines.map((why) => reasonParts(digest, why))),
    halves: (block, pictures) =>
      halves.getOrMake(block * 2 + (pictures ? 1 : 0), () => halvesOf(digest.papers[block], pictures)),
    whyPapers: Int32Array.from(digest.places, ({ form, paper }) =>
      paper !== null && saysWhy(form) ? paper : digest.titles.length,
    ),
    hasPictures: digest.papers.some(hasPicture),
    end: endOfParts(digest.textFooter, digest.htmlFooter),
    octets: Float64Array.from(digest.places, (_, block) => octetsOf(digest, block)),
    footerOctets: digest.htmlFooter.between.join('').length + ends(digest.htmlFooter),
  };
}

/** Whether a block shows a picture to who wants them. */
export function hasPicture(block: PaperBlock | undefined): boolean {
  return block !== undefined && block.html !== block.bareHtml;
}

function reasonParts(digest: CompiledDigest, why: string): BothParts {
  return {
    // Its first line stands behind the four spaces of the template.
    text: filled(digest.textWhy, textValues({ why: wrapText(why, INDENT).slice(INDENT.length) })),
    html: filled(digest.htmlWhy, htmlValues({ why })),
  };
}

function makeHead(digest: CompiledDigest, titles: readonly string[], date: string): BothParts {
  const preheader = digestPreheader(digest.texts, titles, date);
  const line = digest.byline({ papers: titles.length, total: digest.titles.length });
  return {
    text: filled(digest.textHead, textValues({ date, line: wrapText(line) })),
    html: filled(digest.htmlHead, htmlValues({ date, line, preheader })),
  };
}

function makeHeaders(digest: CompiledDigest, titles: readonly string[]): Buffer {
  const own = digest.subjects === null ? null : fillSubject(digest.texts, digest.subjects, titles);
  const words = own ?? digestSubject(digest.texts, titles, digest.opening);
  const subject = textField('Subject', `${digest.mark}${words}`);
  return Buffer.concat([digest.headers, headerBytes([subject])]);
}

function halvesOf(block: PaperBlock | undefined, pictures: boolean): readonly [BlockPieces, BlockPieces] {
  if (block === undefined) throw new RangeError('no such block in the digest');
  const { text, textWhyAt } = block;
  const { pieces, whyAt } = pictures ? block.html : block.bareHtml;
  const [first = Buffer.alloc(0), ...rest] = pieces;
  return [
    { text: text.subarray(0, textWhyAt), html: [first.subarray(0, whyAt)] },
    { text: text.subarray(textWhyAt), html: [first.subarray(whyAt), ...rest] },
  ];
}

function octetsOf({ papers, frames }: CompiledDigest, block: number): number {
  const paper = papers[block];
  if (paper !== undefined) return pieceOctets(paper.html);
  const frame = frames[block];
  return frame === undefined ? 0 : frame.html.between.join('').length + ends(frame.html) + FRAME_OCTETS;
}

function pieceOctets({ pieces }: HtmlBlock): number {
  return pieces.reduce(
    (total, piece) => total + (piece === OWN_PAGE_GAP ? OWN_PAGE_OCTETS : piece.length),
    0,
  );
}

function ends({ before, after }: TextWithPlaceholders): number {
  return [...before, ...after].reduce((total, { length }) => total + length, 0);
}
