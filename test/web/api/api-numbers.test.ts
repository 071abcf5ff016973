import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countDays } from '../../../src/jobs/count-days.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

describe('the numbers of each day by the API', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ environment: { DIGEST_TIMEZONE: 'Asia/Tokyo' } });
    web.now = new Date('2026-03-23T23:30:00Z');
    await web.addReader('reader@example.org');
    await countDays({
      database: web.database,
      clock: () => web.now,
      config: { digestTimezone: 'Asia/Tokyo' },
    });
  });
  afterAll(() => web.close());

  const ask = (query: string, key = adminKey) =>
    web.server.inject({
      url: `/api/v1/admin/numbers?${query}`,
      headers: { authorization: `Bearer ${key}` },
    });

  it('are those of a year, by label, in days of the site’s zone', async () => {
    const answer = await ask('measure=joined');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      measure: 'joined',
      by: 'via',
      timeZone: 'Asia/Tokyo',
      days: [
        { day: '2026-03-23', incomplete: false, values: {} },
        { day: '2026-03-24', incomplete: false, values: { operator: 1 } },
      ],
    });
    const { days } = (await ask('measure=joined&by=origin&from=2026-03-24&until=2026-03-24&labels=1')).json();
    expect(days).toEqual([{ day: '2026-03-24', incomplete: false, values: { unknown: 1 } }]);
  });

  it.each([
    ['measure=opens', 400],
    ['measure=readers&by=nothing', 400],
    ['measure=readers&by=origin', 400],
    ['measure=readers&from=2026-02-30', 400],
    ['measure=readers&from=1990-01-01', 400],
    ['measure=readers&labels=51', 400],
    ['', 400],
  ])('refuse %s with %i and a sentence', async (query, status) => {
    const answer = await ask(query);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().detail).toMatch(/\S+ \S+/);
  });

  it('ask for a key', async () => {
    expect((await ask('measure=readers', 'another key')).statusCode).toBe(401);
  });
});
