import type { AbstractForm } from '../model/rules.js';
import type { CompiledDigest } from './compile-digest.js';
import { bloomersBlock } from './digest-blocks.js';
import { type BothParts, editionParts } from './edition-parts.js';
import { fitBlocks, longestBlocks } from './fit-blocks.js';
import { beginParts, type CompiledMessage, joinParts, placeParts } from './message-parts.js';

/** A digest as one set of preferences sees it; everyone with the same rules shares it, down to the bytes. */
export interface Edition extends CompiledMessage {
  /** Indexes of blocks of the compiled digest, in the order they are sent. */
  readonly blocks: readonly number[];
}

/** What an edition shows beside its papers. */
export interface EditionTerms {
  /** `short` where absent. */
  readonly abstracts?: AbstractForm;
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
 * The edition of some papers of a digest: the first with its whole abstract, then as many as fit in the form
 * that is wanted, the rest shorter; where even the titles do not fit, a link to the whole digest.
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
    (parts.octets[block] ?? 0) + octetsOf(reasonLines[digest.papersOfBlocks[block] ?? -1]);
  const count = digest.titles.length;
  const shown = digest.hasBloomers && papers.length > 0 && terms.bloomers !== false;
  const bloomers = shown ? bloomersBlock(count) : null;
  const head = parts.head(papers, terms.date ?? digest.date).html.length;
  const rest = head + parts.footerOctets + (bloomers === null ? 0 : size(bloomers));
  const room = MAX_HTML_OCTETS - PERSONAL_OCTETS - rest;
  const form = terms.abstracts ?? 'short';
  const longest = longestBlocks({ count, papers, form });
  let used = 0;
  for (const block of longest) used += parts.octets[block] ?? 0;
  for (const lines of reasonLines) used += octetsOf(lines);
  // As a rule everything fits.
  const blocks = used <= room ? longest : fitBlocks({ count, papers, form, size, room });
  if (bloomers !== null) blocks.push(bloomers);
  return joinBlocks(digest, { papers, blocks, terms, reasonLines });
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
  return joinBlocks(digest, { papers, blocks, terms, reasonLines: encodeReasons(digest, terms.reasonLines) });
}

/** The lines on why a paper is there, by its index; none where it is absent. */
type EncodedReasons = readonly (readonly BothParts[] | undefined)[];

const NO_REASONS: EncodedReasons = [];

interface ChosenBlocks {
  readonly papers: readonly number[];
  readonly blocks: readonly number[];
  readonly terms: EditionTerms;
  readonly reasonLines: EncodedReasons;
}

function joinBlocks(digest: CompiledDigest, { papers, blocks, terms, reasonLines }: ChosenBlocks): Edition {
  const parts = editionParts(digest);
  const head = parts.head(papers, terms.date ?? digest.date);
  const before = beginParts();
  before.text.push(head.text);
  before.html.push(head.html);
  for (const index of blocks) {
    const block = digest.blocks[index];
    if (block === undefined) throw new RangeError(`no block ${index} in the digest`);
    const lines = reasonLines[digest.papersOfBlocks[index] ?? -1];
    if (lines === undefined) {
      before.text.push(block.text);
      before.html.push(block.html);
      continue;
    }
    const [begins, ends] = parts.halves(index);
    before.text.push(begins.text);
    before.html.push(begins.html);
    for (const line of lines) {
      before.text.push(line.text);
      before.html.push(line.html);
    }
    before.text.push(ends.text);
    before.html.push(ends.html);
  }
  const place = terms.single === true ? placeParts : joinParts;
  return { blocks, headers: parts.headers(papers), ...place(parts.end, before) };
}

function encodeReasons(digest: CompiledDigest, reasonLines: EditionTerms['reasonLines']): EncodedReasons {
  if (reasonLines === undefined) return NO_REASONS;
  const parts = editionParts(digest);
  const encoded: (readonly BothParts[] | undefined)[] = Array(digest.titles.length).fill(undefined);
  for (const [paper, lines] of reasonLines) encoded[paper] = parts.reasonLines(lines);
  return encoded;
}

function octetsOf(lines: readonly BothParts[] | undefined): number {
  if (lines === undefined) return 0;
  let octets = 0;
  for (const { html } of lines) octets += html.length;
  return octets;
}
