import { BroadsheetError } from '../errors.js';
import type { BlockPlace } from './digest-blocks.js';
import { marks } from './digest-values.js';
import {
  encodeWithPlaceholders,
  OWN_PAGE_GAP,
  piecesWithGaps,
  type TextWithPlaceholders,
} from './fill-placeholders.js';
import { cutAtMarks } from './placeholders.js';
import { encodeQuotedPrintable } from './quoted-printable.js';

/** The HTML of a paper's block in its final encoding; each piece ends on a line break or where a gap begins. */
export interface HtmlBlock {
  /** With gaps for the reader's own page. */
  readonly pieces: readonly Buffer[];
  /** Where a line on why the paper is there goes in: the offset of a line's beginning in the first piece. */
  readonly whyAt: number;
}

/** A paper in one of its forms. */
export interface PaperBlock {
  readonly text: Buffer;
  readonly textWhyAt: number;
  readonly html: HtmlBlock;
  /** The same without a picture. */
  readonly bareHtml: HtmlBlock;
}

/** What stands between papers, with placeholders for what an edition says of itself. */
export interface FrameBlock {
  readonly text: TextWithPlaceholders;
  readonly html: TextWithPlaceholders;
}

/** A block as it was cut. */
interface CutBlock {
  /** What stands before the line on why, and what after it. */
  before: string;
  after: string;
  /** The first without its picture. */
  bare: string;
}

interface Pieces {
  readonly head: string;
  readonly blocks: readonly CutBlock[];
  readonly why: string;
  readonly footer: string;
}

/** A document that was cut at its marks: those of blocks are numbers, and inside stand those of pictures and why. */
export function cutPieces(document: string, places: readonly BlockPlace[]): Pieces {
  const blocks = places.map((): CutBlock => ({ before: '', after: '', bare: '' }));
  const others: Record<string, string> = {};
  let block: CutBlock | undefined;
  for (const { name, text } of cutAtMarks(document)) {
    if (/^\d+$/.test(name)) block = blocks[Number(name)];
    else if (!insideBlocks.has(name)) block = undefined;
    if (block === undefined) others[name] = text;
    else if (name === marks.why) block.after += text;
    else {
      block.before += text;
      if (name !== marks.picture) block.bare += text;
    }
  }
  return {
    head: others[''] ?? '',
    blocks,
    why: others[marks.whyBlock] ?? '',
    footer: others[marks.end] ?? '',
  };
}

const insideBlocks: ReadonlySet<string> = new Set([marks.why, marks.picture, marks.pictureEnd]);

/** A paper's block in both parts. */
export function encodePaper(text: CutBlock | undefined, html: CutBlock | undefined): PaperBlock {
  const [begins, ends] = [text?.before ?? '', text?.after ?? ''].map(encodeQuotedPrintable);
  const withPicture = encodeHtml(html?.before ?? '', html?.after ?? '');
  return {
    text: Buffer.concat([begins ?? EMPTY, ends ?? EMPTY]),
    textWhyAt: begins?.length ?? 0,
    html: withPicture,
    bareHtml:
      html === undefined || html.bare === html.before ? withPicture : encodeHtml(html.bare, html.after),
  };
}

const EMPTY = Buffer.alloc(0);

function encodeHtml(before: string, after: string): HtmlBlock {
  const begins = encodeQuotedPrintable(before);
  const [first = EMPTY, ...rest] = gapped(encodeWithPlaceholders(after));
  const pieces =
    first === OWN_PAGE_GAP ? [begins, first, ...rest] : [Buffer.concat([begins, first]), ...rest];
  return { pieces, whyAt: begins.length };
}

/** @throws BroadsheetError TEMPLATE_INVALID where a template shows what only one reader has */
function gapped(text: TextWithPlaceholders): readonly Buffer[] {
  try {
    return piecesWithGaps(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `digest.mjml cannot be used: reader.${error.message} stands in a paper, which all readers share`;
    throw new BroadsheetError('TEMPLATE_INVALID', message, { cause: error });
  }
}

/** What stands between papers, in both parts. */
export function encodeFrame(text: CutBlock | undefined, html: CutBlock | undefined): FrameBlock {
  return {
    text: encodeWithPlaceholders(text?.before ?? ''),
    html: encodeWithPlaceholders(html?.before ?? ''),
  };
}
