import { afterAll, beforeAll, expect, it } from 'vitest';
import { pollList } from '../../src/jobs/poll.js';
import type { Database } from '../../src/store/database.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const signal = new AbortController().signal;
let bench: StageBench;
beforeAll(async () => {
  bench = await openStageBench();
});
afterAll(() => bench.close());

/** The same pool, counting what is asked of it and of its connections. */
function counting(database: Database): { database: Database; statements: () => number } {
  let count = 0;
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'query') count += 1;
          const result: unknown = value.apply(target, args);
          return name === 'connect' ? (result as Promise<object>).then(counted) : result;
        };
      },
    });
  return { database: counted(database), statements: () => count };
}

it('ingesting a day costs the same few statements for 1, 10 and 100 papers, new or known', async () => {
  const costs: number[] = [];
  for (const papers of [1, 10, 100]) {
    await bench.empty();
    bench.setNow('2026-03-23T09:00:00Z');
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', papers));
    for (const moment of ['2026-03-23T09:00:00Z', '2026-03-23T09:20:00Z']) {
      bench.setNow(moment);
      const { database, statements } = counting(bench.context.database);
      const [result] = await pollList({ ...bench.context, database }, '2026-03-23', signal);
      expect(result).toMatchObject({ papers, errorCode: null });
      costs.push(statements());
    }
  }
  // Where to go on; BEGIN, papers, listings, records, observations, COMMIT; the poll.
  expect(costs).toEqual(Array.from({ length: 6 }, () => 8));
});
