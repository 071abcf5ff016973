import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLanes } from '../../src/delivery/lanes.js';
import { never } from './delivery-bed.js';

/** Whether a promise was settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = {};
  return (await Promise.race([promise, Promise.resolve(open)])) !== open;
}

describe('lanes', () => {
  it('are as many as there are connections', async () => {
    const lanes = createLanes(2);
    const holder = {};
    expect(await lanes.take(holder, never)).toBe(true);
    expect(await lanes.take(holder, never)).toBe(true);
    const third = lanes.take(holder, never);
    expect(await isSettled(third)).toBe(false);
    lanes.release(holder);
    expect(await third).toBe(true);
  });

  it('go to whoever has fewest', async () => {
    const lanes = createLanes(2);
    const [slice, other] = [{}, {}];
    await lanes.take(slice, never);
    await lanes.take(slice, never);
    const again = lanes.take(slice, never);
    expect(lanes.isWanted()).toBe(false);
    const first = lanes.take(other, never);
    expect(lanes.isWanted()).toBe(true);
    lanes.release(slice);
    expect(await first).toBe(true);
    expect(await isSettled(again)).toBe(false);
    expect(lanes.isWanted()).toBe(false);
  });

  it('are not waited for any longer than wanted', async () => {
    const lanes = createLanes(1);
    const [holder, impatient] = [{}, {}];
    await lanes.take(holder, never);
    const patience = new AbortController();
    const refused = lanes.take(impatient, patience.signal);
    patience.abort();
    expect(await refused).toBe(false);
    expect(await lanes.take(impatient, patience.signal)).toBe(false);
    lanes.release(holder);
    expect(await lanes.take(holder, never)).toBe(true);
  });

  it('are never handed out twice, nor lost', async () => {
    const step = fc.record({ holder: fc.nat(3), take: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 60 }),
        async (count, steps) => {
          const lanes = createLanes(count);
          const holders = [{}, {}, {}, {}];
          const held = [0, 0, 0, 0];
          let waiting = 0;
          for (const { holder, take } of steps) {
            const who = holders[holder] ?? {};
            if (take) {
              waiting += 1;
              void lanes.take(who, never).then(() => {
                waiting -= 1;
                held[holder] = (held[holder] ?? 0) + 1;
              });
            } else if ((held[holder] ?? 0) > 0) {
              held[holder] = (held[holder] ?? 0) - 1;
              lanes.release(who);
            }
            await Promise.resolve();
            await Promise.resolve();
            const used = held.reduce((sum, lane) => sum + lane, 0);
            expect(used).toBeLessThanOrEqual(count);
            expect(waiting === 0 || used === count).toBe(true);
          }
        },
      ),
    );
  });
});
