import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assembleDuePeriod, assemblePeriod } from '../../src/jobs/assemble.js';
import { pollList } from '../../src/jobs/poll.js';
import { buildStages, type StagesContext } from '../../src/jobs/stages.js';
import { findDigest } from '../../src/store/digests/digests.js';
import { inventedList } from '../support/invented-list.js';
import { openStageBench, type StageBench } from './stage-bench.js';

let bench: StageBench;
let asked: unknown[];
const forever = new AbortController().signal;
const context = () => ({ ...bench.context, queues: { deliver: async () => undefined } });
const weekly = (period: string) => findDigest(bench.context.database, 'weekly', period);

/** The sweep with nothing but what it needs to look for digests; what it asks for is written down. */
function sweep(): Promise<void> {
  const nothing = async () => undefined;
  const queues = {
    poll: nothing,
    deliver: nothing,
    processSignups: nothing,
    sendNotices: nothing,
    sendTest: nothing,
    sendOutbound: nothing,
    learn: nothing,
    fetchPictures: nothing,
    goThroughImports: nothing,
    close: nothing,
    assemble: async (period: string, { kind = 'daily' }: { kind?: string }) => {
      asked.push([kind, period]);
    },
  };
  const delivery = { policy: 'hold' } as StagesContext['delivery'];
  const keyring = {} as StagesContext['keyring'];
  return buildStages({ ...bench.context, queues, delivery, keyring }).sweep();
}

beforeAll(async () => {
  bench = await openStageBench();
});
beforeEach(async () => {
  await bench.empty();
  bench.askedDates();
  asked = [];
  for (const day of ['2026-03-16', '2026-03-18', '2026-03-20']) {
    bench.server.setDay(day, inventedList(day, 4));
  }
  bench.setNow('2026-03-18T09:00:00Z');
  await pollList(bench.context, '2026-03-18', forever);
  bench.setNow('2026-03-23T08:00:30Z');
  bench.askedDates();
});
afterAll(() => bench.close());

describe('assembleDuePeriod', () => {
  it('reads the lists of the week that is over, freezes its best and releases it, and mails nobody', async () => {
    await assembleDuePeriod(context(), 'weekly', forever);
    const week = ['16', '17', '18', '19', '20', '21', '22'].map((day) => `2026-03-${day}`);
    expect(new Set(bench.askedDates())).toEqual(new Set(week));
    const digest = await weekly('2026-03-16');
    expect(digest).toMatchObject({
      strategy: 'final',
      listDate: '2026-03-22',
      releasedAt: bench.context.clock(),
      fannedOutAt: null,
    });
    expect(digest?.papers).toHaveLength(5);
  });

  it('does so once, and reads nothing again for it', async () => {
    await assembleDuePeriod(context(), 'weekly', forever);
    const first = await weekly('2026-03-16');
    bench.askedDates();
    bench.setNow('2026-03-24T08:00:30Z');
    await assembleDuePeriod(context(), 'weekly', forever);
    expect(bench.askedDates()).toEqual([]);
    expect(await weekly('2026-03-16')).toEqual(first);
  });

  it('leaves a period alone of which no list was ever read', async () => {
    await assembleDuePeriod(context(), 'monthly', forever);
    expect(bench.askedDates()).toEqual([]);
    expect(await findDigest(bench.context.database, 'monthly', '2026-02-01')).toBeNull();
  });

  it('waits a day for lists that the source does not give, then goes on without them', async () => {
    bench.server.failNext(1, 503);
    await assembleDuePeriod(context(), 'weekly', forever);
    expect(await weekly('2026-03-16')).toBeNull();
    bench.setNow('2026-03-24T08:00:30Z');
    bench.server.failNext(1, 503);
    await assembleDuePeriod(context(), 'weekly', forever);
    expect((await weekly('2026-03-16'))?.papers).toHaveLength(4);
  });
});

describe('assemblePeriod', () => {
  it('freezes no week before it is over', async () => {
    const name = { kind: 'weekly', period: '2026-03-23' } as const;
    await pollList(bench.context, '2026-03-23', forever);
    expect(await assemblePeriod(context(), name, { release: false }, forever)).toBeNull();
    expect(await weekly('2026-03-23')).toBeNull();
  });
});

describe('the sweep', () => {
  it('asks for the week that is due until it is there', async () => {
    await sweep();
    expect(asked).toContainEqual(['weekly', 'due']);
    expect(asked).not.toContainEqual(['monthly', 'due']);
    await assembleDuePeriod(context(), 'weekly', forever);
    asked = [];
    await sweep();
    expect(asked).not.toContainEqual(['weekly', 'due']);
  });

  it('spares a source that is down', async () => {
    bench.server.failNext(1, 503);
    await assembleDuePeriod(context(), 'weekly', forever);
    await sweep();
    expect(asked).not.toContainEqual(['weekly', 'due']);
    bench.setNow('2026-03-23T08:03:00Z');
    await sweep();
    expect(asked).toContainEqual(['weekly', 'due']);
  });
});
