import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, meanInterval } from '../../../bench/evaluate/bootstrap.js';
import { agreementOf, ndcg, spearman, topOverlap } from '../../../bench/evaluate/metrics.js';

describe('topOverlap', () => {
  test.each<[string, number[], number, number]>([
    ['the right ones in any order', [3, 5, 4, 2, 1], 3, 1],
    ['one of two', [9, 1, 5, 4], 2, 0.5],
    ['none', [1, 2, 9, 8], 2, 0],
    ['equal at the edge counts as right', [9, 4, 4, 1], 2, 1],
    ['fewer than asked for', [1, 2, 3], 5, 1],
  ])('%s', (_, finals, size, expected) => {
    expect(topOverlap(finals, size)).toBe(expected);
  });
});

describe('spearman', () => {
  test.each<[string, number[], number | null]>([
    ['perfect', [9, 7, 5, 3], 1],
    ['reversed', [3, 5, 7, 9], -1],
    // Places 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 · 4 / (5 · 24).
    ['two swaps', [8, 9, 5, 6, 1], 0.8],
    // Places 1 2 3 against 1 2.5 2.5: covariance 1.5 over √(2 · 1.5).
    ['a tie', [9, 4, 4], 1.5 / Math.sqrt(3)],
    ['everything ended equal', [4, 4, 4], null],
  ])('%s', (_, finals, expected) => {
    const found = spearman(finals);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 12);
  });
});

describe('ndcg', () => {
  test.each<[string, number[], number, number]>([
    ['perfect', [9, 5, 1], 10, 1],
    // 1/1 + 3/log2(3) over 3/1 + 1/log2(3).
    ['swapped', [1, 3], 10, (1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3))],
    ['only the first ones count', [2, 0, 8], 1, 2 / 8],
    ['nothing to gain', [0, 0], 10, 1],
  ])('%s', (_, finals, size, expected) => {
    expect(ndcg(finals, size)).toBeCloseTo(expected, 12);
  });
});

test('the right order is perfect, no order is better', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { minLength: 2, maxLength: 30 }), (finals) => {
      const best = agreementOf(finals.toSorted((a, b) => b - a));
      expect(best).toMatchObject({ top5: 1, top10: 1 });
      expect(best.ndcg10).toBeCloseTo(1, 12);
      const other = agreementOf(finals);
      expect(other.ndcg10).toBeLessThanOrEqual(1 + 1e-12);
      expect(other.spearman ?? 0).toBeLessThanOrEqual((best.spearman ?? 0) + 1e-12);
    }),
  );
});

describe('meanInterval', () => {
  test('holds the mean, is the same every time, and knows nothing of days without a value', () => {
    const values = [0.2, 0.9, null, 0.4, 0.7, 0.5, 0.1];
    const [low, high] = meanInterval(values) ?? [1, 0];
    expect(mean(values)).toBeCloseTo(2.8 / 6, 12);
    expect(low).toBeLessThan(2.8 / 6);
    expect(high).toBeGreaterThan(2.8 / 6);
    expect(meanInterval(values.filter((value) => value !== null))).toEqual([low, high]);
  });

  test('is a point where all days agree', () => {
    const [low, high] = meanInterval([0.5, 0.5, 0.5]) ?? [];
    expect([low, high]).toEqual([0.5, 0.5]);
  });

  test('has the width that the normal distribution foretells', () => {
    const values = Array.from({ length: 400 }, (_, index) => index % 2);
    const [low, high] = meanInterval(values) ?? [0, 0];
    // 2 · 1.96 · 0.5 / √400
    expect(high - low).toBeCloseTo(0.098, 1);
    expect(high - low).toBeGreaterThan(0.08);
    expect(high - low).toBeLessThan(0.12);
  });

  test('of nothing is unknown', () => {
    expect(meanInterval([null])).toBeNull();
    expect(mean([])).toBeNull();
  });
});
