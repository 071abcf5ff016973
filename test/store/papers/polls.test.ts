import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lastPoll, type Poll, recordPoll, sourceFacts } from '../../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'polls');
});

const at = (time: string) => new Date(`2026-03-23T${time}Z`);

async function poll(time: string, given: Partial<Poll> = {}): Promise<Poll> {
  const recorded: Poll = {
    source: 'huggingface',
    listDate: '2026-03-23',
    startedAt: at(`${time}:00`),
    finishedAt: at(`${time}:05`),
    papers: 12,
    skipped: 1,
    errorCode: null,
    errorDetail: null,
    ...given,
  };
  await recordPoll(db.database, recorded);
  return recorded;
}
const failed = { errorCode: 'SOURCE_UNAVAILABLE', errorDetail: 'status 503', papers: 0, skipped: 0 } as const;

describe('polls', () => {
  test('the newest poll of a list, and the newest success of a source', async () => {
    expect(await lastPoll(db.database, 'huggingface', '2026-03-23')).toBeNull();
    await poll('08:00');
    const success = await poll('09:00', { listDate: '2026-03-22' });
    const newest = await poll('10:00', failed);
    await poll('11:00', { source: 'other' });
    expect(await lastPoll(db.database, 'huggingface', '2026-03-23')).toEqual(newest);
    expect(await sourceFacts(db.database, ['other', 'huggingface', 'never'])).toEqual([
      {
        source: 'other',
        lastSuccess: at('11:00:05'),
        failingSince: null,
        errorCode: null,
        errorDetail: null,
        drift: [],
      },
      {
        source: 'huggingface',
        lastSuccess: success.finishedAt,
        failingSince: at('10:00:00'),
        errorCode: 'SOURCE_UNAVAILABLE',
        errorDetail: 'status 503',
        drift: [],
      },
      {
        source: 'never',
        lastSuccess: null,
        failingSince: null,
        errorCode: null,
        errorDetail: null,
        drift: [],
      },
    ]);
  });

  test('what a server said is kept without what a database refuses', async () => {
    const detail = `bad\u0000 answer\n${'x'.repeat(1_000)}`;
    await poll('08:00', { ...failed, errorDetail: detail });
    const kept = await lastPoll(db.database, 'huggingface', '2026-03-23');
    expect(kept?.errorDetail).toMatch(/^bad {1,2}answer x+$/);
    expect(kept?.errorDetail).toHaveLength(500);
  });
});

describe('since when a source only fails', () => {
  test.each<[string, [string, Partial<Poll>][], string | null]>([
    ['a source that was never asked', [], null],
    ['one that answers', [['08:00', {}]], null],
    [
      'one that never answered',
      [
        ['08:00', failed],
        ['09:00', failed],
      ],
      '08:00',
    ],
    [
      'one that stopped to answer',
      [
        ['07:00', failed],
        ['08:00', {}],
        ['09:00', failed],
        ['10:00', failed],
      ],
      '09:00',
    ],
    [
      'one that answers again',
      [
        ['08:00', failed],
        ['09:00', {}],
      ],
      null,
    ],
    [
      'one that answers for another day',
      [
        ['08:00', failed],
        ['09:00', { listDate: '2026-03-22' }],
      ],
      null,
    ],
    ['one whose list is not open yet', [['08:00', { ...failed, errorCode: 'LIST_NOT_OPEN' }]], null],
    ['another one', [['08:00', { ...failed, source: 'other' }]], null],
  ])('%s', async (_, polls, since) => {
    for (const [time, given] of polls) await poll(time, given);
    const expected = since === null ? null : at(`${since}:00`);
    const [facts] = await sourceFacts(db.database, ['huggingface']);
    expect(facts?.failingSince).toEqual(expected);
  });
});
