import type { AbstractForm } from '../model/rules.js';
import { alsoBlock, moreBlock, type PaperForm, paperBlock } from './digest-blocks.js';

export interface Fitting {
  /** Papers of the digest. */
  readonly count: number;
  /** Indexes of papers in the digest, in the order of the edition. */
  readonly papers: readonly number[];
  readonly form: AbstractForm;
  /** Octets of a block's HTML. */
  readonly size: (block: number) => number;
  readonly room: number;
}

/** From the form that is wanted to the shortest; the papers at the end are shortened first. */
const LADDERS: Readonly<Record<AbstractForm, readonly PaperForm[]>> = {
  full: ['full', 'brief', 'title'],
  short: ['brief', 'title'],
  titles: ['title'],
};

/** The blocks of an edition where everything fits: the papers in the longest form that is wanted. */
export function longestBlocks({ count, papers, form }: Pick<Fitting, 'count' | 'papers' | 'form'>): number[] {
  const longest = paperBlock(count, LADDERS[form][0] as PaperForm, 0);
  const blocks: number[] = [];
  for (const paper of papers) blocks.push(longest + paper);
  const [first] = papers;
  if (first !== undefined && form !== 'titles') blocks[0] = paperBlock(count, 'lead', first);
  return blocks;
}

/** The blocks of an edition: the papers in the longest forms that fit, and what stands between them. */
export function fitBlocks({ count, papers, form, size, room }: Fitting): number[] {
  const longest = longestBlocks({ count, papers, form });
  let used = sum(longest, size);
  if (used <= room) return longest;
  const block = (kind: PaperForm, paper: number) => paperBlock(count, kind, paper);
  const [first, ...others] = papers;
  if (first === undefined) return [];
  const ladder = LADDERS[form];
  const begins = form === 'titles' ? [block('title', first)] : [block('lead', first)];
  const forms = others.map((): PaperForm => ladder[0] as PaperForm);
  const also = alsoBlock(count);
  const placed = (): number[] => {
    const blocks = others.map((paper, index) => block(forms[index] as PaperForm, paper));
    const titled = form === 'titles' ? -1 : forms.indexOf('title');
    return titled === -1
      ? [...begins, ...blocks]
      : [...begins, ...blocks.slice(0, titled), also, ...blocks.slice(titled)];
  };
  for (const [step, shorter] of ladder.slice(1).entries()) {
    const longer = ladder[step] as PaperForm;
    if (shorter === 'title') used += size(also);
    for (let index = others.length - 1; index >= 0; index--) {
      const paper = others[index] as number;
      used += size(block(shorter, paper)) - size(block(longer, paper));
      forms[index] = shorter;
      if (used <= room) return placed();
    }
  }
  const more = moreBlock(count);
  used += size(more);
  let listed = others.length;
  while (listed > 0 && used > room) used -= size(block('title', others[--listed] as number));
  const titles = others.slice(0, listed).map((paper) => block('title', paper));
  return [...begins, ...(form === 'titles' ? [] : [also]), ...titles, more];
}

function sum(blocks: readonly number[], size: (block: number) => number): number {
  let total = 0;
  for (const block of blocks) total += size(block);
  return total;
}
