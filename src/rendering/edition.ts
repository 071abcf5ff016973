import type { AbstractForm } from '../model/rules.js';
import type { CompiledDigest, EncodedBlock } from './compile-digest.js';
import { bloomersBlock } from './digest-blocks.js';
import { digestPreheader, digestSubject } from './digest-subject.js';
import { fitBlocks } from './fit-blocks.js';
import { fillGaps, htmlValues, textValues } from './gapped-text.js';
import { textField } from './header-fields.js';
import { type CompiledMessage, headerBytes, joinParts } from './message-parts.js';
import { fillSubject } from './own-subjects.js';

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
  readonly whys?: ReadonlyMap<number, readonly string[]>;
  /** Whether papers of earlier days that took off are shown; absent for yes. */
  readonly bloomers?: boolean;
  /** What the digest is of, in the reader's words; the digest's own where absent. */
  readonly date?: string;
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
  const titles = papers.map((paper) => digest.titles[paper] ?? '');
  const whys = encodeWhys(digest, terms.whys);
  const { before, between, after } = digest.htmlFooter;
  const footer = before.length + between.join('').length + after.length;
  const head = octets(headOf(digest, titles, terms).html);
  const size = (block: number) => {
    const paper = digest.papersOfBlocks[block] ?? null;
    const why = paper === null ? 0 : (whys.get(paper)?.html.length ?? 0);
    return (digest.blocks[block]?.html.length ?? 0) + why;
  };
  const count = digest.titles.length;
  const shown = digest.hasBloomers && papers.length > 0 && terms.bloomers !== false;
  const bloomers = shown ? [bloomersBlock(count)] : [];
  const room = bloomers.reduce(
    (left, block) => left - size(block),
    MAX_HTML_OCTETS - PERSONAL_OCTETS - head - footer,
  );
  const blocks = fitBlocks({
    count,
    papers,
    form: terms.abstracts ?? 'short',
    size,
    room,
  });
  return joinBlocks(digest, titles, [...blocks, ...bloomers], terms, whys);
}

/**
 * The edition of some blocks of a digest, in the order given.
 * @param titles of its papers, which subject and preheader name
 */
export function joinEdition(
  digest: CompiledDigest,
  titles: readonly string[],
  blocks: readonly number[],
  terms: EditionTerms = {},
): Edition {
  return joinBlocks(digest, titles, blocks, terms, encodeWhys(digest, terms.whys));
}

type EncodedWhys = ReadonlyMap<number, Pick<EncodedBlock, 'text' | 'html'>>;

function joinBlocks(
  digest: CompiledDigest,
  titles: readonly string[],
  blocks: readonly number[],
  terms: EditionTerms,
  whys: EncodedWhys,
): Edition {
  const before = headOf(digest, titles, terms);
  for (const index of blocks) {
    const block = digest.blocks[index];
    if (block === undefined) throw new RangeError(`no block ${index} in the digest`);
    const why = whys.get(digest.papersOfBlocks[index] ?? -1);
    before.text.push(...withWhy(block.text, block.textWhyAt, why?.text));
    before.html.push(...withWhy(block.html, block.htmlWhyAt, why?.html));
  }
  const own = digest.subjects === null ? null : fillSubject(digest.subjects, titles);
  const subject = headerBytes([textField('Subject', own ?? digestSubject(titles, digest.opening))]);
  return {
    blocks,
    headers: Buffer.concat([digest.headers, subject]),
    ...joinParts(digest.textFooter, digest.htmlFooter, before),
  };
}

function withWhy(block: Buffer, at: number, why: Buffer | undefined): Buffer[] {
  return why === undefined ? [block] : [block.subarray(0, at), why, block.subarray(at)];
}

/** The beginning of both parts, with the edition's preheader and the reader's date. */
function headOf(
  digest: CompiledDigest,
  titles: readonly string[],
  { date = digest.date }: EditionTerms,
): { text: Buffer[]; html: Buffer[] } {
  const preheader = digestPreheader(titles, date);
  return {
    text: fillGaps(digest.textHead, textValues({ date })),
    html: fillGaps(digest.htmlHead, htmlValues({ date, preheader })),
  };
}

function encodeWhys(digest: CompiledDigest, whys: EditionTerms['whys']): EncodedWhys {
  const encoded = new Map<number, Pick<EncodedBlock, 'text' | 'html'>>();
  for (const [paper, lines] of whys ?? []) {
    encoded.set(paper, {
      text: Buffer.concat(lines.flatMap((why) => fillGaps(digest.textWhy, textValues({ why })))),
      html: Buffer.concat(lines.flatMap((why) => fillGaps(digest.htmlWhy, htmlValues({ why })))),
    });
  }
  return encoded;
}

function octets(chunks: readonly Buffer[]): number {
  return chunks.reduce((total, chunk) => total + chunk.length, 0);
}
