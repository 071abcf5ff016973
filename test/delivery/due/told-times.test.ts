import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PeriodicKind } from '../../../src/model/digest.js';
import { completeRules } from '../../../src/model/rules.js';
import { changePreferences, pause, readPreferences } from '../../../src/subscribers/preferences.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';

const defaults = { time: '08:00', timeZone: 'UTC' };
const everyDay = [1, 2, 3, 4, 5, 6, 7];

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const context = (now: string) => ({ database: test.database, defaults, now: new Date(now) });

interface Reader {
  readonly kind: PeriodicKind;
  readonly weekdays?: readonly number[];
  readonly time?: string;
  readonly zone?: string;
  /** The last time that was theirs; absent: they came a moment ago. */
  readonly had?: string;
}

async function add({ kind, weekdays = everyDay, time, zone, had }: Reader): Promise<void> {
  await emptyTables(test.database, 'subscribers', { restart: true });
  await test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at, frequency,
                              weekdays, local_time, time_zone)
     VALUES ('a@example.net', 'a@example.net', 'a', 'active', '2026-01-01', '2026-01-01', $1, $2, $3, $4)`,
    [kind, weekdays.reduce((mask, day) => mask | (1 << (day - 1)), 0), time ?? null, zone ?? null],
  );
  await test.database.query('UPDATE reader_times SET due_after = $1', [had ?? null]);
}

async function told(now: string) {
  const reader = await readPreferences(context(now), 1);
  const { day, time, isLate } = reader?.next ?? { day: '', time: '', isLate: false };
  return `${day} ${time}${isLate ? ' late' : ''}`;
}

const choose = (now: string, kind: PeriodicKind, time: string, timeZone: string) =>
  changePreferences(context(now), 1, {
    schedule: { frequency: kind, weekdays: everyDay, time, timeZone },
    rules: completeRules({}),
    language: null,
  });

// 2026-03-16 is a Monday, 2026-03-21 a Saturday.
describe('who has had digests is told of the next one', () => {
  it.each<[string, Reader, string, string]>([
    [
      'of a day, before breakfast',
      { kind: 'daily', had: '2026-03-17T08:00Z' },
      '2026-03-18T07:59Z',
      '2026-03-18 08:00',
    ],
    [
      'of a day, after it',
      { kind: 'daily', had: '2026-03-18T08:00Z' },
      '2026-03-18T08:01Z',
      '2026-03-19 08:00',
    ],
    [
      'of a day that is late',
      { kind: 'daily', had: '2026-03-17T08:00Z' },
      '2026-03-18T08:30Z',
      '2026-03-18 08:00 late',
    ],
    [
      'of a day that is too late',
      { kind: 'daily', had: '2026-03-10T08:00Z' },
      '2026-03-13T09:00Z',
      '2026-03-12 08:00 late',
    ],
    ['over a weekend', { kind: 'daily', had: '2026-03-20T08:00Z' }, '2026-03-21T12:00Z', '2026-03-23 08:00'],
    [
      'that rests, on a day of rest',
      { kind: 'daily', had: '2026-03-21T08:00Z' },
      '2026-03-21T12:00Z',
      '2026-03-23 08:00',
    ],
    [
      'of a week, between its making and their time',
      { kind: 'weekly', time: '09:00', zone: 'UTC', had: '2026-03-09T09:00Z' },
      '2026-03-16T08:30Z',
      '2026-03-16 09:00',
    ],
    [
      'of a week, before their day',
      { kind: 'weekly', weekdays: [5], time: '09:00', zone: 'UTC', had: '2026-03-13T09:00Z' },
      '2026-03-18T12:00Z',
      '2026-03-20 09:00',
    ],
    [
      'of a week, after their day',
      { kind: 'weekly', weekdays: [5], time: '09:00', zone: 'UTC', had: '2026-03-20T09:00Z' },
      '2026-03-20T09:01Z',
      '2026-03-27 09:00',
    ],
    [
      'of a week that is late',
      { kind: 'weekly', had: '2026-03-09T08:00Z' },
      '2026-03-16T10:00Z',
      '2026-03-16 08:00 late',
    ],
    [
      'of a month, before their day',
      { kind: 'monthly', weekdays: [5], time: '09:00', zone: 'UTC', had: '2026-03-06T09:00Z' },
      '2026-04-02T12:00Z',
      '2026-04-03 09:00',
    ],
    [
      'of a month that ends with a leap day',
      { kind: 'monthly', had: '2028-02-01T08:00Z' },
      '2028-02-29T12:00Z',
      '2028-03-01 08:00',
    ],
    [
      'of a month that ends with the year',
      { kind: 'monthly', had: '2026-12-01T08:00Z' },
      '2026-12-31T23:59Z',
      '2027-01-01 08:00',
    ],
    [
      'of a week that ends in another year',
      { kind: 'weekly', had: '2026-12-28T08:00Z' },
      '2026-12-31T23:59Z',
      '2027-01-04 08:00',
    ],
    [
      'in the night in which clocks skip their time',
      { kind: 'daily', time: '02:30', zone: 'Asia/Jerusalem', had: '2026-03-26T00:30Z' },
      '2026-03-26T20:00Z',
      '2026-03-27 03:00',
    ],
    [
      'of who has the site’s hour, on clocks of their own',
      { kind: 'daily', zone: 'America/Nuuk', had: '2026-03-17T08:00Z' },
      '2026-03-18T07:59Z',
      '2026-03-18 06:00',
    ],
  ])('%s', async (_name, reader, now, next) => {
    await add(reader);
    expect(await told(now)).toBe(next);
  });
});

describe('a pause', () => {
  it.each<[string, Reader, string, string]>([
    ['until a day', { kind: 'daily' }, '2026-03-25', '2026-03-25 08:00'],
    ['until a day of rest', { kind: 'daily' }, '2026-03-28', '2026-03-30 08:00'],
    ['until a day of rest in a month', { kind: 'daily' }, '2026-05-02', '2026-05-04 08:00'],
    ['until a day of rest in a year', { kind: 'daily' }, '2027-03-06', '2027-03-08 08:00'],
    ['of a week until the day of the digest', { kind: 'weekly' }, '2026-03-30', '2026-03-30 08:00'],
    ['of a week until the day after', { kind: 'weekly' }, '2026-03-31', '2026-04-06 08:00'],
    [
      'of a week until their hour of that day',
      { kind: 'weekly', time: '20:00', zone: 'UTC' },
      '2026-03-30',
      '2026-03-30 20:00',
    ],
    [
      'of a week until that day where it comes a day before by UTC',
      { kind: 'weekly', time: '07:00', zone: 'Pacific/Auckland' },
      '2026-03-31',
      '2026-03-31 07:00',
    ],
    ['of a month, over its end', { kind: 'monthly' }, '2026-04-02', '2026-05-01 08:00'],
    [
      'of a month, until its end',
      { kind: 'monthly', time: '10:00', zone: 'UTC' },
      '2026-04-01',
      '2026-04-01 10:00',
    ],
    [
      'until a day on which clocks skip their time',
      { kind: 'daily', weekdays: [5], time: '02:30', zone: 'Asia/Jerusalem' },
      '2026-03-27',
      '2026-03-27 03:00',
    ],
  ])('%s is followed by the digest that is told', async (_name, reader, until, next) => {
    await add({ ...reader, had: '2026-03-16T09:00Z' });
    expect(await pause(context('2026-03-18T12:00Z'), 1, { until, catchUp: false })).toBe(true);
    expect((await readPreferences(context('2026-03-18T12:00Z'), 1))?.pause?.until).toBe(until);
    expect(await told('2026-03-18T12:00Z')).toBe(next);
  });

  it.each([
    ['a past day', '2026-03-17', false],
    ['today, whose hour is past', '2026-03-18', false],
    ['tomorrow', '2026-03-19', true],
    ['a year from now', '2027-03-19', true],
    ['more than a year from now', '2027-03-20', false],
    ['a day that is none', '2026-02-30', false],
  ])('until %s: %s', async (_name, until, done) => {
    await add({ kind: 'daily', had: '2026-03-18T08:00Z' });
    expect(await pause(context('2026-03-18T12:00Z'), 1, { until, catchUp: false })).toBe(done);
  });

  it.each<[string, string, string, string, PeriodicKind?]>([
    ['a later hour', '23:00', 'UTC', '2026-03-26 23:00'],
    ['an earlier hour', '00:15', 'UTC', '2026-03-26 00:15'],
    ['a zone far to the west', '22:00', 'Pacific/Pago_Pago', '2026-03-26 22:00'],
    ['a zone far to the east', '06:00', 'Pacific/Kiritimati', '2026-03-26 06:00'],
    ['another kind', '08:00', 'UTC', '2026-03-30 08:00', 'weekly'],
  ])('lasts until the same day for who chooses %s', async (_name, time, zone, next, kind = 'daily') => {
    await add({ kind: 'daily', had: '2026-03-18T08:00Z' });
    await pause(context('2026-03-18T12:00Z'), 1, { until: '2026-03-26', catchUp: true });
    await choose('2026-03-19T12:00Z', kind, time, zone);
    const reader = await readPreferences(context('2026-03-19T12:01Z'), 1);
    expect(reader?.pause).toEqual({ until: '2026-03-26', catchUp: true });
    expect(await told('2026-03-19T12:01Z')).toBe(next);
  });
});
