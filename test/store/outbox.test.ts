import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { watchDns } from '../../src/jobs/watch-dns.js';
import { nameOfDigest } from '../../src/model/digest-period.js';
import { type BroadsheetEvent, events, eventTypes } from '../../src/model/events.js';
import { beginSession } from '../../src/operators/sessions.js';
import { answerAlarms, raiseAlarm } from '../../src/store/deliveries/sending-alarms.js';
import { cancelDigest, pauseDigest, resumeDigest } from '../../src/store/deliveries/sending-control.js';
import { endExpiredLeases, leaseSlice } from '../../src/store/deliveries/slices.js';
import { noteCompleted, noteStuck } from '../../src/store/deliveries/watch-mailings.js';
import { digestNameSql } from '../../src/store/digest-name.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { suppressBounced, suppressComplained } from '../../src/store/feedback/feedback-effects.js';
import { insertOperator } from '../../src/store/operators/operators.js';
import { tell } from '../../src/store/outbox.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { type Consent, insertConsents } from '../../src/store/subscribers/consents.js';
import { suppressAddress } from '../../src/store/subscribers/suppressions.js';
import { leave } from '../../src/store/subscribers/transitions.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  openDeliveryBed,
} from '../delivery/delivery-bed.js';
import { emptyTables } from '../support/empty-tables.js';

let bed: DeliveryBed;
let digest = 0;
let name = '';
let readers: number[] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await emptyTables(bed.database, 'outbox, webhook_endpoints, suppressions');
  await bed.database.query('DELETE FROM subscribers');
  readers = await addReaders(bed.database, addressesOf(4));
  digest = await addDigest(bed.database);
  const { rows } = await bed.database.query<{ name: string }>(
    `SELECT ${digestNameSql('digests')} AS name FROM digests WHERE id = $1`,
    [digest],
  );
  name = rows[0]?.name ?? '';
});

/** An endpoint that hears of some types; of all where none are named. */
async function listen(types: readonly string[] = eventTypes): Promise<void> {
  await bed.database.query(
    `INSERT INTO webhook_endpoints (name, url, types, secret, created_at)
     VALUES ('test', 'https://example.net/', $1, '', now())`,
    [types],
  );
}

async function told(): Promise<Pick<BroadsheetEvent, 'type' | 'data'>[]> {
  const { rows } = await bed.database.query<BroadsheetEvent & Record<string, unknown>>(
    'SELECT type, data FROM outbox ORDER BY id',
  );
  for (const { type, data } of rows) {
    expect([...Value.Errors(events[type].data, data)], `${type} ${JSON.stringify(data)}`).toEqual([]);
  }
  return rows.map(({ type, data }) => ({ type, data }));
}

function withdrawn(subscriberId: number, digestId: number | null = null): Consent {
  const at = bed.now;
  return { subscriberId, digestId, event: 'withdrawn', via: 'link', wording: null, clientHash: null, at };
}

async function everything(): Promise<void> {
  const { database, now } = bed;
  const [first = 0, second = 0, third = 0, fourth = 0] = readers;
  const alarm = { level: 'warn', reason: 'complaints', sent: 200, cameBack: 1 } as const;
  await insertConsents(database, [
    withdrawn(first, digest),
    { ...withdrawn(second), event: 'confirmed', via: 'form' },
  ]);
  await suppressBounced(database, [second], now);
  await suppressComplained(database, [third], now);
  await pauseDigest(database, digest, { by: 'operator', reason: 'a typing error', now });
  await pauseDigest(database, digest, { by: 'operator', reason: 'once more', now });
  await resumeDigest(database, digest);
  await raiseAlarm(database, { ...alarm, digestId: digest, raisedAt: now });
  await raiseAlarm(database, { ...alarm, digestId: digest, raisedAt: now });
  await answerAlarms(database, now);
  await cancelDigest(database, digest, now);
  await releaseDigest(database, digest, now);
  await database.query('UPDATE digests SET released_at = NULL WHERE id = $1', [digest]);
  await releaseDigest(database, digest, now);
  await leave(database, [fourth], now);
}

