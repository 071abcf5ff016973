import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { clientHash, networkHash } from '../../src/web/links/client-hash.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { count, emptyTables, keyring, minutesAfter } from './signed-up.js';

const now = new Date();
let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(() => emptyTables(database));
afterAll(() => test.close());

interface Request {
  readonly address: string;
  readonly ip: string;
  readonly proven?: boolean;
}

async function ask(requests: readonly Request[]): Promise<void> {
  await database.query(
    `INSERT INTO signups (address, via, wording, client_hash, network_hash, proven)
     SELECT address, 'form', 'form-1', client, network, proven
       FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::boolean[]) AS new (address, client, network, proven)`,
    [
      requests.map(({ address }) => address),
      requests.map(({ ip }) => clientHash(keyring, ip)),
      requests.map(({ ip }) => networkHash(keyring, ip)),
      requests.map(({ proven }) => proven ?? false),
    ],
  );
}

const work = (minutes = 0) =>
  processSignups(database, { keyring, now: minutesAfter(now, minutes), limits: defaultSignupLimits });

async function mailedOf(pattern: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM notices JOIN subscribers s ON s.id = subscriber_id WHERE s.address LIKE $1`,
    [pattern],
  );
  return rows[0]?.n ?? 0;
}

const flood = (count: number, ipOf: (index: number) => string, domain = 'gmail.com') =>
  Array.from({ length: count }, (_, index) => ({ address: `flood${index}@${domain}`, ip: ipOf(index) }));

const honest = Array.from({ length: 20 }, (_, index) => ({
  ...{ address: `honest${index}@gmail.com`, ip: `198.51.${index}.9` },
}));

describe('a flood of requests', () => {
  it('of one client leaves the domain to everybody else', async () => {
    await ask(flood(520, () => '192.0.2.7'));
    await ask(honest);
    expect(await work()).toBe(30 + 20);
    expect([await mailedOf('flood%'), await mailedOf('honest%')]).toEqual([30, 20]);
  });

  it('of many /64s of one owner leaves the domain to everybody else', async () => {
    await ask(flood(1_200, (index) => `2001:db8:1:${index.toString(16)}::1`));
    await ask(honest);
    await work();
    expect([await mailedOf('flood%'), await mailedOf('honest%')]).toEqual([100, 20]);
  });

  it('of ever other networks leaves half of the limit to those who did the work', async () => {
    await ask(flood(600, (index) => `10.${index >> 8}.${index & 255}.1`));
    expect(await work()).toBe(250);
    await ask(honest);
    expect(await work()).toBe(0);
    await ask(honest.map((request) => ({ ...request, address: `proven-${request.address}`, proven: true })));
    expect(await work()).toBe(20);
    expect(await mailedOf('proven-honest%')).toBe(20);
    // An hour later there is room again, and who was mailed little comes first.
    expect(await work(61)).toBe(250);
  });

  it('is counted by mailbox, whatever stands behind a plus and where the dots are', async () => {
    const variants = ['vic.tim', 'v.i.c.t.i.m', 'victim+1', 'victim+2', 'Victim'].map((local, index) => ({
      ...{ address: `${local}@${index % 2 ? 'googlemail.com' : 'gmail.com'}`, ip: `10.0.${index}.1` },
    }));
    await ask(variants);
    expect(await work()).toBe(1);
    expect(await count(database, 'signups')).toBe(4);
    expect([await work(5), await work(11), await work(22), await work(33), await work(44)]).toEqual([
      0, 1, 1, 1, 0,
    ]);
    const { rows } = await database.query('SELECT address FROM subscribers ORDER BY id LIMIT 1');
    expect(rows).toEqual([{ address: 'vic.tim@gmail.com' }]);
  });

  it('the first of each network comes before the second of any', async () => {
    const limits = { ...defaultSignupLimits, overallHour: 6 };
    await ask(flood(10, () => '192.0.2.7', 'a.example'));
    await ask(flood(10, (index) => `2001:db8:1:${index}::1`, 'b.example'));
    await ask([{ address: 'late@c.example', ip: '203.0.113.5' }]);
    await processSignups(database, { keyring, now, limits });
    expect([await mailedOf('%@a.example'), await mailedOf('%@b.example'), await mailedOf('late@%')]).toEqual([
      1, 1, 1,
    ]);
  });

  it('is forgotten after a day', async () => {
    await ask(flood(3, () => '192.0.2.7'));
    await work();
    const counted = () => database.query('SELECT FROM signup_counts').then(({ rowCount }) => rowCount);
    expect(await counted()).toBe(3);
    await work(24 * 60 + 1);
    expect(await counted()).toBe(0);
  });
});
