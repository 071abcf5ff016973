import { expect } from 'vitest';
import { READERS } from './fault-send.js';
import type { Verdict } from './verdict.js';

/** Everybody has one message, or is named uncertain and has one at most. */
export function expectExact(verdict: Verdict, mostUncertain: number, readers = READERS): void {
  expect(verdict).toMatchObject({ lost: [], claimed: [], twice: [], strange: [] });
  expectSettled(verdict, mostUncertain, readers);
}

/** Nothing is left to be sent, nothing failed, and the totals add up. */
export function expectSettled({ states }: Verdict, mostUncertain: number, readers = READERS): void {
  const { sent = 0, uncertain = 0, ...others } = states;
  expect(others, 'nothing is left').toEqual({});
  expect(sent + uncertain).toBe(readers);
  expect(uncertain, 'in doubt').toBeLessThanOrEqual(mostUncertain);
}
