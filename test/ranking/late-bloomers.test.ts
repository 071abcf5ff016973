import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bloomerRules, lateBloomers, type Standing } from '../../src/ranking/late-bloomers.js';

/** A cohort as `then>now` for each paper, `a` first. */
function cohort(text: string, name = 'digest 1'): Standing[] {
  return text.split(' ').map((pair, index) => {
    const [upvotesBefore = 0, upvotes = 0] = pair.split('>').map(Number);
    return { paperId: `${name}-${'abcdefgh'[index]}`, cohort: name, upvotesBefore, upvotes };
  });
}

const ids = (standings: readonly Standing[]) => lateBloomers(standings).map(({ paperId }) => paperId.at(-1));

describe('late bloomers', () => {
  it.each([
    ['one far beyond the others', '40>60 30>45 20>30 5>97 4>6', 'd'],
    ['one that grew as the others did', '40>160 30>120 20>80 15>100 4>20', ''],
    ['one that has few upvotes still', '9>10 8>9 7>8 1>19 1>1', ''],
    ['one at the least', '9>10 8>9 7>8 1>20 1>1', 'd'],
    ['one that stood on top already', '40>400 30>40 20>25 5>6 4>6', ''],
    ['one that is not on top yet', '400>500 300>400 200>300 5>97 4>6', ''],
    ['two, by how much more they grew', '40>60 30>45 20>30 5>97 4>99', 'e d'],
    ['none of a few: each is among the first', '1>90 40>50 30>40', ''],
    ['none where nothing changed', '5>5 4>4 3>3 2>2', ''],
  ])('%s', (_name, text, expected) => {
    expect(ids(cohort(text)).join(' ')).toBe(expected);
  });

  it('are a few out of all cohorts, each beside its own', () => {
    const text = '40>60 30>45 20>30 5>97 4>99 3>4';
    const quick = '40>400 30>300 20>200 5>97 4>99 3>4';
    const found = lateBloomers([
      ...cohort(text, 'digest 1'),
      ...cohort(text, 'digest 2'),
      ...cohort(quick, 'list'),
    ]);
    expect(found.map(({ paperId }) => paperId)).toEqual(['digest 1-e', 'digest 2-e', 'digest 1-d']);
  });

  it('leave out what is not free, which stays a neighbour of the others', () => {
    const standings = cohort('40>60 30>45 20>30 5>97 4>99');
    const found = lateBloomers(standings, (paperId) => !paperId.endsWith('e'));
    expect(found.map(({ paperId }) => paperId.at(-1))).toEqual(['d']);
  });

  it('do not depend on the order in which papers come, and never come twice or without reason', () => {
    const standing = fc.record({
      cohort: fc.constantFrom('digest 1', 'list 2026-03-01'),
      upvotesBefore: fc.integer({ min: 0, max: 60 }),
      upvotes: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(standing, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (drawn, order) => {
        const standings = drawn.map((one, index) => ({ ...one, paperId: `p${index}` }));
        const found = lateBloomers(standings);
        const shuffled = standings
          .map((one) => ({ one, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(lateBloomers(shuffled)).toEqual(found);
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(bloomerRules.most);
        for (const { upvotes, upvotesBefore } of found) {
          expect(upvotes).toBeGreaterThanOrEqual(bloomerRules.leastUpvotes);
          expect(upvotes).toBeGreaterThan(upvotesBefore);
        }
      }),
    );
  });
});
