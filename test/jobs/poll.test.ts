import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { pollList } from '../../src/jobs/poll.js';
import type { Source } from '../../src/sources/source.js';
import { papersListedOn } from '../../src/store/papers/papers.js';
import { lastPoll } from '../../src/store/papers/polls.js';
import { inventedList } from '../support/invented-list.js';
import { listedPaper } from '../support/listed-paper.js';
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
    const second = { name: 'second', fetchList: async () => ({ listed: [], skipped: [] }) };
    const sources = [source, second];
    const results = await pollList({ ...bench.context, sources }, '2026-03-23', forever);
    expect(results.map(({ errorCode }) => errorCode)).toEqual(['SOURCE_UNAVAILABLE', null]);
    expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-23')).toMatchObject({
      papers: 0,
      errorCode: 'SOURCE_UNAVAILABLE',
    });
  });

  it('reads on where an answer broke off, and saves what was read before', async () => {
    const asked: (string | undefined)[] = [];
    const parts = [['2603.00001'], ['2603.00002']];
    const breaking: Source = {
      name: 'huggingface',
      fetchList: async (date, _signal, resumeFrom) => {
        const listed = (parts[asked.length] ?? []).map((id) => listedPaper({ id, date }));
        asked.push(resumeFrom);
        const stopped = { cause: new BroadsheetError('SOURCE_UNAVAILABLE', 'gone'), resumeFrom: '200' };
        return asked.length === 1 ? { listed, skipped: [], stopped } : { listed, skipped: [] };
      },
    };
    const context = { ...bench.context, sources: [breaking] };
    const poll = () => pollList(context, '2026-03-23', forever);
    expect(await poll()).toMatchObject([{ papers: 1, errorCode: 'SOURCE_UNAVAILABLE' }]);
    expect(await poll()).toMatchObject([{ papers: 1, errorCode: null }]);
    await poll();
    expect(asked).toEqual([undefined, '200', undefined]);
    expect(await papersListedOn(bench.context.database, '2026-03-23')).toHaveLength(2);
  });

  it('reads from the beginning again where that was long ago', async () => {
    const asked: (string | undefined)[] = [];
    const breaking: Source = {
      name: 'huggingface',
      fetchList: async (_date, _signal, resumeFrom) => {
        asked.push(resumeFrom);
        return { listed: [], skipped: [], stopped: { cause: new Error('gone'), resumeFrom: '200' } };
      },
    };
    const context = { ...bench.context, sources: [breaking] };
    await pollList(context, '2026-03-23', forever);
    bench.setNow('2026-03-23T15:30:00Z');
    await pollList(context, '2026-03-23', forever);
    expect(asked).toEqual([undefined, undefined]);
  });

  it('records nothing when it is stopped', async () => {
    const stopped = AbortSignal.abort();
    await expect(pollList(bench.context, '2026-03-23', stopped)).rejects.toThrow();
    expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-23')).toBeNull();
  });
});
