import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { settlesWithin, valueWithin } from '../src/time-bound.js';

it('gives what the work comes to, what it throws, and what was said for too late', async () => {
  expect(await valueWithin(delay(1, 'done'), 60_000, 'late')).toBe('done');
  await expect(valueWithin(Promise.reject(new Error('failed')), 60_000, 'late')).rejects.toThrow('failed');
  const never = new Promise<string>(() => undefined);
  expect(await valueWithin(never, 5, 'late')).toBe('late');
});

it('leaves no rejection that nobody handles where the work fails later', async () => {
  const later = delay(20).then(() => Promise.reject(new Error('failed later')));
  expect(await valueWithin(later, 5, null)).toBeNull();
  await delay(30);
});

it('says whether work settles in time, either way', async () => {
  expect(await settlesWithin(Promise.reject(new Error('failed')), 60_000)).toBe(true);
  expect(await settlesWithin(new Promise(() => undefined), 5)).toBe(false);
});
