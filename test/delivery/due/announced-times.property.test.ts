import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { addDays, dateIn, isWeekend, listDateAt } from '../../../src/model/calendar-date.js';
import { dueMoment, lastDayOf, periodOf } from '../../../src/model/digest-period.js';
import { type PreferencesContext, readPreferences } from '../../../src/subscribers/preferences.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { anyReader, type SimulatedReader } from './simulated-readers.js';
import { writeDigests } from './write-digests.js';

const RUNS = Number(process.env['ANNOUNCED_RUNS'] ?? 2);
const DAY = 86_400_000;
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland', 'Asia/Kolkata'];

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const anyPlan = () =>
  fc.record({
    day: fc.integer({ min: 0, max: 400 }),
    minute: fc.integer({ min: 0, max: 1439 }),
    time: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`),
    timeZone: fc.constantFrom(...zones),
    readers: fc.array(anyReader(zones), { minLength: 25, maxLength: 25 }),
  });

it(
  'the time that a reader is told is the one at which the first digest comes',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan(), async ({ day, minute, time, timeZone, readers }) => {
        const now = new Date(Date.parse(`${addDays('2026-01-01', day)}T00:00:00Z`) + minute * 60_000);
        const defaults = { time, timeZone };
        const told = await addReaders({ database: test.database, defaults, now }, readers);
        await addDigests(defaults, now);
        const ofDays = told.filter((at) => at.getTime() < now.getTime() + 12 * DAY);
        expect(ofDays.length).toBeGreaterThan(0);
        // Right before each of these moments nothing comes to those who were told so, and then it does.
        const moments = [...new Set(ofDays.flatMap((at) => [at.getTime() - 1, at.getTime()]))];
        const came = new Map<number, Date>();
        for (const moment of moments.sort((left, right) => left - right)) {
          const at = new Date(moment);
          await test.database.query('UPDATE digests SET released_at = frozen_at WHERE frozen_at <= $1', [at]);
          const gather = (dayIds: readonly number[]) => gatherDays(test.database, dayIds, at);
          await fanOutDue(test.database, { defaults, gather }, at);
          const { rows } = await test.database.query<{ id: number }>(
            'SELECT DISTINCT subscriber_id AS id FROM deliveries',
          );
          for (const { id } of rows) if (!came.has(id)) came.set(id, at);
        }
        for (const [index, at] of told.entries()) {
          if (ofDays.includes(at)) expect([index, came.get(index + 1)]).toEqual([index, at]);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  30_000 + RUNS * 10_000,
);

/** Readers who are confirmed now. @returns what each is told */
async function addReaders(context: PreferencesContext, readers: readonly SimulatedReader[]): Promise<Date[]> {
  await emptyTables(test.database, 'subscribers, digests, papers, slices', { restart: true });
  await test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at, frequency,
                              weekdays, local_time, time_zone)
     SELECT a, a, a::bytea, 'active', $1, $1, frequency, weekdays, wall, zone
       FROM unnest($2::text[], $3::text[], $4::smallint[], $5::time[], $6::text[])
            WITH ORDINALITY AS new (a, frequency, weekdays, wall, zone, position) ORDER BY position`,
    [
      context.now,
      readers.map((_, index) => `reader-${index}@example.net`),
      readers.map(({ kind }) => kind),
      readers.map(({ weekdays }) => weekdays.reduce((mask, day) => mask | (1 << (day - 1)), 0)),
      readers.map(({ time }) => time),
      readers.map(({ zone }) => zone),
    ],
  );
  const told: Date[] = [];
  for (let id = 1; id <= readers.length; id += 1) {
    const reader = await readPreferences(context, id);
    if (reader?.next == null) throw new Error('an active reader has a next time');
    told.push(reader.next.at);
  }
  return told;
}

/** Every digest around a moment, each frozen at the moment that it is due; days of rest are empty. */
async function addDigests(defaults: { time: string; timeZone: string }, now: Date): Promise<void> {
  const today = dateIn(defaults.timeZone, now);
  const names = Array.from({ length: 70 }, (_, index) => addDays(today, index - 50)).flatMap((period) =>
    (['daily', 'weekly', 'monthly'] as const)
      .filter((kind) => periodOf(kind, period) === period)
      .map((kind) => ({ kind, period })),
  );
  await writeDigests(
    test.database,
    names.map(({ kind, period }) => {
      const frozenAt = dueMoment({ kind, period }, defaults.time, defaults.timeZone);
      const isEmpty = kind === 'daily' && isWeekend(listDateAt(frozenAt));
      return { kind, period, listDate: lastDayOf(kind, period), frozenAt, releasedAt: null, isEmpty };
    }),
  );
}
