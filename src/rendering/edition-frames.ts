import { createBoundedMap } from '../bounded-map.js';
import type { CompiledDigest } from './compile-digest.js';
import type { SaidOfEdition } from './digest-values.js';
import type { FrameBlock } from './encode-blocks.js';
import { fillPlaceholders, htmlValues, type TextWithPlaceholders, textValues } from './fill-placeholders.js';
import { type ShownPapers, saidAsText, saidOfEdition } from './said-of-edition.js';

/** Bytes for both parts of a message. */
export interface BothParts {
  readonly text: Buffer;
  readonly html: Buffer;
}

/** Of a kilobyte each. What does not fit any more is made again. */
const MOST_FRAMES = 1_000;
/** More than a digest has papers: names of two of them are one number. */
export const PAPERS = 65_536;

/**
 * What stands between the papers of a digest's editions, by the index of its block: made when it is first needed and kept.
 * What says the same in every edition is one for all; where the words on top differ by how many papers there are, and by
 * whose words they are, so do the others.
 */
export function createFrames(digest: CompiledDigest): (shown: ShownPapers) => (block: number) => BothParts {
  const fixed = digest.frames.map((frame) => (isFixed(frame) ? makeFrame(frame, null) : undefined));
  const byCounts = createBoundedMap<number, (BothParts | undefined)[]>(MOST_FRAMES);
  const byWords = createBoundedMap<string, BothParts>(MOST_FRAMES);
  const saysWords = digest.frames.map((frame) => frame?.html.fields.includes('glanceWords') === true);
  const make = (block: number, shown: ShownPapers) =>
    makeFrame(digest.frames[block], saidOfEdition(digest, shown));
  return (shown) => {
    const { long, rows } = shown;
    const ofCounts = byCounts.getOrMake(long * PAPERS + rows, () => []);
    return (block) => {
      const known = fixed[block] ?? ofCounts[block];
      if (known !== undefined) return known;
      if (saysWords[block] === true) {
        const key = `${block}/${long}/${rows}/${wordsKey(digest, shown)}`;
        return byWords.getOrMake(key, () => make(block, shown));
      }
      const made = make(block, shown);
      ofCounts[block] = made;
      return made;
    };
  };
}

/**
 * Whose words the sentences on top are is said of each paper, unless all are of one source, as a rule: then readers with an
 * order of their own share what is said.
 */
function wordsKey({ origins }: CompiledDigest, { atAGlance }: ShownPapers): string {
  const [first] = atAGlance;
  const usual = first === undefined ? null : (origins[first] ?? null);
  if (atAGlance.every((paper) => (origins[paper] ?? null) === usual)) return `${usual}`;
  return atAGlance.map((paper) => `${paper}${origins[paper] ?? ''}`).join('/');
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

/** A text with its placeholders filled, in one piece. */
export function filled(text: TextWithPlaceholders, values: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(fillPlaceholders(text, values));
}
