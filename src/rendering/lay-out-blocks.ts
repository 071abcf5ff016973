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

/** The blocks of an edition where everything fits. */
export function longestBlocks(layout: Layout): number[] {
  return blocksOf(layout, longestPlan(layout));
}

/**
 * The blocks of an edition with as much of its papers as fits. What gives way first are whole abstracts and the sentences
 * of the rows, from the end; then papers become rows, and last the rows end in a link to all of them.
 * @param size octets of a block's HTML
 */
export function fitBlocks(layout: Layout, size: (block: number) => number, room: number): number[] {
  let plan = longestPlan(layout);
  for (;;) {
    const blocks = blocksOf(layout, plan);
    let used = 0;
    for (const block of blocks) used += size(block);
    const shorter = used <= room ? null : shortened(plan);
    if (shorter === null) return blocks;
    plan = shorter;
  }
}

function longestPlan({ papers: { length }, depth }: Layout): Plan {
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

function blocksOf({ count, papers, depth }: Layout, plan: Plan): number[] {
  const blocks: number[] = [];
  const add = (form: PaperForm, paper: number | undefined) => {
    if (paper !== undefined) blocks.push(paperBlock(count, form, paper));
  };
  const frame = (form: FrameForm) => blocks.push(frameBlock(count, form));
  if (papers.length >= LEAST_AT_A_GLANCE) {
    frame('glance-begin');
    for (let index = 0; index < Math.min(MOST_LONG, plan.shown); index += 1) {
      const withSentence = depth !== 'titles' && index < SENTENCES_AT_A_GLANCE;
      add(withSentence ? 'glance' : 'glance-title', papers[index]);
    }
    frame(
      depth === 'titles' ? 'glance-end-bare' : plan.long < papers.length ? 'glance-end' : 'glance-end-words',
    );
  }
  if (plan.long > 0) frame('papers');
  for (let index = 0; index < plan.long; index += 1) {
    add(index === 0 ? (plan.full ? 'lead-full' : 'lead') : plan.full ? 'full' : 'long', papers[index]);
  }
  if (papers.length > plan.long) {
    frame('rows-begin');
    for (let index = plan.long; index < plan.shown; index += 1) {
      add(index - plan.long < plan.sentences ? 'row' : 'row-short', papers[index]);
    }
    frame('rows-end');
    frame(plan.shown < papers.length ? 'see-all' : 'all-on-web');
  }
  return blocks;
}
