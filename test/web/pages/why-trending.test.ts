import { describe, expect, test } from 'vitest';
import { whyTrending } from '../../../src/web/pages/why-trending.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();

describe('whyTrending', () => {
  test.each<[string, number, Record<string, number>, string | null]>([
    ['one part says nothing', 7, { upvotes: 7 }, null],
    ['no part says nothing', 0, {}, null],
    [
      'the largest share first, signs told, nothings left out',
      3.149,
      { age: -0.06, upvotes: 3.04, velocity: 0.171, comments: 0, newness: 0.0001 },
      'upvotes +3.04, upvotes a day +0.17, days listed −0.06 = 3.15',
    ],
    [
      'readers’ answers where they mattered',
      1.05,
      { upvotes: 0.9, readers: 0.15 },
      'upvotes +0.90, readers’ answers +0.15 = 1.05',
    ],
    [
      'a part without a name of its own',
      1.5,
      { upvotes: 1, charm: 0.5 },
      'upvotes +1.00, charm +0.50 = 1.50',
    ],
  ])('%s', (_, score, breakdown, expected) => {
    expect(whyTrending(texts.en, score, breakdown)).toBe(expected);
  });
});
