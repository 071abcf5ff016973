import type { AbstractForm } from '../model/rules.js';
import type { CompiledDigest } from './compile-digest.js';
import { frameBlock } from './digest-blocks.js';
import type { BothParts } from './edition-frames.js';
import { editionParts, hasPicture } from './edition-parts.js';
import { type Arrangement, blocksOf, fitBlocks } from './lay-out-blocks.js';
import { beginParts, type CompiledMessage, joinParts, placeParts } from './message-parts.js';
import type { ShownPapers } from './said-of-edition.js';

/** A digest as one set of preferences sees it; everyone with the same rules shares it, down to the bytes. */
export interface Edition extends CompiledMessage {
  /** Indexes of blocks of the compiled digest, in the order they are sent. */
  readonly blocks: readonly number[];
}

/** What an edition shows beside its papers. */
export interface EditionTerms {
  /** The operator's where absent. */
  readonly abstracts?: AbstractForm;
  /** Whether papers have their pictures; absent for yes. */
  readonly pictures?: boolean;
  /** Why a paper is there, and where it is, by its index in the digest: a line each. */
  readonly reasonLines?: ReadonlyMap<number, readonly string[]>;
  /** Whether papers of earlier days that took off are shown; absent for yes. */
  readonly bloomers?: boolean;
  /** What the digest is of, in the reader's words; the digest's own where absent. */
  readonly date?: string;
  /** Whether one message alone is made of it: then its blocks are put in order and not copied. */
  readonly single?: boolean;
}

/**
 * Gmail clips a message whose HTML is larger than 102 KB, unsubscribe link and all. Counted here are the
 * encoded bytes, which are never fewer than those of the HTML itself.
 */
const MAX_HTML_OCTETS = 101_000;

/** What a reader's address and link may take in the footer. */
const PERSONAL_OCTETS = 2_500;

/** The edition that holds every paper of the digest. */
export function wholeEdition(digest: CompiledDigest, terms: EditionTerms = {}): Edition {
  return chooseEdition(
    digest,
    digest.titles.map((_, paper) => paper),
    terms,
  );
}

/**
 * The edition of some papers of a digest: at a glance, then ten at more length, the rest in a row each, or as else is
 * wanted; shorter where that does not fit, and at last with a link to the whole digest.
 * @param papers indexes of papers in the digest, in the order of the edition
 */
export function chooseEdition(
  digest: CompiledDigest,
  papers: readonly number[],
  terms: EditionTerms = {},
): Edition {
  const parts = editionParts(digest);
  const reasonLines = encodeReasons(digest, terms.reasonLines);
  const size = (block: number) =>
    (parts.octets[block] ?? 0) + octetsOf(reasonLines[parts.whyPapers[block] ?? -1]);
  const count = digest.titles.length;
  const shown = digest.hasBloomers && papers.length > 0 && terms.bloomers !== false;
  const bloomers = shown ? frameBlock(count, 'bloomers') : null;
  const intro = digest.hasIntro ? frameBlock(count, 'intro') : null;
  const ofPictures = terms.pictures === false || !parts.hasPictures ? null : frameBlock(count, 'pictures');
  const head = parts.head(papers, terms.date ?? digest.date).html.length;
  const beside = [intro, bloomers, ofPictures].reduce(
    (octets: number, block) => octets + (block === null ? 0 : size(block)),
    0,
  );
  const rest = head + parts.footerOctets + beside;
  const room = MAX_HTML_OCTETS - PERSONAL_OCTETS - rest;
  const depth = terms.abstracts ?? digest.depth;
  let arrangement = parts.longest(papers.length, depth);
  let blocks = blocksOf(arrangement, papers);
  let used = 0;
  for (const block of blocks) used += parts.octets[block] ?? 0;
  for (const lines of reasonLines) used += octetsOf(lines);
  // As a rule everything fits.
  if (used > room) ({ blocks, arrangement } = fitBlocks({ count, papers, depth }, size, room));
  const hasPictures = ofPictures !== null && blocks.some((block) => hasPicture(digest.papers[block]));
  if (intro !== null) blocks.unshift(intro);
  if (bloomers !== null) blocks.push(bloomers);
  if (hasPictures) blocks.push(ofPictures);
  return joinBlocks(digest, { papers, blocks, terms, reasonLines, shown: arranged(arrangement, papers) });
}

