import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { addDays, dateIn, isWeekend, listDateAt } from '../../../src/model/calendar-date.js';
import { type PeriodicKind, periodicKinds } from '../../../src/model/digest.js';
import { dueMoment, lastDayOf, latestDueOf, nextPeriod } from '../../../src/model/digest-period.js';
import { completeRules } from '../../../src/model/rules.js';
import type { NextTime } from '../../../src/store/subscribers/preferences.js';
import { changePreferences, pause, readPreferences, unpause } from '../../../src/subscribers/preferences.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { anyReader, type SimulatedReader } from './simulated-readers.js';
import { type WrittenDigest, writeDigests } from './write-digests.js';

const RUNS = Number(process.env['ANNOUNCED_RUNS'] ?? 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 12;
const READERS = 6;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Tokyo',
  'Pacific/Auckland',
  'Australia/Lord_Howe',
  'America/Nuuk',
];

/** What a reader does at some moment. */
type Act =
  | { readonly kind: 'choose'; readonly schedule: SimulatedReader }
  | { readonly kind: 'pause'; readonly days: number }
  | { readonly kind: 'resume' }
  | { readonly kind: 'look' };

interface TimedAct {
  readonly reader: number;
  readonly at: Date;
  readonly act: Act;
}

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('choose' as const), schedule: anyReader(zones) }),
  fc.record({ kind: fc.constant('pause' as const), days: fc.integer({ min: 0, max: 9 }) }),
  fc.constant({ kind: 'resume' as const }),
  fc.constant({ kind: 'look' as const }),
  fc.constant({ kind: 'look' as const }),
);

