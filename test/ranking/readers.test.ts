import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noTally, type Tally } from '../../src/model/answer.js';
import type { Candidate } from '../../src/ranking/candidate.js';
import { rank } from '../../src/ranking/rank.js';
import { readersPart } from '../../src/ranking/readers.js';
import { strategyNamed } from '../../src/ranking/strategies.js';
import { readerWeights } from '../../src/ranking/weights.js';
import { anyCandidates, atHour, candidate } from './candidates.js';

const now = atHour(8);
const count = fc.nat(1_000_000);
const anyTally: fc.Arbitrary<Tally> = fc.record({ liked: count, disliked: count });
const worthOf = (tally: Tally) => readersPart(tally)['readers'] ?? 0;

describe('readersPart', () => {
  test.each<[string, number, number, number | undefined]>([
    ['nobody', 0, 0, undefined],
    ['two are too few', 2, 0, undefined],
    ['three who like it', 3, 0, 0.069],
    ['ten who like it: half of the bound', 10, 0, 0.15],
    ['as many who do not', 0, 10, -0.15],
    ['half and half', 20, 20, 0],
    ['four of five', 80, 20, 0.164],
    ['a crowd', 100_000, 0, 0.3],
  ])('%s', (_, liked, disliked, expected) => {
    const part = readersPart({ liked, disliked });
    if (expected === undefined) expect(part).toEqual({});
    else expect(part['readers']).toBeCloseTo(expected, 3);
  });

  test('stays within the bound, and an answer moves it its own way', () => {
    fc.assert(
      fc.property(anyTally, ({ liked, disliked }) => {
        const worth = worthOf({ liked, disliked });
        expect(Math.abs(worth)).toBeLessThan(readerWeights.bound);
        if (liked + disliked < readerWeights.fewest) return;
        expect(worthOf({ liked: liked + 1, disliked })).toBeGreaterThan(worth);
        expect(worthOf({ liked, disliked: disliked + 1 })).toBeLessThan(worth);
        expect(worthOf({ liked: disliked, disliked: liked })).toBeCloseTo(-worth, 12);
      }),
    );
  });
});

describe.each(['trending', 'final'])('in the order by %s', (name) => {
  const strategy = strategyNamed(name);
  const without = (paper: Candidate): Candidate => ({ ...paper, tally: noTally });

  test('they never turn papers around that are further apart than both bounds', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const scores = new Map(
          rank(candidates.map(without), strategy, now).map(({ paper, score }) => [paper.id, score]),
        );
        const order = rank(candidates, strategy, now).map(({ paper }) => scores.get(paper.id) ?? 0);
        let lowest = Number.POSITIVE_INFINITY;
        for (const score of order) {
          expect(score - lowest).toBeLessThanOrEqual(2 * readerWeights.bound + 1e-9);
          lowest = Math.min(lowest, score);
        }
      }),
    );
  });

  test('a paper that nobody else likes stays below one that a few like, whatever readers say of both', () => {
    fc.assert(
      fc.property(anyTally, anyTally, fc.integer({ min: 3, max: 2_000 }), (tally, other, upvotes) => {
        const pushed = candidate('2603.00001', { upvotes: 0, tally });
        const liked = candidate('2603.00001x', { upvotes, tally: other });
        expect(rank([pushed, liked], strategy, now)[0]?.paper.id).toBe(liked.paper.id);
      }),
    );
  });

  test('among equal papers, the one that readers like stands first', () => {
    const [one, other] = [
      candidate('x', { upvotes: 9 }),
      candidate('y', { upvotes: 9, tally: { liked: 9, disliked: 1 } }),
    ];
    expect(rank([one, other], strategy, now).map(({ paper }) => paper.id)).toEqual(['y', 'x']);
  });

  test('without answers nothing of them is told', () => {
    const [paper] = rank([candidate('x', { upvotes: 9 })], strategy, now);
    expect(paper?.breakdown).not.toHaveProperty('readers');
  });
});
