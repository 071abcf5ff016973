import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { countDays } from '../../src/jobs/count-days.js';
import type { DailyMeasure, Dimension } from '../../src/model/daily-numbers.js';
import { withLease } from '../../src/store/leases.js';
import { readDailyNumbers, readOverview } from '../../src/store/numbers/read-numbers.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { addDigest } from '../delivery/delivery-bed.js';
import { keyring } from '../subscribers/signed-up.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await emptyTables(
    test.database,
    'subscribers, suppressions, digests, counted_days, daily_numbers, upkeep',
    { restart: true },
  );
});

const day = '2026-03-24';
const noon = new Date('2026-03-24T12:00:00Z');
const count = (now = noon, digestTimezone = 'UTC') =>
  countDays({ database: test.database, clock: () => now, config: { digestTimezone } });

async function numbers(measure: DailyMeasure, dimension: Dimension, labels = 50) {
  const span = { from: '2026-01-01', until: '2026-12-31', labels };
  const { days } = await readDailyNumbers(test.database, { measure, dimension, ...span });
  return Object.fromEntries(
    days.filter(({ values }) => Object.keys(values).length > 0).map((one) => [one.day, one.values]),
  );
}

/** Consents of new subscribers, as `event via origin at` each. */
async function consents(...lists: readonly (readonly string[])[]): Promise<number[]> {
  const ids: number[] = [];
  for (const [index, list] of lists.entries()) {
    const address = `reader-${index}@example.org`;
    const [added] = await addSubscribers(test.database, keyring, [address], { via: 'import', now: noon });
    const id = added?.id ?? 0;
    ids.push(id);
    await test.database.query('DELETE FROM consents WHERE subscriber_id = $1', [id]);
    for (const entry of list) {
      const [event, via, origin, at] = entry.split(' ');
      await test.database.query(
        `INSERT INTO consents (subscriber_id, event, via, origin, at) VALUES ($1, $2, $3, nullif($4, '-'), $5)`,
        [id, event, via, origin, at],
      );
    }
  }
  return ids;
}

/** A digest that was sent to the domains' readers, one each, at a moment. */
async function sent(domains: readonly string[], at: string, relay = 'main'): Promise<readonly number[]> {
  const digest = await addDigest(test.database);
  const addresses = domains.map((domain, index) => `r${index}-${digest}@${domain}`);
  const added = await addSubscribers(test.database, keyring, addresses, { via: 'import', now: new Date(at) });
  const ids = added.map(({ id }) => id ?? 0);
  await test.database.query(
    `WITH slice AS (INSERT INTO slices (digest_id, settled_at) VALUES ($1, $3) RETURNING id)
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, relay, settled_at)
     SELECT $1, unnest($2::bigint[]), id, 'sent', 1, $4, $3 FROM slice`,
    [digest, ids, at, relay],
  );
  return [digest, ...ids];
}

async function cameBack(digest: number, subscriber: number, what: string, receivedAt: string): Promise<void> {
  const [kind = '', effect = ''] = what.split(' ');
  await test.database.query(
    `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, digest_id,
                           occurred_at, received_at)
     VALUES (sha256($6::text::bytea), 'smtp', $1, 'other', 'test', 'return-path', $2, $3, $4, $5, $5)`,
    [kind, effect, subscriber, digest, receivedAt, `${digest} ${subscriber} ${what} ${receivedAt}`],
  );
}

