import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { assembleDue, assemblePeriod } from '../../src/jobs/assemble.js';
import { pollList } from '../../src/jobs/poll.js';
import {
  findDigest,
  latestDigestWithPapers,
  listDigests,
  releaseDigest,
} from '../../src/store/digests/digests.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

let bench: StageBench;
let woken: number[];
const forever = new AbortController().signal;
const context = () => ({
  ...bench.context,
  queues: {
    deliver: async (sliceIds: readonly number[]) => {
      woken.push(...sliceIds);
    },
  },
});
const due = () => assembleDue(context(), forever);

beforeAll(async () => {
  bench = await openStageBench();
});
beforeEach(async () => {
  await bench.empty();
  bench.askedDates();
  woken = [];
  bench.setNow('2026-03-23T08:00:30Z');
  for (const day of ['2026-03-19', '2026-03-20', '2026-03-23', '2026-03-24']) {
    bench.server.setDay(day, inventedList(day, 4));
  }
  await bench.test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at)
     SELECT a, a, a::bytea, 'active', '2026-03-01' FROM unnest(ARRAY['a@example.org', 'b@example.org']) AS a`,
  );
});
afterAll(() => bench.close());

describe('assembleDue', () => {
  it('reads the list, freezes, releases, writes deliveries and wakes their senders', async () => {
    await due();
    const digest = await findDigest(bench.context.database, 'daily', '2026-03-23');
    expect(digest).toMatchObject({ listDate: '2026-03-23', releasedAt: bench.context.clock() });
    expect(digest?.fannedOutAt).not.toBeNull();
    expect(await deliveries()).toBe(2);
    expect(woken.length).toBeGreaterThan(0);
  });

  it('does so once, whoever else does the same', async () => {
    await Promise.all([due(), due(), due()]);
    await due();
    expect(await listDigests(bench.context.database, { limit: 10 })).toHaveLength(1);
    expect(await deliveries()).toBe(2);
  });

  it('reads the days before that were never asked for, so that the next digest is not theirs', async () => {
    await due();
    expect(bench.askedDates().sort()).toEqual(['2026-03-20', '2026-03-21', '2026-03-22', '2026-03-23']);
    bench.setNow('2026-03-24T08:00:30Z');
    await due();
    expect(bench.askedDates()).toEqual(['2026-03-24']);
    const digest = await findDigest(bench.context.database, 'daily', '2026-03-24');
    expect(digest?.papers.every(({ paper }) => paper.id.startsWith('2603.24'))).toBe(true);
  });

  it.each([
    ['07:50', true],
    ['07:57', false],
  ])('reads a list that was read at %s once more: %s', async (time, again) => {
    bench.setNow(`2026-03-23T${time}:00Z`);
    await pollList(bench.context, '2026-03-23', forever);
    bench.askedDates();
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', 6));
    bench.setNow('2026-03-23T08:00:30Z');
    await due();
    expect(bench.askedDates().includes('2026-03-23')).toBe(again);
    const digest = await findDigest(bench.context.database, 'daily', '2026-03-23');
    const own = digest?.papers.filter(({ paper }) => paper.id.startsWith('2603.23'));
    expect(own).toHaveLength(again ? 6 : 4);
  });

  it('freezes and releases a day of rest, and mails nobody', async () => {
    bench.setNow('2026-03-22T08:00:30Z');
    await due();
    const digest = await findDigest(bench.context.database, 'daily', '2026-03-22');
    expect(digest).toMatchObject({ papers: [], releasedAt: bench.context.clock() });
    expect(await deliveries()).toBe(0);
    expect(woken).toEqual([]);
  });

  it('begins at a weekend with the last day that had papers, which is mailed to nobody', async () => {
    bench.server.setDay('2026-03-20', inventedList('2026-03-20', 3));
    bench.setNow('2026-03-22T08:00:30Z');
    await due();
    const digests = await listDigests(bench.context.database, { limit: 10 });
    expect(digests.map(({ period, paperCount }) => [period, paperCount])).toEqual([
      ['2026-03-22', 0],
      ['2026-03-21', 0],
      ['2026-03-20', 3],
    ]);
    expect((await latestDigestWithPapers(bench.context.database, 'daily'))?.period).toBe('2026-03-20');
    expect(await deliveries()).toBe(0);
  });

  it('leaves everything as it is while the source is down, and comes back to it', async () => {
    bench.server.failNext(1, 503);
    await due();
    expect(await listDigests(bench.context.database, { limit: 10 })).toEqual([]);
    bench.setNow('2026-03-23T08:02:31Z');
    await due();
    expect(await deliveries()).toBe(2);
  });

  it('after missed days makes the newest digest alone, which carries what the others would have held', async () => {
    await due();
    bench.server.setDay('2026-03-25', inventedList('2026-03-25', 3));
    bench.setNow('2026-03-25T21:00:00Z');
    woken = [];
    await due();
    const periods = (await listDigests(bench.context.database, { limit: 10 })).map(({ period }) => period);
    expect(periods).toEqual(['2026-03-25', '2026-03-23']);
    expect((await findDigest(bench.context.database, 'daily', '2026-03-25'))?.papers).toHaveLength(7);
    expect(await deliveries()).toBe(4);
  });

  it('mails what was released for the day before and never fanned out, and nothing older', async () => {
    const days = ['2026-03-20', '2026-03-23'];
    for (const day of days) {
      bench.setNow(`${day}T08:00:30Z`);
      await assemblePeriod(context(), { kind: 'daily', period: day }, { release: false }, forever);
      const digest = await findDigest(bench.context.database, 'daily', day);
      await releaseDigest(bench.context.database, digest?.id ?? 0, bench.context.clock());
    }
    bench.setNow('2026-03-24T08:00:30Z');
    await due();
    const digests = await listDigests(bench.context.database, { limit: 10 });
    expect(digests.map(({ period, fannedOutAt }) => [period, fannedOutAt !== null])).toEqual([
      ['2026-03-24', true],
      ['2026-03-23', true],
      ['2026-03-20', false],
    ]);
    expect(await deliveries()).toBe(4);
  });
});

describe('assemblePeriod', () => {
  it('only freezes where it is not to be released', async () => {
    await assemblePeriod(context(), { kind: 'daily', period: '2026-03-23' }, { release: false }, forever);
    expect(await findDigest(bench.context.database, 'daily', '2026-03-23')).toMatchObject({
      releasedAt: null,
    });
    expect(await deliveries()).toBe(0);
    await due();
    expect(await deliveries()).toBe(2);
  });

  it('never asks for a day to come', async () => {
    await assemblePeriod(context(), { kind: 'daily', period: '2026-03-29' }, { release: true }, forever);
    expect(bench.askedDates()).not.toContain('2026-03-29');
    expect(await findDigest(bench.context.database, 'daily', '2026-03-29')).toBeNull();
  });
});

async function deliveries(): Promise<number> {
  const { rows } = await bench.test.database.query<{ count: number }>(
    'SELECT count(*) AS count FROM deliveries',
  );
  return rows[0]?.count ?? 0;
}

describe('a source that does not answer', () => {
  const waiting = () => {
    const { config } = bench.context;
    const [source] = bench.context.sources;
    if (source === undefined) throw new Error('no source');
    const down = {
      name: 'arxiv',
      fetchList: () => Promise.reject(new BroadsheetError('SOURCE_UNAVAILABLE', 'down')),
    };
    return { ...context(), sources: [source, down], config: { ...config, sourceWaitMinutes: 30 } };
  };
  const digestOf = () => findDigest(bench.context.database, 'daily', '2026-03-23');
  const tries = async () => {
    const { rowCount } = await bench.test.database.query(
      "SELECT FROM polls WHERE source = 'arxiv' AND list_date = '2026-03-23'",
    );
    return rowCount;
  };

  it('is waited for, and asked again every two minutes, before the digest goes out and says so', async () => {
    await assembleDue(waiting(), forever);
    await assembleDue(waiting(), forever);
    expect(await digestOf()).toBeNull();
    expect(await tries()).toBe(1);
    bench.setNow('2026-03-23T08:02:31Z');
    await assembleDue(waiting(), forever);
    expect(await tries()).toBe(2);
    bench.setNow('2026-03-23T08:29:59Z');
    await assembleDue(waiting(), forever);
    expect(await digestOf()).toBeNull();
    bench.setNow('2026-03-23T08:30:00Z');
    await assembleDue(waiting(), forever);
    expect(await digestOf()).toMatchObject({ remarks: { lateSources: ['arxiv'], sources: 2 } });
    expect((await digestOf())?.papers).toHaveLength(4);
  });

  it('that answers again is waited for no longer', async () => {
    const [source, down] = waiting().sources;
    if (source === undefined || down === undefined) return expect.unreachable();
    await assembleDue(waiting(), forever);
    bench.setNow('2026-03-23T08:10:00Z');
    const up = { ...down, fetchList: async () => ({ listed: [], skipped: [] }) };
    await assembleDue({ ...waiting(), sources: [source, up] }, forever);
    expect(await digestOf()).toMatchObject({ remarks: { lateSources: [] } });
  });
});
