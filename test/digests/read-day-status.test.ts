import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDayStatus } from '../../src/digests/read-day-status.js';
import { recordPoll } from '../../src/store/polls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test('the status of a day follows its polls', async () => {
  const day = { date: '2026-03-24', today: '2026-03-24', papers: 0 };
  const status = () => readDayStatus(db.database, 'huggingface', day);
  const poll = async (time: string, errorCode: 'SOURCE_UNAVAILABLE' | null) => {
    const moment = new Date(`2026-03-24T${time}Z`);
    const about = { source: 'huggingface', listDate: day.date, startedAt: moment, finishedAt: moment };
    await recordPoll(db.database, { ...about, papers: 0, skipped: 0, errorCode, errorDetail: null });
  };
  expect(await status()).toEqual({ kind: 'not-read' });
  await poll('07:00:00', 'SOURCE_UNAVAILABLE');
  await poll('07:20:00', 'SOURCE_UNAVAILABLE');
  expect(await status()).toEqual({ kind: 'source-down', since: new Date('2026-03-24T07:00:00Z') });
  await poll('07:40:00', null);
  expect(await status()).toEqual({ kind: 'not-listed-yet' });
  expect(await readDayStatus(db.database, 'huggingface', { ...day, papers: 3 })).toEqual({
    kind: 'papers',
    papers: 3,
    sourceDownSince: null,
  });
});