function arranged({ long, rows, atAGlance }: Arrangement, papers: readonly number[]): ShownPapers {
  return { long, rows, atAGlance: papers.slice(0, atAGlance) };
}

/**
 * The edition of some blocks of a digest, in the order given.
 * @param papers of the edition, which subject and preheader name
 */
export function joinEdition(
  digest: CompiledDigest,
  papers: readonly number[],
  blocks: readonly number[],
  terms: EditionTerms = {},
): Edition {
  const reasonLines = encodeReasons(digest, terms.reasonLines);
  return joinBlocks(digest, { papers, blocks, terms, reasonLines, shown: shownPapers(digest, blocks) });
}

/** The lines on why a paper is there, by its index; none where it is absent. */
type EncodedReasons = readonly (readonly BothParts[] | undefined)[];

const NO_REASONS: EncodedReasons = [];

interface ChosenBlocks {
  readonly papers: readonly number[];
  readonly blocks: readonly number[];
  readonly terms: EditionTerms;
  readonly reasonLines: EncodedReasons;
  readonly shown: ShownPapers;
}

function joinBlocks(digest: CompiledDigest, chosen: ChosenBlocks): Edition {
  const { papers, blocks, terms, reasonLines, shown } = chosen;
  const parts = editionParts(digest);
  const head = parts.head(papers, terms.date ?? digest.date);
  const { text, html } = beginParts();
  text.push(head.text);
  html.push(head.html);
  const frame = parts.frames(shown);
  const pictures = terms.pictures ?? true;
  for (const index of blocks) {
    const block = digest.papers[index];
    if (block === undefined) {
      const between = frame(index);
      text.push(between.text);
      html.push(between.html);
      continue;
    }
    const lines = reasonLines[parts.whyPapers[index] ?? -1];
    if (lines === undefined) {
      text.push(block.text);
      pushAll(html, (pictures ? block.html : block.bareHtml).pieces);
      continue;
    }
    const [begins, ends] = parts.halves(index, pictures);
    text.push(begins.text);
    pushAll(html, begins.html);
    for (const line of lines) {
      text.push(line.text);
      html.push(line.html);
    }
    text.push(ends.text);
    pushAll(html, ends.html);
  }
  const place = terms.single === true ? placeParts : joinParts;
  return { blocks, headers: parts.headers(papers), ...place(parts.end, { text, html }) };
}

function pushAll(pieces: Buffer[], more: readonly Buffer[]): void {
  for (const piece of more) pieces.push(piece);
}

/** What some blocks show, as sentences count it. */
export function shownPapers(
  { places }: Pick<CompiledDigest, 'places'>,
  blocks: readonly number[],
): ShownPapers {
  let [long, rows] = [0, 0];
  const atAGlance: number[] = [];
  for (const index of blocks) {
    const { form, paper } = places[index] ?? { form: null, paper: null };
    if (paper === null) continue;
    if (form === 'glance') atAGlance.push(paper);
    else if (form === 'row' || form === 'row-short') rows += 1;
    else if (form !== 'glance-title') long += 1;
  }
  return { long, rows, atAGlance };
}

function encodeReasons(digest: CompiledDigest, reasonLines: EditionTerms['reasonLines']): EncodedReasons {
  if (reasonLines === undefined) return NO_REASONS;
  const parts = editionParts(digest);
  const encoded: (readonly BothParts[] | undefined)[] = Array(digest.titles.length + 1).fill(undefined);
  for (const [paper, lines] of reasonLines) encoded[paper] = parts.reasonLines(lines);
  return encoded;
}

function octetsOf(lines: readonly BothParts[] | undefined): number {
  if (lines === undefined) return 0;
  let octets = 0;
  for (const { html } of lines) octets += html.length;
  return octets;
}
