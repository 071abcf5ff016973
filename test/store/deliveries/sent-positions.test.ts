import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sentPositions } from '../../../src/model/sent-positions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

describe('sentPositions', () => {
  it.each<[string, number[], number | null, number[] | null, number[]]>([
    ['all', [1, 4, 6], null, null, [1, 4, 6]],
    ['at most two', [1, 4, 6], 2, null, [1, 4]],
    ['the next best for one that was had', [1, 4, 6, 9], 2, [1], [4, 6]],
    ['as many as there are', [1, 4, 6], 3, [4], [1, 6]],
    ['nothing', [1], 3, [1], []],
  ])('%s', (_, positions, most, leftOut, expected) => {
    expect(sentPositions({ positions, most }, leftOut)).toEqual(expected);
  });

  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  it('is what the database takes for sent', async () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
    const most = fc.option(fc.integer({ min: 1, max: 6 }));
    const cases = fc.sample(fc.tuple(some, most, fc.option(some)), 200);
    for (const [chosen, limit, leftOut] of cases) {
      const positions = chosen.toSorted((a, b) => a - b);
      const { rows } = await test.database.query<{ sent: number[] }>(
        'SELECT sent_positions($1::smallint[], $2::smallint, $3::smallint[]) AS sent',
        [positions, limit, leftOut],
      );
      expect(rows[0]?.sent).toEqual(sentPositions({ positions, most: limit }, leftOut));
    }
  });
});
