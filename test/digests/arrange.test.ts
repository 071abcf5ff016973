import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../src/digests/arrange.js';
import type { RankedPaper } from '../../src/ranking/rank.js';
import type { CurationInEffect } from '../../src/store/digests/curations.js';
import { inventedPaper } from '../rendering/invented-digest.js';

function ranked(ids: readonly string[]): RankedPaper[] {
  const counts = { upvotes: 1, comments: 0, stars: null, breakdown: { upvotes: 1 } };
  return ids.map((id, index) => ({ paper: inventedPaper(1, { id }), score: 100 - index, ...counts }));
}

/** `pin b` as a row. */
function decided(text: string): CurationInEffect {
  const [action = '', paperId = '', note] = text.split(' ');
  return { action: action as CurationInEffect['action'], paperId, note: note ?? null };
}

const show = (curations: readonly string[], most?: number) =>
  arrange(ranked(['a', 'b', 'c', 'd', 'e']), curations.map(decided), most)
    .map(({ paper }) => paper.id)
    .join(' ');

describe('the papers of a digest', () => {
  it.each([
    [[], undefined, 'a b c d e'],
    [[], 2, 'a b'],
    [['pin d'], undefined, 'd a b c e'],
    [['pin d', 'pin b'], undefined, 'd b a c e'],
    [['pin b', 'pin d'], undefined, 'b d a c e'],
    [['hide a', 'pin c'], undefined, 'c b d e'],
    [['add e'], undefined, 'a b c d e'],
    [['add e'], 2, 'a e'],
    [['pin e', 'add d'], 3, 'e a d'],
    [['pin e', 'pin d', 'add c'], 2, 'e d c'],
    [['reserve a'], 2, 'b c'],
    [['hide x', 'pin y'], undefined, 'a b c d e'],
  ])('with %j and at most %s are %s', (curations, most, expected) => {
    expect(show(curations, most)).toBe(expected);
  });

  it('carry what was decided of them and its note, but not why something is hidden', () => {
    const curations = ['pin b why', 'add c', 'hide d secret'].map(decided);
    const papers = arrange(ranked(['a', 'b', 'c', 'd']), curations);
    expect(papers.map(({ paper, position, curation, note }) => [paper.id, position, curation, note])).toEqual(
      [
        ['b', 1, 'pin', 'why'],
        ['a', 2, null, null],
        ['c', 3, 'add', null],
      ],
    );
  });

  it('come once each, in positions without gaps, whatever was decided', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });
    const action = fc.constantFrom('pin', 'add', 'hide', 'reserve');
    const curations = fc.uniqueArray(fc.tuple(action, fc.constantFrom(...'abcdefghxy')), {
      selector: ([, id]) => id,
    });
    fc.assert(
      fc.property(ids, curations, fc.option(fc.integer({ min: 1, max: 9 })), (given, rows, most) => {
        const effective = rows.map(([kind, id]) => decided(`${kind} ${id}`));
        const papers = arrange(ranked(given), effective, most ?? undefined);
        const shown = papers.map(({ paper }) => paper.id);
        expect(new Set(shown).size).toBe(shown.length);
        expect(papers.map(({ position }) => position)).toEqual(shown.map((_, index) => index + 1));
        for (const [kind, id] of rows) {
          if (kind === 'hide' || kind === 'reserve') expect(shown).not.toContain(id);
          else expect(shown.includes(id)).toBe(given.includes(id));
        }
      }),
    );
  });
});
