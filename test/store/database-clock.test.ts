import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchClock } from '../../src/jobs/clock-watch.js';
import { openDatabaseClock } from '../../src/store/database-clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

const MINUTE = 60_000;
const skews = [
  ['15 minutes behind', -15 * MINUTE],
  ['15 minutes ahead', 15 * MINUTE],
  ['a day ahead', 24 * 60 * MINUTE],
] as const;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

/** A machine whose clock is off by so many milliseconds, as long as nobody sets it. */
function machine(skew: number) {
  let its = skew;
  const set = (to: number): void => {
    its = to;
  };
  return { set, clock: () => new Date(Date.now() + its) };
}

function recorded() {
  const entries: [string, object][] = [];
  const write = (fields: object, event: string) => void entries.push([event, fields]);
  return { entries, log: { info: write, warn: write, error: write } };
}

async function databaseMs(): Promise<number> {
  const { rows } = await test.database.query<{ ms: string }>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms',
  );
  return Number(rows[0]?.ms);
}

describe.each(skews)('a machine %s', (_name, skew) => {
  it('has the time of the database, and knows by how much its own is off', async () => {
    const clock = await openDatabaseClock(test.database, machine(skew).clock);
    const before = await databaseMs();
    const now = clock.now().getTime();
    const after = await databaseMs();
    expect(now).toBeGreaterThan(before - 1_000);
    expect(now).toBeLessThan(after + 1_000);
    expect(Math.abs(clock.aheadMs() - skew)).toBeLessThan(1_000);
  });

  it('says so, and that it came right', async () => {
    const { set, clock } = machine(skew);
    const { entries, log } = recorded();
    const watch = watchClock(await openDatabaseClock(test.database, clock), log, 20);
    const turns: boolean[] = [];
    watch.onTurn((isOff) => void turns.push(isOff));
    try {
      expect(watch.isOff()).toBe(true);
      expect(await watch.look()).toBe(true);
      set(20_000);
      await waitFor('the clock to be right', () => !watch.isOff());
    } finally {
      watch.close();
    }
    expect(turns).toEqual([true, false]);
    expect(entries).toEqual([
      ['clock-off', { secondsAhead: skew / 1_000 }],
      ['clock-right', { secondsAhead: 20 }],
    ]);
  });
});
