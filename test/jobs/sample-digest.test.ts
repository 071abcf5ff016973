import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../src/delivery/due/fan-out-due.js';
import { ensureSampleDigest } from '../../src/jobs/sample-digest.js';
import { latestDigestWithPapers, listDigests } from '../../src/store/digests/digests.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
const now = new Date('2026-03-23T09:00:00Z');

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it('freezes and releases the sample day once, and nobody is mailed it', async () => {
  await Promise.all([ensureSampleDigest(test.database, now), ensureSampleDigest(test.database, now)]);
  await ensureSampleDigest(test.database, new Date('2026-03-25T09:00:00Z'));
  const digest = await latestDigestWithPapers(test.database, 'sample');
  expect(digest).toMatchObject({ period: '2026-03-23', releasedAt: now, fannedOutAt: null });
  expect(digest?.papers.length).toBeGreaterThan(5);
  expect(await listDigests(test.database, { kind: 'sample', limit: 10 })).toHaveLength(1);
  const defaults = { time: '08:00', timeZone: 'UTC' };
  expect(
    await fanOutDue(
      test.database,
      { defaults, gather: () => Promise.reject(new Error('nothing is due')) },
      now,
    ),
  ).toEqual([]);
});
