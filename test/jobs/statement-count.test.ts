import { afterAll, beforeAll, expect, it } from 'vitest';
import { pollList } from '../../src/jobs/poll.js';
import { countingStatements } from '../support/counting-statements.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const signal = new AbortController().signal;
let bench: StageBench;
beforeAll(async () => {
  bench = await openStageBench();
});
afterAll(() => bench.close());

it('ingesting a day costs the same few statements for 1, 10 and 100 papers, new or known', async () => {
  const costs: number[] = [];
  for (const papers of [1, 10, 100]) {
    await bench.empty();
    bench.setNow('2026-03-23T09:00:00Z');
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', papers));
    for (const moment of ['2026-03-23T09:00:00Z', '2026-03-23T09:20:00Z']) {
      bench.setNow(moment);
      const { database, statements } = countingStatements(bench.context.database);
      const [result] = await pollList({ ...bench.context, database }, '2026-03-23', signal);
      expect(result).toMatchObject({ papers, errorCode: null });
      costs.push(statements());
    }
  }
  // Where to go on; BEGIN, papers, listings, records, observations, COMMIT; what the list lacks; the poll. Papers that are
  // new or changed are read as well: what they say, and how search and rules find them.
  expect(costs).toEqual([11, 9, 11, 9, 11, 9]);
});
