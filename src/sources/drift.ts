import type { ListedPaper } from '../model/paper.js';
import type { SourceDrift } from '../model/source-drift.js';

/** Fewer items say nothing of a source's format. */
const FEWEST_ITEMS = 5;
/** Of the items that an answer holds. */
const MOST = 0.5;

/** What is wrong with one field of one item; null where it is as it used to be. */
export type FieldFault = SourceDrift['change'] | null;

/** The fields that most of so many items do not tell, with what is most often wrong with each. */
export function driftOf(faults: ReadonlyMap<string, readonly FieldFault[]>): SourceDrift[] {
  return [...faults].flatMap(([field, told]) => {
    const wrong = told.filter((fault) => fault !== null);
    if (told.length < FEWEST_ITEMS || wrong.length <= MOST * told.length) return [];
    const change = (['moved', 'other-type', 'vanished'] as const)
      .map((kind) => ({ kind, count: wrong.filter((fault) => fault === kind).length }))
      .sort((left, right) => right.count - left.count)[0];
    return [{ field, change: change?.kind ?? 'vanished', items: wrong.length, of: told.length }];
  });
}

/** Fields that every paper of arXiv has. */
const ALWAYS = ['title', 'abstract', 'authors', 'categories'] as const;

/**
 * Where most papers of an answer lack what each of the source's papers has, as far as the neutral fields tell.
 * @param skipped how many of its items told no id that can be read
 */
export function missingFields(listed: readonly ListedPaper[], skipped: number): SourceDrift[] {
  const ids: FieldFault[] = [...listed.map(() => null), ...Array.from({ length: skipped }, idFault)];
  return driftOf(
    new Map([
      ['id', ids],
      ...ALWAYS.map((field): [string, FieldFault[]] => [
        field,
        listed.map(({ paper }) => (paper[field].length === 0 ? 'vanished' : null)),
      ]),
    ]),
  );
}

function idFault(): FieldFault {
  return 'other-type';
}
