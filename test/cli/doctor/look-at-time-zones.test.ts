import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeZones, lookAtTimeZones } from '../../../src/cli/doctor/look-at-time-zones.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { shippedTexts } from '../../support/shipped-texts.js';
import { expectSaidInBoth } from './said-in-both.js';

const NOW = new Date('2026-03-24T08:00:00Z');
const WEEK_MS = 7 * 86_400_000;
const moments = Array.from({ length: 10 }, (_, week) => new Date(NOW.getTime() + week * WEEK_MS));
const always = (minutes: number) => moments.map(() => minutes);
/** One that has the clocks of another zone from the fourth week on. */
const changing = (minutes: number, later: number) => moments.map((_, week) => (week < 3 ? minutes : later));

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it.each([
  ['the same', { UTC: always(0), 'Etc/GMT+8': always(-480) }, 'ok', 'Node.js'],
  [
    'other clocks for readers from a week on',
    { UTC: always(0), 'Etc/GMT+8': changing(-480, -420) },
    'warning',
    'in Etc/GMT+8 from about 2026-04-14 on',
  ],
  ['other clocks for the site', { UTC: changing(0, 60) }, 'fault', 'in UTC from about 2026-04-14 on'],
  [
    'a zone that Node does not know',
    { UTC: always(0), 'Mars/Olympus': always(0) },
    'warning',
    'Mars/Olympus',
  ],
  [
    'many',
    Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((hour) => [`Etc/GMT+${hour}`, always(5)])),
    'warning',
    'Etc/GMT+5 and 2 more',
  ],
])('says of time zones: %s', async (_, zones, verdict, words) => {
  const { en } = await shippedTexts();
  const offsets = Object.entries(zones).map(([zone, minutes]) => ({ zone, minutes }));
  const finding = judgeZones({ site: 'UTC', moments, offsets }, en);
  await expectSaidInBoth([finding]);
  expect(finding).toMatchObject({ verdict, text: expect.stringContaining(words) });
  expect(finding.todo === null).toBe(verdict === 'ok');
});

it('asks PostgreSQL about the zones of the site and of readers', async () => {
  const { en } = await shippedTexts();
  const look = (digestTimezone: string) =>
    lookAtTimeZones({ ...test, clock: () => NOW, config: { digestTimezone } } as never, en);
  expect(await look('Europe/Berlin')).toMatchObject({ verdict: 'ok' });
  await test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, time_zone)
     VALUES ('a@inbox.example', 'a@inbox.example', sha256('a'), 'pending', 'Mars/Olympus')`,
  );
  const unknown = await look('Europe/Berlin');
  await expectSaidInBoth([unknown]);
  expect(unknown).toMatchObject({ verdict: 'fault', text: expect.stringContaining('Mars/Olympus') });
});
