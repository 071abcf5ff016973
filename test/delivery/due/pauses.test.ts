import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { completeRules } from '../../../src/model/rules.js';
import { changePreferences, pause, skipNext } from '../../../src/subscribers/preferences.js';
import { emptyTables } from '../../support/empty-tables.js';
import { addReaders, type DeliveryBed, openDeliveryBed } from '../delivery-bed.js';

const defaults = { time: '08:00', timeZone: 'UTC' };
let bed: DeliveryBed;
let reader = 0;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await emptyTables(bed.database, 'subscribers, digests, digest_papers, papers, slices, deliveries');
  [reader = 0] = await addReaders(bed.database, ['reader@example.net']);
  await fanOut(new Date('2026-03-01T09:00Z'));
});

const fanOut = (now: Date) =>
  fanOutDue(bed.database, { defaults, gather: (dayIds) => gatherDays(bed.database, dayIds, now) }, now);
const at = (moment: string) => ({ database: bed.database, defaults, now: new Date(moment) });

/** A released digest of papers by these names. */
async function digest(
  kind: string,
  period: string,
  releasedAt: string,
  papers: readonly string[],
): Promise<void> {
  await bed.database.query(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       VALUES ($1, $2, $2, 'upvotes', $3, $3) RETURNING id
     ), added AS (
       INSERT INTO papers (id, title, abstract) SELECT p, 't', 'a' FROM unnest($4::text[]) AS p ON CONFLICT DO NOTHING
     )
     INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     SELECT new.id, $1, n, p, 1, '{}', 1, 0, '{}' FROM new, unnest($4::text[]) WITH ORDINALITY AS i (p, n)`,
    [kind, period, releasedAt, papers],
  );
}

async function sent(): Promise<string[]> {
  const { rows } = await bed.database.query<{ name: string }>(
    `SELECT g.kind || ' ' || g.period || coalesce(' without ' || array_to_string(d.left_out, ','), '') AS name
       FROM deliveries d JOIN digests g ON g.id = d.digest_id ORDER BY d.slice_id`,
  );
  return rows.map(({ name }) => name);
}

/** One mail a week, at an hour of their own. */
const weekly = (now: string, time: string) =>
  changePreferences(at(now), reader, {
    schedule: { frequency: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], time, timeZone: 'UTC' },
    rules: completeRules({}),
    language: null,
  });

describe('a pause', () => {
  it('until the day of a week’s digest brings that one, at an hour after it came due', async () => {
    await weekly('2026-03-09T12:00Z', '20:00');
    expect(await pause(at('2026-03-11T12:00Z'), reader, { until: '2026-03-16', catchUp: false })).toBe(true);
    await digest('weekly', '2026-03-09', '2026-03-16T08:00Z', ['a']);
    await fanOut(new Date('2026-03-16T19:59Z'));
    expect(await sent()).toEqual([]);
    await fanOut(new Date('2026-03-16T20:00Z'));
    expect(await sent()).toEqual(['weekly 2026-03-09']);
  });

  it('lets nothing through, ends at the reader’s time, and catches up without what was had', async () => {
    await digest('daily', '2026-03-09', '2026-03-09T08:00Z', ['a']);
    await fanOut(new Date('2026-03-09T08:01Z'));
    expect(await pause(at('2026-03-09T12:00Z'), reader, { until: '2026-03-18', catchUp: true })).toBe(true);
    await digest('daily', '2026-03-10', '2026-03-10T08:00Z', ['b']);
    await fanOut(new Date('2026-03-10T08:01Z'));
    await digest('weekly', '2026-03-09', '2026-03-16T08:00Z', ['b', 'a', 'd']);
    await digest('daily', '2026-03-18', '2026-03-18T08:00Z', ['c', 'd']);
    await fanOut(new Date('2026-03-18T07:59Z'));
    expect(await sent()).toEqual(['daily 2026-03-09']);
    await fanOut(new Date('2026-03-18T08:01Z'));
    expect(await sent()).toEqual([
      'daily 2026-03-09',
      'weekly 2026-03-09 without 2',
      'daily 2026-03-18 without 2',
    ]);
  });

  it('without catching up ends with the next digest', async () => {
    expect(await pause(at('2026-03-09T12:00Z'), reader, { until: '2026-03-18', catchUp: false })).toBe(true);
    await digest('weekly', '2026-03-09', '2026-03-16T08:00Z', ['b']);
    await digest('daily', '2026-03-17', '2026-03-17T08:00Z', ['c']);
    await digest('daily', '2026-03-18', '2026-03-18T08:00Z', ['d']);
    await fanOut(new Date('2026-03-18T08:01Z'));
    expect(await sent()).toEqual(['daily 2026-03-18']);
  });
});

it('another hour, chosen after a week’s digest came due and before it was mailed, does not lose it', async () => {
  await weekly('2026-03-10T12:00Z', '20:00');
  await fanOut(new Date('2026-03-10T12:01Z'));
  await digest('weekly', '2026-03-09', '2026-03-16T08:00Z', ['a']);
  await fanOut(new Date('2026-03-16T08:01Z'));
  await weekly('2026-03-16T12:00Z', '21:00');
  await fanOut(new Date('2026-03-16T20:59Z'));
  expect(await sent()).toEqual([]);
  await fanOut(new Date('2026-03-16T21:00Z'));
  expect(await sent()).toEqual(['weekly 2026-03-09']);
});

it('a digest that was cancelled before it was released is not waited for', async () => {
  await digest('daily', '2026-03-17', '2026-03-17T08:00Z', ['a']);
  await digest('daily', '2026-03-18', '2026-03-18T08:00Z', ['b']);
  await bed.database.query(
    `UPDATE digests SET released_at = NULL, cancelled_at = frozen_at WHERE period = '2026-03-18'`,
  );
  await changePreferences(at('2026-03-16T12:00Z'), reader, {
    schedule: { frequency: 'daily', weekdays: [1, 3], time: null, timeZone: null },
    rules: completeRules({}),
    language: null,
  });
  await fanOut(new Date('2026-03-18T08:01Z'));
  expect(await sent()).toEqual(['daily 2026-03-17']);
});

it('skipping passes over the next digest that has papers, and no other', async () => {
  await skipNext(at('2026-03-13T12:00Z'), reader, 1);
  for (const [day, papers] of [
    ['14', []],
    ['16', ['a']],
    ['17', ['b']],
  ] as const) {
    await digest('daily', `2026-03-${day}`, `2026-03-${day}T08:00Z`, papers);
    await fanOut(new Date(`2026-03-${day}T08:01Z`));
  }
  expect(await sent()).toEqual(['daily 2026-03-17']);
});
