import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { addDays, dateIn } from '../../../src/model/calendar-date.js';
import { type PeriodicKind, periodicKinds } from '../../../src/model/digest.js';
import { dueMoment, lastDayOf, periodOf } from '../../../src/model/digest-period.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import {
  anyReader,
  clocksOf,
  dateOf,
  hoursAhead,
  type SimulatedReader,
  slotsOf,
} from './simulated-readers.js';
import { writeDigests } from './write-digests.js';

const RUNS = Number(process.env['DUE_RUNS'] ?? 3);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUARTER = HOUR / 4;

/** A digest of the simulation: when it is due, when it is released, whether it holds papers. */
interface SimulatedDigest {
  readonly kind: PeriodicKind;
  readonly period: string;
  readonly dueAt: Date;
  readonly releasedAt: Date;
  readonly isEmpty: boolean;
}

interface Outage {
  readonly from: Date;
  readonly until: Date;
}

let test: TestDatabase;
let zones: string[];
beforeAll(async () => {
  test = await createTestDatabase();
  const { rows } = await test.database.query<{ name: string }>(
    "SELECT name FROM pg_timezone_names WHERE name !~ '^(posix|right)/' AND name <> 'Factory' ORDER BY name",
  );
  zones = await agreedZones(rows.map(({ name }) => name));
  // Node.js and PostgreSQL bring time zone data of their own, of different years.
  expect(zones.length).toBeGreaterThan(0.95 * rows.length);
});
afterAll(() => test.close());

/** Zones of which both calendars say the same every two weeks of the simulated years. */
async function agreedZones(names: readonly string[]): Promise<string[]> {
  const weeks = Array.from({ length: 60 }, (_, week) => new Date(Date.UTC(2025, 0, 1) + week * 14 * DAY));
  const { rows } = await test.database.query<{ name: string; hours: number[] }>(
    `SELECT name, array_agg(extract(epoch FROM (week AT TIME ZONE name) - (week AT TIME ZONE 'UTC'))::float8 / 3600
                            ORDER BY week) AS hours
       FROM unnest($1::text[]) AS name, unnest($2::timestamptz[]) AS week GROUP BY name ORDER BY name`,
    [names, weeks],
  );
  return rows.filter(({ name, hours }) => agrees(name, hours, weeks)).map(({ name }) => name);
}

function agrees(zone: string, hours: readonly number[], weeks: readonly Date[]): boolean {
  try {
    return weeks.every((week, index) => hoursAhead(zone, week) === hours[index]);
  } catch {
    return false;
  }
}

const anySimulation = () =>
  fc.record({
    // Around the changes of clocks of both hemispheres, and any time.
    start: fc
      .oneof(
        fc.constantFrom('2026-03-05', '2026-03-26', '2026-04-02', '2025-10-02', '2025-10-23', '2025-10-30'),
        fc.integer({ min: 0, max: 700 }).map((days) => addDays('2025-01-10', days)),
      )
      .map((day) => new Date(`${day}T00:00:00Z`)),
    digestZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
    ),
    digestHour: fc.integer({ min: 0, max: 23 }),
    readers: fc.array(anyReader(zones), { minLength: 25, maxLength: 25 }),
    lateHours: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })), {
      minLength: 12,
      maxLength: 12,
    }),
    empty: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    outages: fc.array(
      fc.record({ at: fc.integer({ min: 24, max: 90 }), hours: fc.integer({ min: 1, max: 30 }) }),
      {
        maxLength: 2,
      },
    ),
    idle: fc.array(fc.integer({ min: 1, max: 5 * 96 }), { minLength: 10, maxLength: 10 }),
  });

