import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { momentOf } from '../../src/model/calendar-date.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** The year in which Samoa left out a day, and some of those that come. */
const SPANS = [
  ['2011-12-01T00:00Z', '2012-01-31T00:00Z'],
  ['2025-01-01T00:00Z', '2028-01-01T00:00Z'],
] as const;

/** A time of day on a day in a zone, near a change of its clocks. */
interface Wall {
  readonly zone: string;
  readonly date: string;
  readonly time: string;
}

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

function changesOf(zone: string): Temporal.ZonedDateTime[] {
  return SPANS.flatMap(([from, until]) => {
    const found: Temporal.ZonedDateTime[] = [];
    let at = Temporal.Instant.from(from).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    while (at !== null && Temporal.Instant.compare(at.toInstant(), Temporal.Instant.from(until)) < 0) {
      found.push(at);
      at = at.getTimeZoneTransition('next');
    }
    return found;
  });
}

/** Where a gap or a repetition begins and ends, in it, and a quarter of an hour around. */
function wallsAround(zone: string, change: Temporal.ZonedDateTime): Wall[] {
  const before = change.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 });
  const [first, last] = [before, change.toPlainDateTime()].toSorted(Temporal.PlainDateTime.compare);
  if (first === undefined || last === undefined) return [];
  return [-15, 0, 15]
    .flatMap((minutes) => [first.add({ minutes }), last.add({ minutes })])
    .map((wall) => ({
      zone,
      date: wall.toPlainDate().toString(),
      time: wall.toPlainTime().toString().slice(0, 5),
    }));
}

/** Node.js and PostgreSQL bring time zone data of their own, of different years: whether they speak of the same change. */
async function agreed(changes: readonly Temporal.ZonedDateTime[]): Promise<boolean[]> {
  const near = changes.flatMap((change) => [-48, -24, -1, 0, 24, 48].map((hours) => change.add({ hours })));
  const { rows } = await test.database.query<{ wall: string }>(
    `SELECT to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD"T"HH24:MI:SS') AS wall
       FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS n (zone, moment, place) ORDER BY place`,
    [near.map(({ timeZoneId }) => timeZoneId), near.map((one) => new Date(one.epochMilliseconds))],
  );
  return changes.map((_, index) =>
    [0, 1, 2, 3, 4, 5].every(
      (place) =>
        rows[6 * index + place]?.wall ===
        near[6 * index + place]?.toPlainDateTime().toString({ smallestUnit: 'second' }),
    ),
  );
}

it('the database and the code mean the same moment by a time of day, wherever clocks change', async () => {
  const { rows } = await test.database.query<{ name: string }>('SELECT name FROM pg_timezone_names');
  const known = new Set(rows.map(({ name }) => name));
  const changes = Intl.supportedValuesOf('timeZone')
    .filter((zone) => known.has(zone))
    .flatMap(changesOf);
  const isAgreed = await agreed(changes);
  const common = changes.filter((_, index) => isAgreed[index]);
  expect(common.length).toBeGreaterThan(0.95 * changes.length);
  const walls = common.flatMap((change) => wallsAround(change.timeZoneId, change));
  expect(walls.length).toBeGreaterThan(3000);
  const told = await test.database.query<{ moment: Date }>(
    `SELECT moment_in(zone, day::date + wall::time) AS moment
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS n (zone, day, wall, place) ORDER BY place`,
    [walls.map(({ zone }) => zone), walls.map(({ date }) => date), walls.map(({ time }) => time)],
  );
  const different = walls.flatMap((wall, index) => {
    const code = momentOf(wall.date, wall.time, wall.zone);
    const sql = told.rows[index]?.moment;
    return code.getTime() === sql?.getTime() ? [] : [{ ...wall, code, sql }];
  });
  expect(different).toEqual([]);
});
