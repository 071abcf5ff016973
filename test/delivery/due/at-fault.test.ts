import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { READING_RULES } from '../../../src/paper-text/read-paper.js';
import { readHistory } from '../../../src/store/subscribers/history.js';
import { mendZones } from '../../../src/store/subscribers/reader-faults.js';
import { emptyTables } from '../../support/empty-tables.js';
import { addDigest, addReaders, addressesOf, type DeliveryBed, openDeliveryBed } from '../delivery-bed.js';

const READERS = 20;
const defaults = { time: '08:00', timeZone: 'UTC' };
const dayOf = (day: number, hour = '09:00') => new Date(`2026-03-${day}T${hour}Z`);

let bed: DeliveryBed;
let readers: number[] = [];
/** What was told of readers at fault. */
let told: [string, object][] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
  // A reader whose row fails, as one does that no program of ours would write.
  await bed.database.query(`
    CREATE TABLE cursed (id bigint);
    CREATE FUNCTION curse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM cursed WHERE id = NEW.subscriber_id) THEN RAISE EXCEPTION 'cursed'; END IF;
      RETURN NEW; END $$;
    CREATE TRIGGER curse BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION curse()`);
});
afterAll(() => bed.close());
beforeEach(async () => {
  await emptyTables(
    bed.database,
    'subscribers, digests, digest_papers, papers, slices, deliveries, rule_sets, rule_terms, cursed',
  );
  readers = await addReaders(bed.database, addressesOf(READERS));
  await fanOut(dayOf(20));
  told = [];
  await bed.database.query("UPDATE subscribers SET local_time = '08:00', time_zone = 'Europe/Berlin'");
  await bed.database.query(
    "UPDATE reader_times SET due_after = '2026-03-20T08:00Z', next_due_at = '2026-03-25T08:00Z'",
  );
});

const fanOut = (now: Date) =>
  fanOutDue(
    bed.database,
    {
      defaults,
      gather: (dayIds) => gatherDays(bed.database, dayIds, now),
      batch: 8,
      sliceSize: 5,
      onFault: (event, fields) => void told.push([event, fields]),
    },
    now,
  );
const set = (index: number, columns: string) =>
  bed.database.query(`UPDATE subscribers SET ${columns} WHERE id = $1`, [readers[index]]);
async function mailed(): Promise<number[]> {
  const { rows } = await bed.database.query<{ subscriber_id: number }>(
    'SELECT DISTINCT subscriber_id FROM deliveries ORDER BY subscriber_id',
  );
  return rows.map(({ subscriber_id }) => readers.indexOf(subscriber_id));
}
const all = () => readers.map((_, index) => index);
const allBut = (index: number) => all().filter((one) => one !== index);
async function faultsOf(index: number): Promise<unknown[]> {
  const about = { subscriberId: readers[index] ?? 0, addressHash: Buffer.alloc(32) };
  return (await readHistory(bed.database, about, 10))
    .filter(({ kind }) => kind === 'fault')
    .map(({ facts }) => facts);
}
/** Released, of the day before the readers' next time. */
async function addDueDigest(period = '2026-03-25'): Promise<void> {
  const id = await addDigest(bed.database, { papers: 2 });
  await bed.database.query('UPDATE digests SET period = $2, list_date = $2 WHERE id = $1', [id, period]);
}

