import type { CompiledDigest } from './compile-digest.js';
import { alsoBlock, moreBlock, paperBlock } from './digest-blocks.js';
import { digestPreheader, digestSubject } from './digest-subject.js';
import { fillGaps, htmlValues } from './gapped-text.js';
import { textField } from './header-fields.js';
import { type CompiledMessage, headerBytes, joinParts } from './message-parts.js';

/** A digest as one set of preferences sees it; everyone with the same rules shares it, down to the bytes. */
export interface Edition extends CompiledMessage {
  /** Indexes of blocks of the compiled digest, in the order they are sent. */
  readonly blocks: readonly number[];
}

/**
 * Gmail clips a message whose HTML is larger than 102 KB, unsubscribe link and all. Counted here are the
 * encoded bytes, which are never fewer than those of the HTML itself.
 */
const MAX_HTML_OCTETS = 101_000;

/** What a reader's address and link may take in the footer. */
const PERSONAL_OCTETS = 2_500;

/** The edition that holds every paper of the digest. */
export function wholeEdition(digest: CompiledDigest): Edition {
  return chooseEdition(
    digest,
    digest.titles.map((_, paper) => paper),
  );
}

/**
 * The edition of some papers of a digest: the first with its whole abstract, then as many as fit with the
 * beginning of theirs, the rest by title; where even the titles do not fit, a link to the whole digest.
 * @param papers indexes of papers in the digest, in the order of the edition
 */
export function chooseEdition(digest: CompiledDigest, papers: readonly number[]): Edition {
  const titles = papers.map((paper) => digest.titles[paper] ?? '');
  const { before, between, after } = digest.htmlFooter;
  const footer = before.length + between.join('').length + after.length;
  const room = MAX_HTML_OCTETS - PERSONAL_OCTETS - octets(htmlHead(digest, titles)) - footer;
  return joinEdition(digest, titles, fitBlocks(digest, papers, room));
}

/**
 * The edition of some blocks of a digest, in the order given.
 * @param titles of its papers, which subject and preheader name
 */
export function joinEdition(
  digest: CompiledDigest,
  titles: readonly string[],
  blocks: readonly number[],
): Edition {
  const chosen = blocks.map((index) => {
    const block = digest.blocks[index];
    if (block === undefined) throw new RangeError(`no block ${index} in the digest`);
    return block;
  });
  const before = {
    text: [digest.textHead, ...chosen.map((block) => block.text)],
    html: [...htmlHead(digest, titles), ...chosen.map((block) => block.html)],
  };
  const subject = headerBytes([textField('Subject', digestSubject(titles, digest.opening))]);
  return {
    blocks,
    headers: Buffer.concat([digest.headers, subject]),
    ...joinParts(digest.textFooter, digest.htmlFooter, before),
  };
}

/** The beginning of the HTML, with the edition's preheader. */
function htmlHead(digest: CompiledDigest, titles: readonly string[]): Buffer[] {
  const preheader = digestPreheader(titles, digest.date);
  return fillGaps(digest.htmlHead, htmlValues({ preheader }));
}

function fitBlocks(digest: CompiledDigest, papers: readonly number[], room: number): number[] {
  const count = digest.titles.length;
  const [first, ...others] = papers;
  if (first === undefined) return [];
  const size = (block: number) => digest.blocks[block]?.html.length ?? 0;
  const also = alsoBlock(count);
  const more = moreBlock(count);
  const lead = paperBlock(count, 'lead', first);
  const briefs = others.map((paper) => paperBlock(count, 'brief', paper));
  const titles = others.map((paper) => paperBlock(count, 'title', paper));

  // From all in brief downwards, one paper at a time from the end, until the rest as titles fits.
  let used = size(lead) + sum(briefs, size);
  if (used <= room) return [lead, ...briefs];
  used += size(also);
  for (let kept = briefs.length - 1; kept >= 0; kept--) {
    used += size(titles[kept] ?? -1) - size(briefs[kept] ?? -1);
    if (used <= room) return [lead, ...briefs.slice(0, kept), also, ...titles.slice(kept)];
  }
  used += size(more);
  let listed = titles.length;
  while (listed > 0 && used > room) used -= size(titles[--listed] ?? -1);
  return [lead, also, ...titles.slice(0, listed), more];
}

function sum(blocks: readonly number[], size: (block: number) => number): number {
  return blocks.reduce((total, block) => total + size(block), 0);
}

function octets(chunks: readonly Buffer[]): number {
  return chunks.reduce((total, chunk) => total + chunk.length, 0);
}
