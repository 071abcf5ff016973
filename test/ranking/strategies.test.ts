import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObservedPaper } from '../../src/model/paper.js';
import { rank, type Strategy, strategies } from '../../src/ranking/strategies.js';
import { listedPaper } from '../support/listed-paper.js';

const now = new Date('2026-03-23T08:00:00Z');
const candidate = (id: string, upvotes: number, comments: number): ObservedPaper => ({
  paper: listedPaper({ id, date: '2026-03-23' }).paper,
  upvotes,
  comments,
  stars: null,
});
const upvotes = strategies['upvotes'] as Strategy;
const idsOf = (ranked: readonly ObservedPaper[]) => ranked.map(({ paper }) => paper.id);

describe('rank by upvotes', () => {
  test.each<[string, ObservedPaper[], string[]]>([
    ['nothing', [], []],
    ['more upvotes first', [candidate('a', 1, 9), candidate('b', 2, 0)], ['b', 'a']],
    ['equal upvotes: more comments first', [candidate('a', 2, 1), candidate('b', 2, 3)], ['b', 'a']],
    ['all equal: by id', [candidate('b', 2, 1), candidate('B', 2, 1), candidate('a', 2, 1)], ['B', 'a', 'b']],
  ])('%s', (_, candidates, expected) => {
    expect(idsOf(rank(candidates, upvotes, now))).toEqual(expected);
  });

  test('the score is told with its parts', () => {
    expect(rank([candidate('a', 7, 2)], upvotes, now)).toMatchObject([
      { score: 7, breakdown: { upvotes: 7 } },
    ]);
  });
});

describe('every strategy', () => {
  const anyCandidates = fc.uniqueArray(fc.tuple(fc.nat(), fc.nat(30), fc.nat(5)), {
    selector: ([id]) => id,
    maxLength: 30,
  });

  test.each(Object.entries(strategies))(
    '%s: any order of candidates gives the same ranking',
    (_, strategy) => {
      fc.assert(
        fc.property(anyCandidates, fc.infiniteStream(fc.nat()), (given, random) => {
          const candidates = given.map(([id, votes, comments]) => candidate(String(id), votes, comments));
          const shuffled = candidates
            .map((paper) => ({ paper, key: random.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ paper }) => paper);
          const ranked = rank(candidates, strategy, now);
          expect(rank(shuffled, strategy, now)).toEqual(ranked);
          expect(idsOf(ranked).sort()).toEqual(idsOf(candidates).sort());
          for (const { score, breakdown } of ranked) {
            expect(Object.values(breakdown).reduce((sum, part) => sum + part, 0)).toBe(score);
          }
        }),
      );
    },
  );
});