describe('the outbox', () => {
  it('is told of what happened by the statements that make it so', async () => {
    await listen();
    await everything();
    const [first = 0, second = 0, third = 0] = readers;
    const alarm = { digest: name, level: 'warn', reason: 'complaints' };
    expect(await told()).toEqual([
      { type: 'subscriber.unsubscribed', data: { subscriber: first, via: 'link', digest: name } },
      { type: 'subscriber.confirmed', data: { subscriber: second, how: 'confirmed', via: 'form' } },
      { type: 'subscriber.suppressed', data: { subscriber: second, reason: 'bounced' } },
      { type: 'subscriber.unsubscribed', data: { subscriber: third, via: 'report', digest: null } },
      { type: 'subscriber.suppressed', data: { subscriber: third, reason: 'complained' } },
      { type: 'digest.paused', data: { digest: name, by: 'operator', reason: 'a typing error' } },
      { type: 'digest.resumed', data: { digest: name } },
      { type: 'alarm.raised', data: { ...alarm, sent: 200, cameBack: 1 } },
      { type: 'alarm.answered', data: alarm },
      { type: 'digest.cancelled', data: { digest: name } },
      { type: 'digest.released', data: { digest: name } },
    ]);
  });

  it('stays empty where nobody listens, and holds nothing that nobody listens to', async () => {
    await everything();
    expect(await told()).toEqual([]);
    await listen(['digest.cancelled', 'subscriber.erased']);
    digest = await addDigest(bed.database);
    await cancelDigest(bed.database, digest, bed.now);
    await resumeDigest(bed.database, digest);
    expect((await told()).map(({ type }) => type)).toEqual(['digest.cancelled']);
  });

  it('is written with the change or not at all, and without addresses', async () => {
    await listen();
    const client = await bed.database.connect();
    await client.query('BEGIN');
    await tell(client, {
      type: 'digest.held',
      data: { digest: name, by: 'Ada', reason: 'as ada@example.net asked' },
    });
    await client.query('ROLLBACK');
    expect(await told()).toEqual([]);
    await tell(client, {
      type: 'digest.held',
      data: { digest: name, by: 'Ada', reason: 'as ada@example.net asked' },
    });
    client.release();
    expect(await told()).toEqual([
      { type: 'digest.held', data: { digest: name, by: 'Ada', reason: 'as (address) asked' } },
    ]);
  });

  it('is told once of what a dead worker left uncertain, and not for each reader', async () => {
    await listen(['deliveries.uncertain']);
    for (const sliceId of await fanOut(bed.database, digest)) {
      await leaseSlice(bed.database, { sliceId, lease: 'lost', abandoned: 'uncertain', now: bed.now });
    }
    await bed.database.query("UPDATE deliveries SET state = 'sending' WHERE digest_id = $1", [digest]);
    await bed.database.query("UPDATE slices SET lease_until = now() - interval '1 hour'");
    await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now });
    expect(await told()).toEqual([{ type: 'deliveries.uncertain', data: { digest: name, count: 4 } }]);
  });

  it('is told once that a source is down, that it answers again, and not of every failure', async () => {
    await listen(['source.down', 'source.recovered']);
    const poll = (minute: number, errorCode: 'SOURCE_UNAVAILABLE' | 'LIST_NOT_OPEN' | null) => {
      const at = new Date(bed.now.getTime() + minute * 60_000);
      const about = { source: 'hf', listDate: '2026-03-24', papers: 0, skipped: 0, errorDetail: null };
      return recordPoll(bed.database, { ...about, startedAt: at, finishedAt: at, errorCode });
    };
    for (const minute of [0, 1, 2, 20]) await poll(minute, 'SOURCE_UNAVAILABLE');
    expect(await told()).toEqual([]);
    await poll(31, 'LIST_NOT_OPEN');
    for (const minute of [32, 40]) await poll(minute, 'SOURCE_UNAVAILABLE');
    for (const minute of [50, 60]) await poll(minute, null);
    await poll(70, 'SOURCE_UNAVAILABLE');
    expect(await told()).toEqual([
      { type: 'source.down', data: { source: 'hf', code: 'SOURCE_UNAVAILABLE' } },
      { type: 'source.recovered', data: { source: 'hf' } },
    ]);
  });

  it('is told of who signs in from somewhere new', async () => {
    await listen(['operator.login']);
    const operator = {
      name: 'Ada',
      address: 'ada@example.org',
      addressKey: 'ada@example.org',
      role: 'owner',
    } as const;
    const id = await insertOperator(bed.database, {
      ...operator,
      language: 'en',
      passwordHash: null,
      now: bed.now,
    });
    for (const place of [1, 1, 2]) {
      const client = { clientHash: Buffer.alloc(32, place), browser: 'test' };
      const beginning = {
        operatorId: id ?? 0,
        name: 'Ada',
        step: 'full',
        method: 'oidc',
        former: null,
      } as const;
      await beginSession(bed.database, client, beginning, bed.now);
    }
    const data = { operator: id, name: 'Ada', method: 'oidc' };
    expect(await told()).toEqual([
      { type: 'operator.login', data },
      { type: 'operator.login', data },
    ]);
  });

  it('is told once that a mailing does not get on, and once that everybody has it', async () => {
    await listen(['digest.stuck', 'digest.completed']);
    await fanOut(bed.database, digest);
    const { database } = bed;
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    await database.query('UPDATE digests SET released_at = now(), fanned_out_at = now() WHERE id = $1', [
      digest,
    ]);
    for (const minutes of [5, 31, 45]) {
      await noteCompleted(database, at(minutes));
      await noteStuck(database, at(minutes));
    }
    expect(await told()).toEqual([
      { type: 'digest.stuck', data: { digest: name, reason: 'no-progress', waiting: 4 } },
    ]);
    await database.query("UPDATE deliveries SET state = 'sent', settled_at = now() WHERE digest_id = $1", [
      digest,
    ]);
    await database.query('UPDATE slices SET settled_at = now() WHERE digest_id = $1', [digest]);
    for (const minutes of [46, 47]) await noteCompleted(database, at(minutes));
    expect((await told()).slice(1)).toEqual([
      { type: 'digest.completed', data: { digest: name, sent: 4, failed: 0, uncertain: 0, skipped: 0 } },
    ]);
  });

  it('is told of faults of DNS that were not there before', async () => {
    await listen(['dns.failing']);
    const looks = [[], ['SPF'], ['SPF'], ['SPF', 'DKIM'], ['DKIM'], [], ['SPF']];
    for (const checks of looks) {
      await watchDns({ database: bed.database, clock: () => bed.now, lookAtDns: async () => checks });
    }
    const checks = (await told()).map(({ data }) => data);
    expect(checks).toEqual([['SPF'], ['SPF', 'DKIM'], ['SPF']].map((found) => ({ checks: found })));
    await emptyTables(bed.database, 'webhook_endpoints');
    const lookAtDns = () => Promise.reject(new Error('nobody wants to know'));
    await watchDns({ database: bed.database, clock: () => bed.now, lookAtDns });
  });

  it('costs one statement for many, and says nothing of an address that nobody has', async () => {
    await listen();
    await insertConsents(
      bed.database,
      readers.map((id) => withdrawn(id)),
    );
    await suppressAddress(bed.database, Buffer.alloc(32), 'operator');
    expect(await told()).toHaveLength(readers.length);
  });
});

it.each([
  ['daily', '2026-03-23', null],
  ['weekly', '2026-03-23', null],
  ['weekly', '2027-01-04', null],
  ['weekly', '2020-12-28', null],
  ['monthly', '2026-03-01', null],
  ['gathered', '2026-03-23', '2026-03-25'],
] as const)('a %s digest of %s is called the same by a statement', async (kind, period, lastDay) => {
  const { rows } = await bed.database.query<{ name: string }>(
    `SELECT ${digestNameSql('d')} AS name
       FROM (SELECT $1::text AS kind, $2::date AS period, $3::date AS last_day) AS d`,
    [kind, period, lastDay],
  );
  expect(rows[0]?.name).toBe(nameOfDigest({ kind, period, ...(lastDay === null ? {} : { lastDay }) }));
});
