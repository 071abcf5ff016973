import type { AbstractForm } from '../model/rules.js';
import { type FrameForm, frameBlock, type PaperForm, paperBlock } from './digest-blocks.js';

export interface Layout {
  /** Papers of the digest. */
  readonly count: number;
  /** Indexes of papers in the digest, in the order of the edition. */
  readonly papers: readonly number[];
  readonly depth: AbstractForm;
}

/** What an edition shows of its papers. */
interface Plan {
  /** Papers at more length; those behind them stand in rows. */
  readonly long: number;
  /** Whether those have their whole abstracts. */
  readonly full: boolean;
  /** How many of the rows have a sentence. */
  readonly sentences: number;
  /** How many papers are shown at all. */
  readonly shown: number;
}

/** As many are shown at more length. */
const MOST_LONG = 10;
/** With fewer papers nothing is gained by showing them twice. */
const LEAST_AT_A_GLANCE = 6;
/** Of those at a glance so many have a sentence. */
const SENTENCES_AT_A_GLANCE = 5;

/** A block of an edition before its papers are known. */
interface Slot {
  /** Index of the block, or of the first one of a paper's form. */
  readonly block: number;
  /** Place of the paper in the edition, from zero; null for what stands between papers. */
  readonly at: number | null;
}

/** What editions with so many papers of a digest have in common. */
export interface Arrangement {
  readonly slots: readonly Slot[];
  /** Papers at more length, in a row each, and with a sentence on top. */
  readonly long: number;
  readonly rows: number;
  readonly atAGlance: number;
}

/**
 * The arrangement of an edition where everything fits.
 * @param count papers of the digest
 * @param shown papers of the edition
 */
export function longestArrangement(count: number, shown: number, depth: AbstractForm): Arrangement {
  return arrange(count, shown, depth, longestPlan(shown, depth));
}

/** Indexes of the blocks of some papers. @param papers as many as it was arranged for */
export function blocksOf({ slots }: Arrangement, papers: readonly number[]): number[] {
  return slots.map(({ block, at }) => (at === null ? block : block + (papers[at] ?? 0)));
}

/**
 * The blocks of an edition with as much of its papers as fits. What gives way first are whole abstracts and the sentences
 * of the rows, from the end; then papers become rows, and last the rows end in a link to all of them.
 * @param size octets of a block's HTML
 */
export function fitBlocks(
  { count, papers, depth }: Layout,
  size: (block: number) => number,
  room: number,
): { blocks: number[]; arrangement: Arrangement } {
  let plan = longestPlan(papers.length, depth);
  for (;;) {
    const arrangement = arrange(count, papers.length, depth, plan);
    const blocks = blocksOf(arrangement, papers);
    let used = 0;
    for (const block of blocks) used += size(block);
    const shorter = used <= room ? null : shortened(plan);
    if (shorter === null) return { blocks, arrangement };
    plan = shorter;
  }
}

function longestPlan(length: number, depth: AbstractForm): Plan {
  if (depth === 'titles') return { long: 0, full: false, sentences: 0, shown: length };
  if (depth === 'full') return { long: length, full: true, sentences: 0, shown: length };
  const long = Math.min(length, MOST_LONG);
  return { long, full: false, sentences: length - long, shown: length };
}

/** The next shorter plan; null where there is none. */
function shortened(plan: Plan): Plan | null {
  const { long, full, sentences, shown } = plan;
  if (full && long > MOST_LONG) return { ...plan, long: long - 1 };
  if (full) return { ...plan, full: false };
  if (sentences > 0) return { ...plan, sentences: sentences - 1 };
  if (long > 1) return { ...plan, long: long - 1 };
  return shown > 1 ? { ...plan, shown: shown - 1 } : null;
}

function arrange(count: number, papers: number, depth: AbstractForm, plan: Plan): Arrangement {
  const slots: Slot[] = [];
  const add = (form: PaperForm, at: number) => slots.push({ block: paperBlock(count, form, 0), at });
  const frame = (form: FrameForm) => slots.push({ block: frameBlock(count, form), at: null });
  let atAGlance = 0;
  if (papers >= LEAST_AT_A_GLANCE) {
    frame('glance-begin');
    atAGlance = depth === 'titles' ? 0 : Math.min(SENTENCES_AT_A_GLANCE, plan.shown);
    for (let index = 0; index < Math.min(MOST_LONG, plan.shown); index += 1) {
      add(index < atAGlance ? 'glance' : 'glance-title', index);
    }
    frame(depth === 'titles' ? 'glance-end-bare' : plan.long < papers ? 'glance-end' : 'glance-end-words');
  }
  if (plan.long > 0) frame('papers');
  for (let index = 0; index < plan.long; index += 1) {
    add(index === 0 ? (plan.full ? 'lead-full' : 'lead') : plan.full ? 'full' : 'long', index);
  }
  if (papers > plan.long) {
    frame('rows-begin');
    for (let index = plan.long; index < plan.shown; index += 1) {
      add(index - plan.long < plan.sentences ? 'row' : 'row-short', index);
    }
    frame('rows-end');
    frame(plan.shown < papers ? 'see-all' : 'all-on-web');
  }
  return { slots, long: plan.long, rows: plan.shown - plan.long, atAGlance };
}
