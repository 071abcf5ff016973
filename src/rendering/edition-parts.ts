import type { CompiledDigest } from './compile-digest.js';
import { digestPreheader, digestSubject } from './digest-subject.js';
import type { SaidOfEdition } from './digest-values.js';
import type { FrameBlock, HtmlBlock, PaperBlock } from './encode-blocks.js';
import {
  fillPlaceholders,
  htmlValues,
  OWN_PAGE_GAP,
  type TextWithPlaceholders,
  textValues,
} from './fill-placeholders.js';
import { textField } from './header-fields.js';
import { type EndOfParts, endOfParts, headerBytes } from './message-parts.js';
import { fillSubject } from './own-subjects.js';
import { type ShownPapers, saidAsText, saidOfEdition } from './said-of-edition.js';
import { wrapText } from './wrap-text.js';

/** Bytes for both parts of a message. */
export interface BothParts {
  readonly text: Buffer;
  readonly html: Buffer;
}

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
  /** What stands between papers. */
  frame(block: number, shown: ShownPapers): BothParts;
  /** The headers that all readers of such an edition share. */
  headers(papers: readonly number[]): Buffer;
  /** Lines on why a paper is there; known again where it is the same list. */
  reasonLines(lines: readonly string[]): readonly BothParts[];
  /** A paper's block, cut where such a line goes in. */
  halves(block: number, pictures: boolean): readonly [before: BlockPieces, after: BlockPieces];
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
const MOST_FRAMES = 1_000;
const MOST_HALVES = 10_000;
/** What is filled in between papers, and the address of a reader's own page, as it is encoded. */
const FRAME_OCTETS = 300;
const OWN_PAGE_OCTETS = 140;
/** More than a digest has papers: names of two of them are one number. */
const PAPERS = 65_536;

const partsOf = new WeakMap<CompiledDigest, EditionParts>();

export function editionParts(digest: CompiledDigest): EditionParts {
  const known = partsOf.get(digest);
  if (known !== undefined) return known;
  const made = createParts(digest);
  partsOf.set(digest, made);
  return made;
}

function createParts(digest: CompiledDigest): EditionParts {
  const heads = new Map<string, Map<string, BothParts>>();
  const headers = new Map<number, Buffer>();
  const reasonLines = new Map<readonly string[], readonly BothParts[]>();
  const frames = new Map<string, BothParts>();
  const fixed = digest.frames.map((frame) => (isFixed(frame) ? makeFrame(frame, null) : undefined));
  const halves = new Map<number, readonly [BlockPieces, BlockPieces]>();
  const titlesOf = (papers: readonly number[]) => papers.map((paper) => digest.titles[paper] ?? '');
  return {
    // A preheader names the second paper and the third, and the line under the date counts them; a subject names the first
    // and counts the others.
    head(papers, date) {
      const ofDate = remembered(heads, MOST_DATES, date, () => new Map<string, BothParts>());
      const key = `${papers[1] ?? ''}/${papers[2] ?? ''}/${papers.length}`;
      return remembered(ofDate, MOST_HEADS, key, () => makeHead(digest, titlesOf(papers), date));
    },
    frame: (block, shown) =>
      fixed[block] ??
      remembered(frames, MOST_FRAMES, frameKey(digest, block, shown), () =>
        makeFrame(digest.frames[block], saidOfEdition(digest, shown)),
      ),
    headers: (papers) =>
      remembered(headers, MOST_HEADERS, papers.length * PAPERS + (papers[0] ?? 0), () =>
        makeHeaders(digest, titlesOf(papers)),
      ),
    reasonLines: (lines) =>
      remembered(reasonLines, MOST_REASONS, lines, () =>
        lines.map((why) => ({
          // Its first line stands behind the four spaces of the template.
          text: filled(digest.textWhy, textValues({ why: wrapText(why, INDENT).slice(INDENT.length) })),
          html: filled(digest.htmlWhy, htmlValues({ why })),
        })),
      ),
    halves: (block, pictures) =>
      remembered(halves, MOST_HALVES, block * 2 + (pictures ? 1 : 0), () =>
        halvesOf(digest.papers[block], pictures),
      ),
    end: endOfParts(digest.textFooter, digest.htmlFooter),
    octets: Float64Array.from(digest.places, (_, block) => octetsOf(digest, block)),
    footerOctets: digest.htmlFooter.between.join('').length + ends(digest.htmlFooter),
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

/**
 * Frames differ by how many papers there are and, where they say whose words the sentences on top are, by those papers, unless
 * all are of one source, as a rule: then readers with an order of their own share them too.
 */
function frameKey(
  { frames, origins }: CompiledDigest,
  block: number,
  { long, rows, atAGlance }: ShownPapers,
): string {
  const key = `${block}/${long}/${rows}`;
  if (frames[block]?.html.fields.includes('glanceWords') !== true) return key;
  const [first] = atAGlance;
  const usual = first === undefined ? null : (origins[first] ?? null);
  if (atAGlance.every((paper) => (origins[paper] ?? null) === usual)) return `${key}/${usual}`;
  return `${key}/${atAGlance.map((paper) => `${paper}${origins[paper] ?? ''}`).join('/')}`;
}

/** Whether it says the same in every edition. */
function isFixed(frame: FrameBlock | undefined): boolean {
  return frame !== undefined && frame.text.fields.length === 0 && frame.html.fields.length === 0;
}

function makeFrame(frame: FrameBlock | undefined, said: SaidOfEdition | null): BothParts {
  if (frame === undefined) throw new RangeError('no such block in the digest');
  return {
    text: filled(frame.text, said === null ? {} : textValues({ ...saidAsText(said) })),
    html: filled(frame.html, said === null ? {} : htmlValues({ ...said })),
  };
}

function makeHeaders(digest: CompiledDigest, titles: readonly string[]): Buffer {
  const own = digest.subjects === null ? null : fillSubject(digest.texts, digest.subjects, titles);
  const subject = textField('Subject', own ?? digestSubject(digest.texts, titles, digest.opening));
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

function filled(text: TextWithPlaceholders, values: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(fillPlaceholders(text, values));
}

function ends({ before, after }: TextWithPlaceholders): number {
  return [...before, ...after].reduce((total, { length }) => total + length, 0);
}

function remembered<Key, Value>(kept: Map<Key, Value>, most: number, key: Key, make: () => Value): Value {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= most) kept.clear();
  const made = make();
  kept.set(key, made);
  return made;
}
