import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../src/ranking/candidate.js';
import { type RankedPaper, rank } from '../../src/ranking/rank.js';
import { DEFAULT_STRATEGY, strategies, strategyNamed } from '../../src/ranking/strategies.js';
import { anyCandidates, atHour, candidate } from './candidates.js';

const now = atHour(8);
const idsOf = (ranked: readonly RankedPaper[]) => ranked.map(({ paper }) => paper.id);
const inOrder = (strategy: string, ...candidates: readonly ReturnType<typeof candidate>[]) =>
  idsOf(rank(candidates, strategyNamed(strategy), now));

describe('upvotes', () => {
  test.each([
    ['nothing', [], []],
    [
      'more upvotes first',
      [candidate('a', { upvotes: 1, comments: 9 }), candidate('b', { upvotes: 2 })],
      'ba',
    ],
    [
      'equal upvotes: more comments first',
      [candidate('a', { comments: 1 }), candidate('b', { comments: 3 })],
      'ba',
    ],
    ['all equal: by id', [candidate('b'), candidate('B'), candidate('a')], 'Bab'],
  ])('%s', (_, candidates, expected) => {
    expect(inOrder('upvotes', ...candidates)).toEqual([...expected]);
  });

  test('the score is told with its parts', () => {
    const ranked = rank([candidate('a', { upvotes: 7, comments: 2 })], strategyNamed('upvotes'), now);
    expect(ranked).toMatchObject([{ score: 7, breakdown: { upvotes: 7 } }]);
  });
});

describe('velocity', () => {
  test('what gains fastest is first, whatever it has', () => {
    const old = candidate('old', {
      upvotes: 100,
      seen: [
        [0, 98],
        [8, 100],
      ],
    });
    const rising = candidate('rising', {
      upvotes: 20,
      seen: [
        [0, 5],
        [8, 20],
      ],
    });
    expect(inOrder('velocity', old, rising)).toEqual(['rising', 'old']);
  });
});

describe('trending', () => {
  const pairs: readonly [string, ReturnType<typeof candidate>, ReturnType<typeof candidate>][] = [
    ['more upvotes', candidate('2603.00002', { upvotes: 9 }), candidate('2603.00001', { upvotes: 12 })],
    [
      'as many upvotes that came faster',
      candidate('2603.00001', {
        upvotes: 12,
        seen: [
          [0, 10],
          [8, 12],
        ],
      }),
      candidate('2603.00002', {
        upvotes: 12,
        seen: [
          [0, 2],
          [8, 12],
        ],
      }),
    ],
    ['a newer arXiv id', candidate('2603.00001', { upvotes: 9 }), candidate('2603.00002', { upvotes: 9 })],
    ['a newer list', candidate('x', { upvotes: 9, listedOn: '2026-03-20' }), candidate('y', { upvotes: 9 })],
    ['more comments', candidate('x', { upvotes: 9 }), candidate('y', { upvotes: 9, comments: 2 })],
    ['more stars', candidate('x', { upvotes: 9, stars: 10 }), candidate('y', { upvotes: 9, stars: 900 })],
    [
      'stars that grow',
      candidate('x', {
        upvotes: 9,
        stars: 40,
        seen: [
          [0, 0, 40],
          [8, 9, 40],
        ],
      }),
      candidate('y', {
        upvotes: 9,
        stars: 40,
        seen: [
          [0, 0, 10],
          [8, 9, 40],
        ],
      }),
    ],
  ];

  test.each(pairs)('%s puts a paper above another', (_, lower, higher) => {
    expect(inOrder('trending', lower, higher)).toEqual([higher.paper.id, lower.paper.id]);
  });

  test('twice the upvotes outweigh everything that breaks ties', () => {
    const strong = candidate('2603.00001', { upvotes: 40, stars: 0 });
    const weak = candidate('2603.00002', { upvotes: 20, comments: 2, stars: 100 });
    expect(inOrder('trending', strong, weak)).toEqual(['2603.00001', '2603.00002']);
  });

  test('what is not known has no part', () => {
    const [paper] = rank([candidate('x', { upvotes: 3 })], strategyNamed('trending'), now);
    expect(Object.keys(paper?.breakdown ?? {})).toEqual([
      'upvotes',
      'velocity',
      'age',
      'comments',
      'newness',
    ]);
  });

  test('more upvotes of the same paper never lower its score', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (a, b) => {
        const scoreOf = (upvotes: number) =>
          rank([candidate('x', { upvotes })], strategyNamed('trending'), now)[0]?.score ?? 0;
        expect(Math.sign(scoreOf(a) - scoreOf(b))).toBe(Math.sign(a - b));
      }),
    );
  });

  test('a faster rise to the same upvotes never lowers a score', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (a, b) => {
        const scoreOf = (before: number) => {
          const paper = candidate('x', {
            upvotes: 500,
            seen: [
              [0, before],
              [8, 500],
            ],
          });
          return rank([paper], strategyNamed('trending'), now)[0]?.score ?? 0;
        };
        expect(Math.sign(scoreOf(a) - scoreOf(b))).toBe(Math.sign(b - a));
      }),
    );
  });
});

describe('strategyNamed', () => {
  test('knows the default', () => {
    expect(strategyNamed(DEFAULT_STRATEGY)).toBe(strategies[DEFAULT_STRATEGY]);
  });
  test.each(['', 'no such', 'toString', '__proto__'])('refuses %j', (name) => {
    expect(() => strategyNamed(name)).toThrow('these are known: trending, upvotes, velocity');
  });
});

describe.each(Object.entries(strategies))('every strategy: %s', (_, strategy: Strategy) => {
  test('any order of candidates gives the same ranking', () => {
    fc.assert(
      fc.property(anyCandidates, fc.infiniteStream(fc.nat()), (candidates, random) => {
        const shuffled = candidates
          .map((paper) => ({ paper, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ paper }) => paper);
        const ranked = rank(candidates, strategy, now);
        expect(rank(shuffled, strategy, now)).toEqual(ranked);
        expect(idsOf(ranked).sort()).toEqual(candidates.map(({ paper }) => paper.id).sort());
      }),
    );
  });

  test('the parts add up to the score, also after they were stored as JSON', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        for (const ranked of rank(candidates, strategy, now)) {
          const stored: RankedPaper = JSON.parse(JSON.stringify(ranked));
          expect(stored.breakdown).toEqual(ranked.breakdown);
          const sum = Object.values(ranked.breakdown).reduce((total, part) => total + part, 0);
          expect(sum).toBeCloseTo(ranked.score, 5);
          expect(Number.isFinite(ranked.score)).toBe(true);
        }
      }),
    );
  });
});