const anyPlan = () =>
  fc.record({
    start: fc.oneof(
      // Clocks change, months, years and February end, also that of a leap year.
      fc.constantFrom('2026-03-20', '2026-10-18', '2026-12-22', '2028-02-20', '2026-09-22'),
      fc.integer({ min: 0, max: 700 }).map((days) => addDays('2026-01-01', days)),
    ),
    time: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`),
    timeZone: fc.constantFrom(...zones),
    readers: fc.array(anyReader(zones), { minLength: READERS, maxLength: READERS }),
    acts: fc.array(
      fc.record({
        reader: fc.nat(READERS - 1),
        minute: fc.integer({ min: 1, max: DAYS * 24 * 60 - 1 }),
        act: anyAct,
      }),
      { minLength: 25, maxLength: 25 },
    ),
    late: fc.array(fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 15 })), {
      minLength: 7,
      maxLength: 7,
    }),
  });

it(
  'what a reader is told of the next digest is what comes, whatever they and the clocks change',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan(), async (plan) => {
        const { time, timeZone, readers } = plan;
        const defaults = { time, timeZone };
        const start = new Date(`${plan.start}T00:00:00Z`);
        const acts = plan.acts
          .map(({ reader, minute, act }) => ({
            reader,
            act,
            at: new Date(start.getTime() + minute * 60_000),
          }))
          .sort((left, right) => left.at.getTime() - right.at.getTime());
        const digests = periodicKinds.flatMap((kind) => digestsOf(kind, defaults, start, plan.late));
        await begin(readers, start, digests);
        expect(await simulate({ defaults, start, acts, digests })).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  60_000 + RUNS * 40_000,
);

interface Simulation {
  readonly defaults: { readonly time: string; readonly timeZone: string };
  readonly start: Date;
  readonly acts: readonly TimedAct[];
  readonly digests: readonly ReleasedLate[];
}

interface ReleasedLate extends WrittenDigest {
  readonly releaseAt: Date;
}

/** @returns what came at another moment than was said */
async function simulate({ defaults, start, acts, digests }: Simulation): Promise<unknown[]> {
  const end = start.getTime() + DAYS * DAY;
  const moments = new Set<number>([
    ...acts.map(({ at }) => at.getTime()),
    ...digests.map(({ releaseAt }) => releaseAt.getTime()),
  ]);
  /** What each reader was told last, and what followed from it. */
  const told = new Map<number, { readonly at: Date; readonly next: NextTime; readonly expected: number }>();
  const wrong: unknown[] = [];
  const look = async (reader: number, now: Date) => {
    const found = await readPreferences({ database: test.database, defaults, now }, reader + 1);
    if (found?.next == null) throw new Error('a reader has a next time');
    const { next, schedule } = found;
    const last = digests.findLast(({ kind, frozenAt }) => kind === schedule.frequency && frozenAt <= next.at);
    const expected = Math.max(next.at.getTime(), last?.releaseAt.getTime() ?? 0);
    told.set(reader, { at: now, next, expected });
    if (expected > now.getTime()) moments.add(expected).add(expected - 1);
  };
  let had = await deliveries();
  for (let time = start.getTime(); time < end; ) {
    const now = new Date(time);
    await test.database.query(
      'UPDATE digests SET released_at = $1 WHERE released_at IS NULL AND id = ANY ($2)',
      [now, await idsOf(digests.filter(({ releaseAt }) => releaseAt <= now))],
    );
    const gather = (dayIds: readonly number[]) => gatherDays(test.database, dayIds, now);
    await fanOutDue(test.database, { defaults, gather }, now);
    const has = await deliveries();
    for (const [reader, count] of has) {
      const was = told.get(reader);
      if (count === had.get(reader)) {
        if (was !== undefined && time > was.expected) wrong.push({ reader, told: was, late: now });
        continue;
      }
      if (was !== undefined && was.expected !== time) wrong.push({ reader, told: was, came: now });
      told.delete(reader);
    }
    had = has;
    for (const { reader, act } of acts.filter(({ at }) => at.getTime() === time)) {
      await carryOut(reader, act, now, defaults);
      await look(reader, now);
    }
    if (wrong.length > 0) return wrong;
    for (const reader of has.keys()) if (!told.has(reader)) await look(reader, now);
    time = [...moments].filter((moment) => moment > time).reduce((one, other) => Math.min(one, other), end);
  }
  return wrong;
}

async function carryOut(
  reader: number,
  act: Act,
  now: Date,
  defaults: { readonly time: string; readonly timeZone: string },
): Promise<void> {
  const context = { database: test.database, defaults, now };
  if (act.kind === 'choose') {
    const { zone, time, weekdays, kind } = act.schedule;
    const schedule = { frequency: kind, weekdays, time, timeZone: zone };
    await changePreferences(context, reader + 1, { schedule, rules: completeRules({}), language: null });
  }
  if (act.kind === 'pause') {
    await pause(context, reader + 1, { until: addDays(dateIn('UTC', now), act.days), catchUp: false });
  }
  if (act.kind === 'resume') await unpause(context, reader + 1);
}

/** Every digest of the simulated days, those of days of rest without papers. */
function digestsOf(
  kind: PeriodicKind,
  defaults: Simulation['defaults'],
  start: Date,
  late: readonly number[],
): ReleasedLate[] {
  const digests: ReleasedLate[] = [];
  const first = new Date(start.getTime() - 40 * DAY);
  let period = latestDueOf(kind, first, defaults.time, defaults.timeZone);
  for (let index = 0; ; index += 1) {
    const frozenAt = dueMoment({ kind, period }, defaults.time, defaults.timeZone);
    if (frozenAt.getTime() > start.getTime() + DAYS * DAY) return digests;
    const isEmpty = kind === 'daily' && isWeekend(listDateAt(frozenAt));
    const hours = frozenAt < start ? 0 : (late[index % late.length] ?? 0);
    const releaseAt = new Date(frozenAt.getTime() + hours * HOUR);
    const listDate = lastDayOf(kind, period);
    digests.push({ kind, period, listDate, frozenAt, releasedAt: null, releaseAt, isEmpty });
    period = nextPeriod(kind, period);
  }
}

async function begin(
  readers: readonly SimulatedReader[],
  now: Date,
  digests: readonly ReleasedLate[],
): Promise<void> {
  await emptyTables(test.database, 'subscribers, digests, papers, slices', { restart: true });
  await writeDigests(test.database, digests);
  await test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at, frequency,
                              weekdays, local_time, time_zone)
     SELECT a, a, a::bytea, 'active', $1, $1, frequency, weekdays, wall, zone
       FROM unnest($2::text[], $3::text[], $4::smallint[], $5::time[], $6::text[])
            WITH ORDINALITY AS new (a, frequency, weekdays, wall, zone, position) ORDER BY position`,
    [
      now,
      readers.map((_, index) => `reader-${index}@example.net`),
      readers.map(({ kind }) => kind),
      readers.map(({ weekdays }) => weekdays.reduce((mask, day) => mask | (1 << (day - 1)), 0)),
      readers.map(({ time }) => time),
      readers.map(({ zone }) => zone),
    ],
  );
}

async function idsOf(digests: readonly ReleasedLate[]): Promise<number[]> {
  const { rows } = await test.database.query<{ id: number }>(
    'SELECT id FROM digests JOIN unnest($1::text[], $2::date[]) AS n (kind, period) USING (kind, period)',
    [digests.map(({ kind }) => kind), digests.map(({ period }) => period)],
  );
  return rows.map(({ id }) => id);
}

/** How many deliveries each reader has. */
async function deliveries(): Promise<Map<number, number>> {
  const { rows } = await test.database.query<{ reader: number; count: number }>(
    `SELECT s.id - 1 AS reader, count(d.digest_id) AS count
       FROM subscribers s LEFT JOIN deliveries d ON d.subscriber_id = s.id GROUP BY s.id`,
  );
  return new Map(rows.map(({ reader, count }) => [Number(reader), Number(count)]));
}
