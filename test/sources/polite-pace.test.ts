import { expect, test } from 'vitest';
import { politePace } from '../../src/sources/polite-pace.js';

const signal = new AbortController().signal;

function pace() {
  let now = 0;
  const waits: number[] = [];
  const kept = politePace({
    everyMs: 3_000,
    now: () => new Date(now),
    sleep: async (ms) => void waits.push(ms),
  });
  return { kept, waits, setNow: (ms: number) => (now = ms) };
}

test('who comes at once goes one after the other', async () => {
  const { kept, waits } = pace();
  await Promise.all([1, 2, 3].map(() => kept.begin(signal)));
  expect(waits).toEqual([3_000, 6_000]);
});

test('who comes late enough does not wait, and is not owed anything', async () => {
  const { kept, waits, setNow } = pace();
  await kept.begin(signal);
  setNow(2_000);
  await kept.begin(signal);
  setNow(60_000);
  await kept.begin(signal);
  await kept.begin(signal);
  expect(waits).toEqual([1_000, 3_000]);
});

test('a clock that is set back does not keep everything waiting', async () => {
  const { kept, waits, setNow } = pace();
  setNow(1e12);
  await kept.begin(signal);
  setNow(0);
  await kept.begin(signal);
  await kept.begin(signal);
  expect(Math.max(...waits)).toBeLessThanOrEqual(303_000);
});

test('one exchange at a time, also after one that failed', async () => {
  const { kept } = pace();
  const order: string[] = [];
  const exchange = (name: string, fails = false) =>
    kept.alone(async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  const all = await Promise.allSettled([exchange('a', true), exchange('b')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
