import { describe, expect, test } from 'vitest';
import { starsPerDay, upvotesPerDay } from '../../src/ranking/growth.js';
import { candidate } from './candidates.js';

type Seen = readonly (readonly [hours: number, upvotes: number, stars?: number])[];

describe('upvotesPerDay', () => {
  test.each<[string, Seen, number]>([
    ['never seen: none', [], 0],
    ['seen once: since the list began', [[8, 4]], 12],
    ['seen in the first minutes: as if after an hour', [[0.1, 2]], 48],
    ['seen before the list began: as if after an hour', [[-5, 2]], 48],
    [
      'between two sightings',
      [
        [8, 10],
        [20, 16],
      ],
      12,
    ],
    [
      'over a day at most',
      [
        [0, 0],
        [6, 50],
        [30, 60],
      ],
      10,
    ],
    [
      'a gap of more than a day: since the list began',
      [
        [0, 0],
        [48, 60],
      ],
      30,
    ],
    [
      'sightings of a few hours: since the list began',
      [
        [10, 8],
        [12, 10],
      ],
      20,
    ],
    [
      'votes that were taken back',
      [
        [8, 10],
        [20, 8],
      ],
      0,
    ],
  ])('%s', (_, seen, expected) => {
    expect(upvotesPerDay(candidate('x', { seen, upvotes: seen.at(-1)?.[1] ?? 0 }))).toBeCloseTo(expected, 9);
  });
});

describe('starsPerDay', () => {
  test.each<[string, Seen, number | null]>([
    [
      'never known',
      [
        [8, 4],
        [20, 5],
      ],
      null,
    ],
    [
      'known once',
      [
        [8, 4],
        [20, 5, 7],
      ],
      null,
    ],
    [
      'known twice',
      [
        [8, 4, 10],
        [20, 5, 16],
      ],
      12,
    ],
    [
      'unknown at the last sighting',
      [
        [0, 4, 10],
        [12, 5, 16],
        [20, 5],
      ],
      12,
    ],
    [
      'fewer than before',
      [
        [8, 4, 10],
        [20, 5, 9],
      ],
      0,
    ],
  ])('%s', (_, seen, expected) => {
    expect(starsPerDay(candidate('x', { seen }))).toBe(expected);
  });
});