it(
  'gives every reader each due digest once, in order and in time, whatever the clocks do',
  async () => {
    await fc.assert(
      fc.asyncProperty(anySimulation(), async (plan) => {
        const { start, readers } = plan;
        const end = new Date(start.getTime() + 5 * DAY);
        const defaults = {
          time: `${String(plan.digestHour).padStart(2, '0')}:00`,
          timeZone: plan.digestZone,
        };
        const digests = periodicKinds.flatMap((kind) => digestsOf(kind, plan, defaults, end));
        const outages = plan.outages.map(({ at, hours }) => {
          const from = new Date(start.getTime() + at * HOUR);
          return { from, until: new Date(from.getTime() + hours * HOUR) };
        });
        const expected = readers.map((reader) =>
          expectedOf(clocksOf(reader, defaults), digests, outages, start, end),
        );
        await clear();
        await addReaders(readers, start);

        const moments = new Set<number>();
        for (const { at } of expected.flat()) moments.add(at.getTime());
        for (const { releasedAt } of digests) moments.add(releasedAt.getTime());
        for (const { until } of outages) moments.add(until.getTime());
        for (const quarter of plan.idle) moments.add(start.getTime() + quarter * QUARTER - 1);
        let time = start;
        const given = new Map<string, number>();
        for (const moment of [start.getTime(), ...moments].sort((left, right) => left - right)) {
          time = new Date(moment);
          if (time > end) break;
          if (time < start) continue;
          await release(digests, time);
          if (outages.some(({ from, until }) => from <= time && time < until)) continue;
          const gather = (dayIds: readonly number[]) => gatherDays(test.database, dayIds, time);
          await fanOutDue(test.database, { defaults, gather, sliceSize: 7, batch: 9 }, time);
          for (const key of await deliveries()) if (!given.has(key)) given.set(key, moment);
        }
        const found = readers.map((_, index) =>
          [...given]
            .filter(([key]) => key.startsWith(`${index} `))
            .map(([key, at]) => ({ key, at: new Date(at) })),
        );
        expect(found).toEqual(
          expected.map((list, index) =>
            list.map(({ held, at, date }) => ({
              key: `${index} ${held.map(({ kind, period }) => `${kind} ${period}`).join('+')} ${date}`,
              at,
            })),
          ),
        );
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  60_000 + RUNS * 10_000,
);

function digestsOf(
  kind: PeriodicKind,
  plan: { start: Date; lateHours: readonly number[]; empty: readonly boolean[] },
  defaults: { time: string; timeZone: string },
  end: Date,
): SimulatedDigest[] {
  const digests: SimulatedDigest[] = [];
  let period = periodOf(kind, addDays(dateIn('UTC', plan.start), kind === 'daily' ? -2 : -31));
  for (let index = 0; ; index += 1) {
    const dueAt = dueMoment({ kind, period }, defaults.time, defaults.timeZone);
    if (dueAt > end) return digests;
    const isEmpty = kind === 'daily' && plan.empty[index % 12] === true;
    const late = dueAt < plan.start ? 0 : (plan.lateHours[index % 12] ?? 0);
    digests.push({ kind, period, dueAt, releasedAt: new Date(dueAt.getTime() + late * HOUR), isEmpty });
    period = periodOf(kind, addDays(lastDayOf(kind, period), 1));
  }
}

/**
 * What a reader is to get and when: each digest at the first of the reader's times; where several meet, days are one
 * mail, and of weeks and months the newest counts.
 */
function expectedOf(
  reader: SimulatedReader & { readonly time: string },
  digests: readonly SimulatedDigest[],
  outages: readonly Outage[],
  start: Date,
  end: Date,
): { held: readonly SimulatedDigest[]; at: Date; date: string }[] {
  const slots = slotsOf(reader, start, end);
  const reach = reader.kind === 'daily' ? (slots[0]?.getTime() ?? 0) - DAY : start.getTime();
  const bySlot = new Map<number, readonly SimulatedDigest[]>();
  for (const digest of digests) {
    if (digest.kind !== reader.kind || digest.isEmpty) continue;
    if (digest.dueAt.getTime() <= Math.min(reach, start.getTime())) continue;
    const slot = slots.find((moment) => moment >= digest.dueAt);
    if (slot === undefined) continue;
    const before = reader.kind === 'daily' ? (bySlot.get(slot.getTime()) ?? []) : [];
    bySlot.set(slot.getTime(), [...before, digest]);
  }
  return [...bySlot]
    .map(([slot, held]) => {
      const last = digests.findLast(({ kind, dueAt }) => kind === reader.kind && dueAt.getTime() <= slot);
      let at = new Date(Math.max(slot, last?.releasedAt.getTime() ?? 0));
      for (const { from, until } of outages.toSorted(
        (left, right) => left.from.getTime() - right.from.getTime(),
      )) {
        if (from <= at && at < until) at = until;
      }
      return { held, at, date: dateOf(reader.zone, new Date(slot)) };
    })
    .filter(({ at }) => at <= end);
}

async function clear(): Promise<void> {
  await emptyTables(test.database, 'subscribers, digests, digest_papers, papers, slices, deliveries', {
    restart: true,
  });
}

async function addReaders(readers: readonly SimulatedReader[], now: Date): Promise<void> {
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

/** Writes the digests that are released by now, each with a paper unless it is empty. */
async function release(digests: readonly SimulatedDigest[], now: Date): Promise<void> {
  const due = digests.filter(({ releasedAt }) => releasedAt <= now);
  await writeDigests(
    test.database,
    due.map((digest) => ({ ...digest, listDate: digest.period, frozenAt: digest.releasedAt })),
  );
}

/** Each delivery as `reader kind period date`, with all days that it holds, in the order in which they were written. */
async function deliveries(): Promise<string[]> {
  const { rows } = await test.database.query<{ key: string }>(
    `SELECT (d.subscriber_id - 1) || ' ' || (SELECT string_agg(h.kind || ' ' || h.period, '+' ORDER BY h.period)
                                               FROM digests h WHERE h.id = ANY (coalesce(g.gathers, ARRAY[g.id])))
            || ' ' || d.reader_date AS key
       FROM deliveries d JOIN digests g ON g.id = d.digest_id ORDER BY d.slice_id, d.subscriber_id`,
  );
  return rows.map(({ key }) => key);
}