describe('a reader who is at fault', () => {
  it('with a zone that the server does not know has the site’s, and everybody has mail', async () => {
    await set(3, `time_zone = 'Mars/Olympus_Mons'`);
    await addDueDigest();
    await fanOut(dayOf(25));
    expect(await mailed()).toEqual(all());
    expect(told).toEqual([['zone-mended', { zone: 'Mars/Olympus_Mons', now: null, readers: 1 }]]);
    expect(await faultsOf(3)).toEqual([{ fault: 'zone-unknown', detail: 'Mars/Olympus_Mons' }]);
    const { rows } = await bed.database.query('SELECT time_zone FROM subscribers WHERE id = $1', [
      readers[3],
    ]);
    expect(rows).toEqual([{ time_zone: null }]);
  });

  it('with such a zone and no time yet keeps nobody from having one', async () => {
    await bed.database.query('UPDATE reader_times SET next_due_at = NULL');
    await set(0, `time_zone = 'Mars/Olympus_Mons'`);
    await fanOut(dayOf(24));
    const { rowCount } = await bed.database.query('SELECT FROM reader_times WHERE next_due_at IS NULL');
    expect(rowCount).toBe(0);
  });

  it.each([0, 7, READERS - 1])('in any other way is passed over for a day (at place %i)', async (index) => {
    await bed.database.query('INSERT INTO cursed VALUES ($1)', [readers[index]]);
    await addDueDigest();
    await fanOut(dayOf(25));
    expect(await mailed()).toEqual(allBut(index));
    expect(told).toEqual([['readers-passed-over', { count: 1 }]]);
    expect(await faultsOf(index)).toEqual([{ fault: 'passed-over', detail: 'P0001' }]);
    // Nothing more until the day after, when the fault is mended and the digest still of use.
    await fanOut(dayOf(25, '12:00'));
    expect(told).toHaveLength(1);
    await bed.database.query('TRUNCATE cursed');
    await addDueDigest('2026-03-26');
    await fanOut(dayOf(26));
    expect(await mailed()).toEqual(all());
  });

  it('with rules that cannot be matched has the whole digest', async () => {
    await bed.database.query(
      `WITH sets AS (INSERT INTO rule_sets (hash, rules) VALUES ('\\x01', '{}'), ('\\x02', '{}') RETURNING id, hash),
            terms AS (INSERT INTO rule_terms (kind, value, asks, read_by)
                      VALUES ('keywords', 'good', 'invented', $2), ('keywords', 'bad', 'no & & query', $2) RETURNING id, value),
            joined AS (INSERT INTO rule_set_terms (rule_set_id, term_id, muted)
                       SELECT s.id, t.id, false FROM sets s JOIN terms t ON (s.hash = '\\x01') = (t.value = 'good'))
       UPDATE subscribers SET rule_set_id = sets.id
         FROM sets WHERE sets.hash = CASE WHEN subscribers.id = $1 THEN '\\x02'::bytea ELSE '\\x01'::bytea END`,
      [readers[5], READING_RULES],
    );
    await addDueDigest();
    await fanOut(dayOf(25));
    expect(told).toEqual([['rules-failed', { count: 1 }]]);
    expect(await faultsOf(5)).toEqual([{ fault: 'rules-failed', detail: '42601' }]);
    expect(await mailed()).toContain(5);
    const { rows } = await bed.database.query(
      `SELECT e.positions FROM editions e JOIN rule_sets r ON r.id = e.rule_set_id WHERE r.hash = '\\x02'`,
    );
    expect(rows).toEqual([{ positions: [1, 2] }]);
  });

  it('after a pause keeps nobody else in theirs', async () => {
    await addDueDigest();
    await bed.database.query(
      `UPDATE subscribers SET state = 'paused', paused_at = '2026-03-21T00:00Z', paused_until = '2026-03-24T00:00Z',
              pause_ends = 'with-catch-up'`,
    );
    await bed.database.query(
      `WITH week AS (
         INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
         VALUES ('weekly', '2026-03-16', '2026-03-16', 'upvotes', '2026-03-23T08:00Z', '2026-03-23T08:00Z') RETURNING id
       )
       INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       SELECT week.id, 'weekly', position, paper_id, score, breakdown, upvotes, comments, paper FROM week, digest_papers`,
    );
    await bed.database.query('INSERT INTO cursed VALUES ($1)', [readers[2]]);
    await fanOut(dayOf(24));
    const { rows } = await bed.database.query<{ id: number }>(
      `SELECT id FROM subscribers WHERE state = 'paused'`,
    );
    expect(rows.map(({ id }) => readers.indexOf(id))).toEqual([2]);
    expect(told).toContainEqual(['readers-passed-over', { count: 1 }]);
  });
});

describe('mending zones', () => {
  it('gives who has an abbreviation, which the server reads as an offset, the place', async () => {
    await set(0, `time_zone = 'CET'`);
    await set(1, `time_zone = 'UTC'`);
    expect(await mendZones(bed.database)).toEqual([{ zone: 'CET', now: 'Europe/Brussels', readers: 1 }]);
    expect(await faultsOf(0)).toEqual([{ fault: 'zone-renamed', detail: 'CET' }]);
  });

  it('gives a former name’s readers the present one, where the server knows that alone', async () => {
    const { rows } = await bed.database.query<{ made: string }>(
      `SELECT pg_get_functiondef('knows_zone(text)'::regprocedure) AS made`,
    );
    await bed.database.query(`CREATE OR REPLACE FUNCTION knows_zone(zone text) RETURNS boolean LANGUAGE sql
      AS $$ SELECT zone NOT IN ('Asia/Calcutta', 'US/Eastern', 'Mars/Olympus_Mons') $$`);
    try {
      await set(0, `time_zone = 'Asia/Calcutta'`);
      await set(1, `time_zone = 'US/Eastern'`);
      await set(2, `time_zone = 'Mars/Olympus_Mons'`);
      const before = await bed.database.query(
        'SELECT next_due_at FROM reader_times WHERE subscriber_id = $1',
        [readers[0]],
      );
      expect(await mendZones(bed.database)).toEqual([
        { zone: 'Asia/Calcutta', now: 'Asia/Kolkata', readers: 1 },
        { zone: 'Mars/Olympus_Mons', now: null, readers: 1 },
        { zone: 'US/Eastern', now: 'America/New_York', readers: 1 },
      ]);
      const after = await bed.database.query(
        'SELECT next_due_at FROM reader_times WHERE subscriber_id = $1',
        [readers[0]],
      );
      expect(after.rows).toEqual(before.rows);
      expect(await faultsOf(0)).toEqual([{ fault: 'zone-renamed', detail: 'Asia/Calcutta' }]);
      expect(await mendZones(bed.database)).toEqual([]);
    } finally {
      await bed.database.query(rows[0]?.made ?? '');
    }
  });
});