describe('the numbers of a day', () => {
  it('count wishes, confirmations, who joined and who left, by how and by where they came from', async () => {
    await consents(
      ['requested form page 2026-03-24T08:00:00Z', 'confirmed link page 2026-03-24T08:01:00Z'],
      [
        'requested form search?from=x 2026-03-23T08:00:00Z',
        'confirmed link search?from=x 2026-03-24T08:01:00Z',
      ],
      ['requested api api 2026-03-24T09:00:00Z'],
      ['added operator key:environment 2026-03-24T09:00:00Z', 'withdrawn one-click - 2026-03-24T10:00:00Z'],
      [
        'confirmed link - 2025-01-01T09:00:00Z',
        'withdrawn link - 2026-03-23T10:00:00Z',
        'resumed link - 2026-03-24T10:00:00Z',
      ],
      // Never was a reader.
      ['requested form page 2026-03-24T08:00:00Z', 'withdrawn link - 2026-03-24T08:01:00Z'],
    );
    await count();
    expect(await numbers('signups', 'via')).toEqual({
      '2026-03-23': { form: 1 },
      [day]: { form: 2, api: 1 },
    });
    expect(await numbers('signups', 'origin')).toEqual({
      '2026-03-23': { 'search?from=x': 1 },
      [day]: { page: 2, api: 1 },
    });
    expect((await numbers('confirmations', 'origin'))[day]).toEqual({ page: 1, 'search?from=x': 1 });
    expect((await numbers('joined', 'via'))[day]).toEqual({ link: 3, operator: 1 });
    expect((await numbers('joined', 'origin'))[day]).toEqual({
      page: 1,
      'search?from=x': 1,
      'key:environment': 1,
      unknown: 1,
    });
    expect(await numbers('left', 'via')).toEqual({ '2026-03-23': { link: 1 }, [day]: { 'one-click': 1 } });
    expect(await numbers('left', 'origin')).toEqual({
      '2026-03-23': { unknown: 1 },
      [day]: { 'key:environment': 1 },
    });
  });

  it('know the digest by whose link somebody left, and who bounced', async () => {
    const [digest = 0, one = 0, two = 0] = await sent(['example.net', 'example.net'], '2026-03-24T06:00:00Z');
    await test.database.query("UPDATE digests SET period = '2026-03-24' WHERE id = $1", [digest]);
    await unsubscribe(test.database, { subscriberId: one, via: 'one-click', digestId: digest, now: noon });
    await test.database.query(
      "UPDATE subscribers SET state = 'bounced', state_changed_at = $2 WHERE id = $1",
      [two, noon],
    );
    await count();
    expect(await numbers('left', 'digest')).toEqual({ [day]: { 'daily:2026-03-24': 1 } });
    expect(await numbers('left', 'via')).toEqual({ [day]: { 'one-click': 1, bounced: 1 } });
    expect(await numbers('readers', 'state')).toMatchObject({ [day]: { unsubscribed: 1, bounced: 1 } });
  });

  it('say the same however often they are counted, and never less where rows have gone since', async () => {
    const [one = 0] = await consents(
      ['confirmed link page 2026-03-24T08:01:00Z'],
      ['confirmed link page 2026-03-24T08:01:00Z'],
    );
    await count();
    const before = await test.database.query('SELECT * FROM daily_numbers ORDER BY 1, 2, 3, 4');
    await count();
    expect((await test.database.query('SELECT * FROM daily_numbers ORDER BY 1, 2, 3, 4')).rows).toEqual(
      before.rows,
    );
    await test.database.query('UPDATE suppressions SET created_at = $1', [noon]);
    await removeSubscriber(test.database, keyring, one);
    await test.database.query('UPDATE suppressions SET created_at = $1', [noon]);
    await count();
    expect(await numbers('joined', 'via')).toEqual({ [day]: { link: 2 } });
    expect(await numbers('erased', 'all')).toEqual({ [day]: { all: 1 } });
    expect(await numbers('readers', 'state')).toEqual({ '2026-03-23': { active: 0 }, [day]: { active: 1 } });
  });

  it('are of the site’s zone: a day of 23 hours ends where the next begins', async () => {
    await consents(
      ['confirmed link page 2026-03-28T22:59:59Z'],
      ['confirmed link page 2026-03-28T23:00:00Z'],
      ['confirmed link page 2026-03-29T21:59:59Z'],
      ['confirmed link page 2026-03-29T22:00:00Z'],
    );
    await count(new Date('2026-03-29T22:30:00Z'), 'Europe/Berlin');
    expect(await numbers('joined', 'via')).toEqual({
      '2026-03-28': { link: 1 },
      '2026-03-29': { link: 2 },
      '2026-03-30': { link: 1 },
    });
  });

  it('that were missed are made up, and marked where rows of them may have gone', async () => {
    await consents(
      ['confirmed link page 2026-03-20T08:00:00Z'],
      ['confirmed link page 2026-03-22T08:00:00Z'],
    );
    await count(new Date('2026-03-20T12:00:00Z'));
    await count(noon);
    expect(await numbers('joined', 'via')).toEqual({ '2026-03-20': { link: 1 }, '2026-03-22': { link: 1 } });
    const overview = await readOverview(test.database, '2026-03-19', day);
    expect(overview.filter(({ incomplete }) => incomplete).map((one) => one.day)).toEqual([
      '2026-03-21',
      '2026-03-22',
    ]);
    expect(overview.map(({ sums }) => sums['readers'] ?? 0)).toEqual(
      [0, 2, 1, 2, 2, 2].map((n, i) => (i === 0 ? 0 : n)),
    );
  });

  it('are filled from the first row on where none were counted', async () => {
    await consents(
      [
        'confirmed link - 2026-01-05T08:00:00Z',
        'withdrawn link - 2026-02-01T08:00:00Z',
        'resumed link - 2026-02-03T08:00:00Z',
      ],
      ['added operator - 2026-01-10T08:00:00Z'],
      ['requested form - 2026-01-10T08:00:00Z', 'withdrawn link - 2026-01-11T08:00:00Z'],
    );
    await count();
    const days = await readOverview(test.database, '2026-01-01', day);
    expect(days[0]).toEqual({
      day: '2026-01-05',
      incomplete: true,
      sums: { joined: 1, confirmations: 1, readers: 1 },
    });
    const readers = Object.fromEntries(days.map((one) => [one.day, one.sums['readers']]));
    expect(readers).toMatchObject({
      '2026-01-09': 1,
      '2026-01-10': 2,
      '2026-01-31': 2,
      '2026-02-01': 1,
      '2026-02-03': 2,
    });
    expect(days.length).toBe(79);
  });

  it('hold mail by domain and relay; a domain of one reader, and those after fifty, are one', async () => {
    const many = Array.from({ length: 60 }, (_, n) => [`d${String(n).padStart(2, '0')}.example`]).flatMap(
      (d) => [d, d],
    );
    await sent(
      [...many.flat(), 'large.example', 'large.example', 'large.example', 'own.example'],
      '2026-03-24T06:00:00Z',
    );
    await sent(['large.example'], '2026-03-24T07:00:00Z', 'second');
    await count();
    const { [day]: byDomain = {} } = await numbers('mail.sent', 'domain');
    expect(byDomain['large.example']).toBe(4);
    expect(byDomain['d00.example']).toBe(2);
    expect(byDomain['d58.example']).toBeUndefined();
    expect(byDomain['own.example']).toBeUndefined();
    expect(Object.keys(byDomain)).toHaveLength(51);
    expect(byDomain['*']).toBe(125 - 4 - 49 * 2);
    expect((await numbers('mail.sent', 'relay'))[day]).toEqual({ main: 124, second: 1 });
    const { [day]: three = {} } = await numbers('mail.sent', 'domain', 1);
    expect(three).toEqual({ 'large.example': 4, '*': 121 });
  });

  it('hold what came back by the day on which it was sent, also where that is long ago', async () => {
    const [digest = 0, one = 0, two = 0, three = 0] = await sent(
      ['large.example', 'large.example', 'own.example'],
      '2026-03-10T06:00:00Z',
    );
    await count(new Date('2026-03-10T12:00:00Z'));
    await count(new Date('2026-03-23T12:00:00Z'));
    expect(await numbers('mail.complaints', 'domain')).toEqual({});
    await cameBack(digest, one, 'complaint complained', '2026-03-24T08:00:00Z');
    await cameBack(digest, one, 'complaint none', '2026-03-24T08:30:00Z');
    await cameBack(digest, two, 'hard suppressed', '2026-03-24T08:00:00Z');
    await cameBack(digest, three, 'soft counted', '2026-03-24T08:00:00Z');
    await count();
    const was = '2026-03-10';
    expect(await numbers('mail.complaints', 'domain')).toEqual({ [was]: { 'large.example': 1 } });
    expect(await numbers('mail.hard', 'domain')).toEqual({ [was]: { 'large.example': 1 } });
    expect(await numbers('mail.soft', 'domain')).toEqual({ [was]: { '*': 1 } });
    expect(await numbers('mail.soft', 'relay')).toEqual({ [was]: { main: 1 } });
    expect(await numbers('mail.sent', 'domain')).toEqual({ [was]: { 'large.example': 2, '*': 1 } });
  });

  it('know how long a wish waited until it was confirmed', async () => {
    await consents(
      ['requested form page 2026-03-24T08:00:00Z', 'confirmed link page 2026-03-24T08:10:00Z'],
      ['requested form page 2026-03-24T08:00:00Z', 'confirmed link page 2026-03-24T08:10:01Z'],
      [
        'requested form page 2026-03-01T08:00:00Z',
        'requested form page 2026-03-23T08:00:00Z',
        'confirmed link page 2026-03-24T08:00:00Z',
      ],
      ['requested form page 2026-03-20T08:00:00Z', 'confirmed link page 2026-03-24T08:00:00Z'],
      ['added operator page 2026-03-24T08:00:00Z'],
    );
    await count();
    expect((await numbers('confirmations', 'wait'))[day]).toEqual({
      '10-minutes': 1,
      '1-hour': 1,
      '1-day': 1,
      longer: 1,
    });
  });

  it('know who stayed: of those who became readers in a month, by how long ago that was', async () => {
    const ids = await consents(
      ['confirmed link - 2026-01-31T08:00:00Z'],
      ['confirmed link - 2026-01-10T08:00:00Z', 'withdrawn link - 2026-02-10T12:00:00Z'],
      // Left, came back and confirmed anew: a reader since January all the same.
      [
        'added operator - 2026-01-12T08:00:00Z',
        'withdrawn link - 2026-01-13T08:00:00Z',
        'confirmed link - 2026-02-20T08:00:00Z',
      ],
      ['confirmed link - 2026-01-15T08:00:00Z'],
      ['requested form - 2026-01-15T08:00:00Z'],
      ['confirmed link - 2026-02-24T08:00:00Z', 'withdrawn link - 2026-03-25T13:00:00Z'],
    );
    await test.database.query(
      "UPDATE subscribers SET state = 'bounced', state_changed_at = '2026-02-15T23:00:00Z' WHERE id = $1",
      [ids[3]],
    );
    await count();
    const sums = async (dimension: Dimension) => {
      const found: Record<string, number> = {};
      for (const values of Object.values(await numbers('stayed', dimension)))
        for (const [month, value] of Object.entries(values)) found[month] = (found[month] ?? 0) + value;
      return found;
    };
    expect(await sums('0-months')).toEqual({ '2026-01': 4, '2026-02': 1 });
    expect(await sums('1-month')).toEqual({ '2026-01': 1, '2026-02': 1 });
    expect(await sums('3-months')).toEqual({});
    // An hour later nothing of it is forgotten, and a month later one that left is not counted.
    await count(new Date('2026-04-24T12:00:00Z'));
    expect(await sums('1-month')).toEqual({ '2026-01': 1, '2026-02': 1 });
    expect(await sums('3-months')).toEqual({ '2026-01': 1 });
  });

  it('hold what readers chose, of those who are mailed', async () => {
    const [one = 0, two = 0, three = 0, gone = 0] = await consents([], [], [], []);
    await test.database.query(
      `UPDATE subscribers SET frequency = CASE id WHEN $1 THEN 'weekly' ELSE 'daily' END, language = CASE id WHEN $1 THEN 'de' ELSE 'en' END,
              local_time = CASE id WHEN $2 THEN time '07:00' END, time_zone = CASE id WHEN $2 THEN 'Asia/Tokyo' END,
              state = CASE id WHEN $3 THEN 'unsubscribed' ELSE 'active' END`,
      [one, two, gone],
    );
    await test.database.query(
      'INSERT INTO order_choices (subscriber_id, personal_since) VALUES ($1, now()), ($2, now())',
      [three, gone],
    );
    await count();
    const today = async (dimension: Dimension) => (await numbers('readers', dimension))[day];
    expect(await today('state')).toEqual({ active: 3, unsubscribed: 1 });
    expect(await today('frequency')).toEqual({ daily: 2, weekly: 1 });
    expect(await today('language')).toEqual({ en: 2, de: 1 });
    expect(await today('zone')).toEqual({ site: 2, 'Asia/Tokyo': 1 });
    expect(await today('use')).toEqual({ 'own-order': 1 });
    await test.database.query('UPDATE order_choices SET personal_since = NULL');
    await count();
    expect(await today('use')).toBeUndefined();
  });

  it('hold answers by the digest, topic and category of the paper', async () => {
    const date = '2026-03-24';
    const ids = ['2603.00001', '2603.00002'];
    await savePapers(
      test.database,
      ids.map((id) => listedPaper({ id, date })),
    );
    const order = { kind: 'daily', period: date, listDate: date, now: noon, strategy: 'upvotes' } as const;
    await assembleDigest(test.database, order);
    await test.database.query("UPDATE papers SET categories = '{cs.CL}' WHERE id = $1", [ids[0]]);
    await test.database.query("UPDATE digest_papers SET topics = '{agents}' WHERE paper_id = $1", [ids[0]]);
    const readers = await consents([], []);
    for (const reader of readers) {
      await test.database.query(
        `INSERT INTO votes (subscriber_id, paper_id, value, at) VALUES ($1, $2, 1, $4), ($1, $3, -1, $4)`,
        [reader, ids[0], ids[1], noon],
      );
    }
    await test.database.query('INSERT INTO saves (subscriber_id, paper_id, at) VALUES ($1, $2, $3)', [
      readers[0],
      ids[0],
      noon,
    ]);
    await count();
    expect((await numbers('liked', 'digest'))[day]).toEqual({ 'daily:2026-03-24': 2 });
    expect((await numbers('disliked', 'digest'))[day]).toEqual({ 'daily:2026-03-24': 2 });
    expect((await numbers('saved', 'digest'))[day]).toEqual({ 'daily:2026-03-24': 1 });
    expect((await numbers('liked', 'topic'))[day]).toEqual({ agents: 2 });
    expect(await numbers('disliked', 'topic')).toEqual({});
    expect((await numbers('liked', 'category'))[day]).toEqual({ 'cs.CL': 2 });
    expect((await numbers('readers', 'use'))[day]).toEqual({ answers: 2 });
  });

  it('hold why mail failed or came back, of which digest, and what had to be tried again', async () => {
    const [digest = 0, one = 0, two = 0, three = 0] = await sent(
      ['large.example', 'large.example', 'large.example', 'large.example'],
      '2026-03-24T06:00:00Z',
    );
    await test.database.query("UPDATE digests SET period = '2026-03-24' WHERE id = $1", [digest]);
    await test.database.query(
      `UPDATE deliveries SET attempts = CASE WHEN subscriber_id = $1 THEN 3 ELSE 1 END,
              state = CASE WHEN subscriber_id = $2 THEN 'failed' ELSE 'sent' END,
              refusal_reason = CASE WHEN subscriber_id = $2 THEN 'unknown-user' END`,
      [one, two],
    );
    await cameBack(digest, one, 'hard suppressed', '2026-03-24T08:00:00Z');
    await cameBack(digest, three, 'hard watched', '2026-03-24T08:00:00Z');
    await cameBack(digest, three, 'soft alarmed', '2026-03-24T08:00:00Z');
    await count();
    const of = async (measure: DailyMeasure, dimension: Dimension) =>
      (await numbers(measure, dimension))[day];
    expect(await of('mail.sent', 'digest')).toEqual({ 'daily:2026-03-24': 3 });
    expect(await of('mail.failed', 'reason')).toEqual({ 'unknown-user': 1 });
    expect(await of('mail.failed', 'digest')).toEqual({ 'daily:2026-03-24': 1 });
    expect(await of('mail.deferred', 'domain')).toEqual({ 'large.example': 1 });
    expect(await of('mail.hard', 'reason')).toEqual({ other: 2 });
    expect(await of('mail.hard', 'grade')).toEqual({ certain: 1, likely: 1 });
    expect(await of('mail.hard', 'digest')).toEqual({ 'daily:2026-03-24': 2 });
    expect(await of('mail.ours', 'relay')).toEqual({ main: 1 });
  });

  it('of a new kind are counted for all days that there are, once', async () => {
    await consents(['requested form page 2026-03-20T08:00:00Z', 'confirmed link page 2026-03-20T08:01:00Z']);
    await count(new Date('2026-03-20T12:00:00Z'));
    await count();
    // As a service has it that counted before there was this kind.
    await test.database.query("DELETE FROM upkeep WHERE task LIKE 'numbers %'");
    await test.database.query("DELETE FROM daily_numbers WHERE dimension IN ('wait', '0-months')");
    await count();
    expect(await numbers('confirmations', 'wait')).toEqual({ '2026-03-20': { '10-minutes': 1 } });
    expect(await numbers('stayed', '0-months')).toEqual({ '2026-03-20': { '2026-03': 1 } });
    await test.database.query("DELETE FROM daily_numbers WHERE dimension = 'wait'");
    await count();
    expect(await numbers('confirmations', 'wait')).toEqual({});
  });

  it('hold no person: no column refers to one, and erasing changes nothing but the number of readers', async () => {
    const { rows } = await test.database.query<{ columns: string }>(
      `SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) AS columns FROM information_schema.columns
        WHERE table_name IN ('daily_numbers', 'counted_days') GROUP BY table_name ORDER BY table_name`,
    );
    expect(rows.map(({ columns }) => columns)).toEqual([
      'day starts ends counted_at incomplete',
      'measure dimension day label value',
    ]);
  });

  it('are counted by one process at a time', async () => {
    await withLease(test.database, 'numbers', async () => {
      expect(await count()).toBe(false);
    });
    expect(await count()).toBe(true);
  });
});
