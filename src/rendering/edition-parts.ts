import type { CompiledDigest, EncodedBlock } from './compile-digest.js';
import { digestPreheader, digestSubject } from './digest-subject.js';
import { fillPlaceholders, htmlValues, type TextWithPlaceholders, textValues } from './fill-placeholders.js';
import { textField } from './header-fields.js';
import { type EndOfParts, endOfParts, headerBytes } from './message-parts.js';
import { fillSubject } from './own-subjects.js';
import { wrapText } from './wrap-text.js';

/** Bytes for both parts of a message. */
export interface BothParts {
  readonly text: Buffer;
  readonly html: Buffer;
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
  /** The headers that all readers of such an edition share. */
  headers(papers: readonly number[]): Buffer;
  /** Lines on why a paper is there; known again where it is the same list. */
  reasonLines(lines: readonly string[]): readonly BothParts[];
  /** A paper's block, cut where such a line goes in. */
  halves(block: number): readonly [before: BothParts, after: BothParts];
  /** The footers, with what stands behind them. */
  readonly end: EndOfParts;
  /** Octets of the HTML of each block. */
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
  const heads = new Map<string, Map<number, BothParts>>();
  const headers = new Map<number, Buffer>();
  const reasonLines = new Map<readonly string[], readonly BothParts[]>();
  const halves: (readonly [BothParts, BothParts])[] = [];
  const titlesOf = (papers: readonly number[]) => papers.map((paper) => digest.titles[paper] ?? '');
  return {
    // A preheader names the second paper and the third; a subject names the first and counts the others.
    head(papers, date) {
      const ofDate = remembered(heads, MOST_DATES, date, () => new Map<number, BothParts>());
      const key = ((papers[1] ?? -1) + 1) * PAPERS + (papers[2] ?? -1) + 1;
      return remembered(ofDate, MOST_HEADS, key, () => makeHead(digest, titlesOf(papers), date));
    },
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
    halves: (block) => {
      halves[block] ??= halvesOf(digest.blocks[block]);
      return halves[block];
    },
    end: endOfParts(digest.textFooter, digest.htmlFooter),
    octets: Float64Array.from(digest.blocks, ({ html }) => html.length),
    footerOctets: digest.htmlFooter.between.join('').length + ends(digest.htmlFooter),
  };
}

function makeHead(digest: CompiledDigest, titles: readonly string[], date: string): BothParts {
  const preheader = digestPreheader(digest.texts, titles, date);
  return {
    text: filled(digest.textHead, textValues({ date })),
    html: filled(digest.htmlHead, htmlValues({ date, preheader })),
  };
}

function makeHeaders(digest: CompiledDigest, titles: readonly string[]): Buffer {
  const own = digest.subjects === null ? null : fillSubject(digest.texts, digest.subjects, titles);
  const subject = textField('Subject', own ?? digestSubject(digest.texts, titles, digest.opening));
  return Buffer.concat([digest.headers, headerBytes([subject])]);
}

function halvesOf(block: EncodedBlock | undefined): readonly [BothParts, BothParts] {
  if (block === undefined) throw new RangeError('no such block in the digest');
  const { text, html, textWhyAt, htmlWhyAt } = block;
  return [
    { text: text.subarray(0, textWhyAt), html: html.subarray(0, htmlWhyAt) },
    { text: text.subarray(textWhyAt), html: html.subarray(htmlWhyAt) },
  ];
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
