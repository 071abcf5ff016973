import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulationResult, simulate } from '../../../bench/evaluate/verdicts/simulate.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** The large one is run by hand: `npm run evaluate -- verdicts`. */
describe('twelve days with two hundred readers', () => {
  let test: TestDatabase;
  let result: SimulationResult;
  beforeAll(async () => {
    test = await createTestDatabase();
    result = await simulate(test.database, { readers: 200, days: 12, seed: 3, progress: () => undefined });
  }, 120_000);
  afterAll(() => test.close());

  it('silence no living reader', () => expect(result.livingSilenced).toBe(0));

  it('stop mail to the dead within three digests', () => {
    expect(result.dead).toBe(6);
    expect(result.stoppedWithinThree).toBe(result.dead);
    expect(result.deadSilenced).toBe(result.dead);
    expect(result.toDead).toBeGreaterThanOrEqual(result.dead);
  });

  it('pause while the relay refuses the account, and send to everybody after', () => {
    expect(Object.keys(result.pauses)).toContain('same-refusal, relay week');
    expect(result.cameBack).toBeGreaterThan(0);
  });
});
