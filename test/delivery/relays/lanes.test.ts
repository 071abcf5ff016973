import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../src/delivery/relays/lane.js';
import { createLanes } from '../../../src/delivery/relays/lanes.js';
import { never } from '../delivery-bed.js';

/** Lanes that lead nowhere. */
function invented(count: number): Lane[] {
  return Array.from({ length: count }, () => ({
    relay: 'relay',
    admit: () => ({ kind: 'now' }),
    send: () => Promise.reject(new Error('nothing is sent here')),
    rest: () => undefined,
  }));
}

/** Whether a promise was settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = {};
  return (await Promise.race([promise, Promise.resolve(open)])) !== open;
}

describe('lanes', () => {
  it('are as many as there are connections', async () => {
    const both = invented(2);
    const lanes = createLanes(both);
    const holder = {};
    const first = await lanes.take(holder, never);
    const second = await lanes.take(holder, never);
    expect(new Set([first, second])).toEqual(new Set(both));
    const third = lanes.take(holder, never);
    expect(await isSettled(third)).toBe(false);
    if (first !== null) lanes.release(holder, first);
    expect(await third).toBe(first);
  });

  it('go to whoever has fewest', async () => {
    const lanes = createLanes(invented(2));
    const [slice, other] = [{}, {}];
    const held = await lanes.take(slice, never);
    await lanes.take(slice, never);
    const again = lanes.take(slice, never);
    expect(lanes.isWanted()).toBe(false);
    const first = lanes.take(other, never);
    expect(lanes.isWanted()).toBe(true);
    if (held !== null) lanes.release(slice, held);
    expect(await first).toBe(held);
    expect(await isSettled(again)).toBe(false);
    expect(lanes.isWanted()).toBe(false);
  });

  it('are not waited for any longer than wanted', async () => {
    const lanes = createLanes(invented(1));
    const [holder, impatient] = [{}, {}];
    const lane = await lanes.take(holder, never);
    const patience = new AbortController();
    const refused = lanes.take(impatient, patience.signal);
    patience.abort();
    expect(await refused).toBeNull();
    expect(await lanes.take(impatient, patience.signal)).toBeNull();
    if (lane !== null) lanes.release(holder, lane);
    expect(await lanes.take(holder, never)).toBe(lane);
  });

  it('are never handed out twice, nor lost', async () => {
    const step = fc.record({ holder: fc.nat(3), take: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 60 }),
        async (count, steps) => {
          const lanes = createLanes(invented(count));
          const holders = [{}, {}, {}, {}];
          const held: Lane[][] = [[], [], [], []];
          let waiting = 0;
          for (const { holder, take } of steps) {
            const who = holders[holder] ?? {};
            if (take) {
              waiting += 1;
              void lanes.take(who, never).then((lane) => {
                waiting -= 1;
                if (lane !== null) held[holder]?.push(lane);
              });
            } else {
              const lane = held[holder]?.pop();
              if (lane !== undefined) lanes.release(who, lane);
            }
            await Promise.resolve();
            await Promise.resolve();
            const used = held.flat().length;
            expect(new Set(held.flat()).size).toBe(used);
            expect(used).toBeLessThanOrEqual(count);
            expect(waiting === 0 || used === count).toBe(true);
          }
        },
      ),
    );
  });
});
