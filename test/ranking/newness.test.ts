import { describe, expect, test } from 'vitest';
import { newnessOf } from '../../src/ranking/newness.js';

describe('newnessOf', () => {
  test.each<[string, Readonly<Record<string, number>>]>([
    ['nothing', {}],
    ['one alone is neither new nor old', { '2603.00001': 0.5 }],
    ['by serial number', { '2603.00009': 0, '2603.00010': 1, '2603.09999': 2 }],
    ['by month before serial number', { '2602.29999': 0, '2603.00001': 1 }],
    [
      'the old scheme is older',
      { 'hep-th/9901001': 0, 'math.GT/0309136': 1, '0704.0001': 2, '2603.00001': 3 },
    ],
    ['1991 is before 2007', { 'hep-th/9108001': 0, '0704.0001': 1 }],
  ])('%s', (_, places) => {
    const ids = Object.keys(places);
    const most = Math.max(1, ids.length - 1);
    const expected = Object.entries(places).map(([id, place]) => [id, place / most]);
    expect([...newnessOf(ids.toReversed())].sort()).toEqual(
      expected.map(([id, share]) => [id, ids.length === 1 ? 0.5 : share]).sort(),
    );
  });

  test('other ids stand in the middle and do not shift the rest', () => {
    const newness = newnessOf(['2603.00001', 'sample-01', '2603.00002']);
    expect(Object.fromEntries(newness)).toEqual({ '2603.00001': 0, 'sample-01': 0.5, '2603.00002': 1 });
  });
});
