import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { addDays, isWeekend } from '../../src/model/calendar-date.js';
import { huggingFaceSource } from '../../src/sources/huggingface/source.js';
import { papersListedOn, savePapers } from '../../src/store/papers/papers.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  type HuggingFaceServer,
  recordedAnswers,
  recordedList,
  startHuggingFaceServer,
} from '../support/huggingface-server.js';

const first = '2026-04-06';
const days = Array.from({ length: 19 }, (_, index) => addDays(first, index));

describe.skipIf(!existsSync(recordedAnswers))('recorded days', () => {
  let db: TestDatabase;
  let server: HuggingFaceServer;

  beforeAll(async () => {
    db = await createTestDatabase();
    server = await startHuggingFaceServer();
  });
  afterAll(async () => {
    await server.stop();
    await db.close();
  });

  async function poll(date: string, now: Date): Promise<void> {
    const source = huggingFaceSource({ baseUrl: server.url, now: () => now });
    const { listed, skipped } = await source.fetchList(date, new AbortController().signal);
    await savePapers(db.database, listed);
    const about = { source: source.name, listDate: date, startedAt: now, finishedAt: now };
    const counts = { papers: listed.length, skipped: skipped.length };
    await recordPoll(db.database, { ...about, ...counts, errorCode: null, errorDetail: null });
  }

  test('every paper of three weeks of growing lists is in one digest', async () => {
    const held: string[] = [];
    for (const date of days) {
      const whole = await recordedList(date);
      const morning = new Date(`${date}T08:00:00Z`);
      // At 08–11 UTC about two thirds of a list are there; the rest is there the day after.
      server.setDay(date, whole.slice(0, Math.ceil(whole.length * 0.65)));
      await poll(date, morning);
      await poll(addDays(date, -1), morning);
      const order = {
        kind: 'daily',
        period: date,
        listDate: date,
        now: morning,
        strategy: 'upvotes',
      } as const;
      const { papers } = await assembleDigest(db.database, order);
      expect(papers.length === 0).toBe(isWeekend(date));
      const upvotes = papers.map((paper) => paper.upvotes);
      expect(upvotes).toEqual([...upvotes].sort((a, b) => b - a));
      held.push(...papers.map(({ paper }) => paper.id));
      server.setDay(date, whole);
    }
    const listed = await Promise.all(days.slice(0, -1).map((date) => papersListedOn(db.database, date)));
    const ids = new Set(listed.flat().map(({ paper }) => paper.id));
    expect(ids.size).toBeGreaterThan(250);
    expect([...ids].filter((id) => !held.includes(id))).toEqual([]);
    expect(new Set(held).size).toBe(held.length);
  });

  test('the paper that was listed on two of them is in the first', async () => {
    const { rows } = await db.database.query<{ lists: number; period: string }>(
      `SELECT (SELECT count(*) FROM listings WHERE paper_id = '2604.07429') AS lists, d.period
         FROM digest_papers p JOIN digests d ON d.id = p.digest_id WHERE p.paper_id = '2604.07429'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.lists).toBe(2);
    expect(rows[0]?.period).toMatch(/^2026-04-1[0-3]$/);
  });
});
