import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { pollList } from '../../src/jobs/poll.js';
import { papersListedOn } from '../../src/store/papers/papers.js';
import { sourceFacts } from '../../src/store/papers/polls.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const date = '2026-03-23';
const forever = new AbortController().signal;
let bench: StageBench;

beforeAll(async () => {
  bench = await openStageBench();
});
beforeEach(async () => {
  await bench.empty();
  bench.setNow(`${date}T09:00:00Z`);
});
afterAll(() => bench.close());

async function poll(time: string, items: unknown[]): Promise<void> {
  bench.setNow(`${date}T${time}:00Z`);
  bench.server.setDay(date, items);
  await pollList(bench.context, date, forever);
}
const listed = async () => (await papersListedOn(bench.context.database, date)).length;
const freeze = (time: string) =>
  assembleDigest(bench.context.database, {
    kind: 'daily',
    period: date,
    listDate: date,
    now: new Date(`${date}T${time}:00Z`),
    strategy: 'upvotes',
  });

describe('a paper that its source takes off a list', () => {
  const all = inventedList(date, 6);

  it('is taken out before the digest freezes, where two polls in a row lack it', async () => {
    await poll('09:00', all);
    await poll('09:10', all.slice(1));
    expect(await listed()).toBe(6);
    await poll('09:20', all.slice(1));
    expect(await listed()).toBe(5);
    expect((await freeze('10:00')).papers).toHaveLength(5);
  });

  it('stays where one poll lacks it, or where a poll failed, and comes back', async () => {
    await poll('09:00', all);
    await poll('09:10', all.slice(1));
    await poll('09:20', all);
    await poll('09:30', all.slice(1));
    expect(await listed()).toBe(6);
    await poll('09:40', all.slice(1));
    expect(await listed()).toBe(5);
    await poll('09:50', all);
    expect((await freeze('10:00')).papers).toHaveLength(6);
  });

  it('changes nothing after the freeze', async () => {
    await poll('09:00', all);
    expect((await freeze('10:00')).papers).toHaveLength(6);
    await poll('10:10', all.slice(1));
    await poll('10:20', all.slice(1));
    expect(await listed()).toBe(6);
  });
});

describe('the format of a source that changes', () => {
  const facts = async () => (await sourceFacts(bench.context.database, ['huggingface']))[0]?.drift;

  it('is told by field: moved, of another type, vanished', async () => {
    const changed = inventedList(date, 8).map((item) => {
      const { title, summary, authors, ...paper } = (item as { paper: Record<string, unknown> }).paper;
      return { paper: { ...paper, meta: { title }, summary: [summary] } };
    });
    await poll('09:00', changed);
    expect(await facts()).toEqual(
      expect.arrayContaining([
        { field: 'title', change: 'moved', items: 8, of: 8 },
        { field: 'abstract', change: 'other-type', items: 8, of: 8 },
        { field: 'authors', change: 'vanished', items: 8, of: 8 },
      ]),
    );
  });

  it('an ordinary list tells nothing', async () => {
    await poll('09:00', inventedList(date, 8));
    expect(await facts()).toEqual([]);
  });
});
