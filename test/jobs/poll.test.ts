import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pollList } from '../../src/jobs/poll.js';
import { papersListedOn } from '../../src/store/papers.js';
import { lastPoll } from '../../src/store/polls.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

let bench: StageBench;
const forever = new AbortController().signal;

beforeAll(async () => {
  bench = await openStageBench();
});
beforeEach(async () => {
  await bench.empty();
  bench.setNow('2026-03-23T09:00:00Z');
});
afterAll(() => bench.close());

describe('pollList', () => {
  it('saves what is listed and records the poll', async () => {
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', 5));
    const results = await pollList(bench.context, '2026-03-23', forever);
    expect(results).toEqual([{ source: 'huggingface', papers: 5, skipped: 0, errorCode: null }]);
    expect(await papersListedOn(bench.context.database, '2026-03-23')).toHaveLength(5);
    expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-23')).toMatchObject({
      papers: 5,
      errorCode: null,
    });
  });

  it('skips what cannot be read and says how many', async () => {
    bench.server.setDay('2026-03-23', [...inventedList('2026-03-23', 2), { paper: { id: 7 } }]);
    const [result] = await pollList(bench.context, '2026-03-23', forever);
    expect(result).toMatchObject({ papers: 2, skipped: 1, errorCode: null });
  });

  it('records a source that fails, with its code, and asks the others', async () => {
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', 3));
    bench.server.failNext(1, 503);
    const [source] = bench.context.sources;
    if (source === undefined) return expect.unreachable();
    const sources = [source, { ...source, name: 'second' }];
    const results = await pollList({ ...bench.context, sources }, '2026-03-23', forever);
    expect(results.map(({ errorCode }) => errorCode)).toEqual(['SOURCE_UNAVAILABLE', null]);
    expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-23')).toMatchObject({
      papers: 0,
      errorCode: 'SOURCE_UNAVAILABLE',
    });
  });

  it('records nothing when it is stopped', async () => {
    const stopped = AbortSignal.abort();
    await expect(pollList(bench.context, '2026-03-23', stopped)).rejects.toThrow();
    expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-23')).toBeNull();
  });
});
