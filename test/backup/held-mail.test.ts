import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backUp } from '../../src/backup/backup.js';
import { restore } from '../../src/backup/restore.js';
import { decideWaiting, settleCopy } from '../../src/backup/settle-copy.js';
import { identifyData, judgeData, markSeen, type SeenData } from '../../src/store/data-identity.js';
import type { Database } from '../../src/store/database.js';
import { claimNotice } from '../../src/store/deliveries/notice-ledger.js';
import { findUnheldSlices } from '../../src/store/deliveries/slices.js';
import { countUncertain, forgetLoss, holdMail, openRestore, releaseMail } from '../../src/store/restores.js';
import { openDepartureLog } from '../../src/subscribers/departure-log.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { countingStatements } from '../support/counting-statements.js';
import { copyDatabase, createEmptyDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';
import { type FilledDatabase, fillDatabase } from './filled-database.js';

const silent = pino({ level: 'silent' });
const MINUTE = 60_000_000;

let folder: string;
let origin: FilledDatabase;
let restored: Awaited<ReturnType<typeof createEmptyDatabase>>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-held-'));
  origin = await fillDatabase(40);
  const file = join(folder, 'one.backup');
  await identifyData(origin.database, () => null);
  const progress = { table: () => undefined, octets: () => undefined };
  await backUp({ databaseUrl: origin.url, file, version: '0', secretKeys: [testSecret], progress });
  restored = await createEmptyDatabase();
  await restore({
    ...{ databaseUrl: restored.url, file, secretKeys: [testSecret], log: silent, insteadOfFull: '' },
    progress: { checked: () => undefined, table: () => undefined, filled: () => undefined },
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await restored.close();
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

/** The rows of the backup in another database, as pg_restore would put them: without a word to anybody. */
async function copy(): Promise<Database> {
  const { database, close } = await copyDatabase(restored.url);
  closing.push(close);
  return database;
}

describe('judgeData', () => {
  const original = { seenAt: 100 * MINUTE, isOriginal: true, hasReaders: true };
  const copied = { ...original, isOriginal: false };
  const seen = (minutes: number, stopped = false): SeenData => ({ seenAt: minutes * MINUTE, stopped });

  it.each([
    ['the same data, on a node that never saw them', original, null, null],
    ['the same data after a stop', original, seen(100, true), null],
    ['the same data, gone on with by others', original, seen(50), null],
    ['a crash or a failover that lost the last minutes', original, seen(104), null],
    ['older files in the place of the data', original, seen(200), 'older'],
    ['a dump on a node that never saw the data', copied, null, 'copy'],
    ['a dump that is older than what the node saw', copied, seen(101, true), 'copy'],
    ['a dump that was made while the node still ran', copied, seen(100), 'copy'],
    ['a dump that others went on after', copied, seen(50, true), 'copy'],
    ['all of it, moved after the last stop', copied, seen(100, true), null],
    ['a copy in which there is nobody', { ...copied, hasReaders: false }, null, null],
  ] as const)('%s', (_case, found, remembered, judged) => {
    expect(judgeData(found, remembered)).toBe(judged);
  });
});

describe('the identity of the data', () => {
  it('stays what it is through starts, looks and a rewritten table, and is another in a copy', async () => {
    const { database } = origin;
    const first = await identifyData(database, () => null);
    await markSeen(database);
    await database.query('VACUUM (FULL, FREEZE) data_identity');
    expect(await identifyData(database, () => null)).toMatchObject({ marker: first.marker, restored: null });
    expect(await openRestore(database)).toBeNull();

    const other = await copy();
    expect(await identifyData(other, () => null)).toMatchObject({ marker: first.marker, restored: 'copy' });
    expect(await openRestore(other)).toMatchObject({ how: 'copy' });
    // From here on it is what it is.
    expect(await identifyData(other, () => null)).toMatchObject({ restored: null });
    expect(await openRestore(other)).not.toBeNull();
  });

  it('is that of the node where everything was moved after it had stopped', async () => {
    const other = await copy();
    const [row] = (
      await other.query<{ seen: number }>(
        'SELECT (extract(epoch FROM seen_at) * 1000000)::bigint AS seen FROM data_identity',
      )
    ).rows;
    const remembered = { seenAt: row?.seen ?? 0, stopped: true };
    expect(await identifyData(other, () => remembered)).toMatchObject({ restored: null });
    expect(await openRestore(other)).toBeNull();
  });

  it('is made for data that have none', async () => {
    const other = await copy();
    await other.query('DELETE FROM data_identity');
    expect(await identifyData(other, () => null)).toMatchObject({ restored: null });
  });
});

describe('who is signed in to an older copy', () => {
  it('is signed out when it is noticed, and links of then open nothing', async () => {
    const database = await copy();
    await database.query(
      `INSERT INTO operator_links (token_hash, purpose, role, made_by, expires_at)
       VALUES ('a', 'invite', 'owner', 'Ada', now() + interval '7 days')`,
    );
    await database.query(
      `INSERT INTO operator_sessions (id_hash, step, created_at, seen_at, client_hash, browser)
       VALUES ('s', 'passkey', now(), now(), 'c', 'b')`,
    );
    expect(await identifyData(database, () => null)).toMatchObject({ restored: 'copy' });
    const { rows } = await database.query(
      'SELECT (SELECT count(*) FROM operator_links) + (SELECT count(*) FROM operator_sessions) AS left',
    );
    expect(rows).toEqual([{ left: 0 }]);
  });
});

describe('while mail is held', () => {
  it('nothing is given out, and what was due is uncertain, also what is found out later', async () => {
    const database = await copy();
    await database.query(
      "INSERT INTO notices (kind, subscriber_id, serial, domain) SELECT 'welcome', min(id), 1, 'x' FROM subscribers",
    );
    expect((await findUnheldSlices(database)).length).toBeGreaterThan(0);
    await holdMail(database, 'copy', new Date());
    expect(await findUnheldSlices(database)).toEqual([]);
    expect(await claimNotice(database, new Date())).toBeNull();

    const keyring = await openKeyring(database, [testSecret]);
    const settled = await settleCopy({ database, keyring, departureFiles: [], copiedAt: new Date() });
    expect(settled).toEqual({ left: 0, erased: 0, missing: [], uncertain: 41 });
    await releaseMail(database);
    expect(await findUnheldSlices(database)).toEqual([]);
    expect(await countUncertain(database)).toBe(41);
  });

  it('an operator may say that nothing was lost', async () => {
    const database = await copy();
    await holdMail(database, 'command', new Date());
    const keyring = await openKeyring(database, [testSecret]);
    await settleCopy({ database, keyring, departureFiles: [], copiedAt: new Date() });
    expect(await forgetLoss(database)).toBe(40);
    await releaseMail(database);
    expect(await countUncertain(database)).toBe(0);
    const { rows } = await database.query('SELECT DISTINCT state FROM deliveries');
    expect(rows).toEqual([{ state: 'deferred' }]);
  });
});

describe('who left since the backup', () => {
  it('leaves again, and who was erased is erased again', async () => {
    const { database, keyring } = origin;
    const log = join(folder, 'departures', 'departures.log');
    const departures = await openDepartureLog({ database, file: log, clock: () => new Date() });
    const { rows } = await database.query<{ id: number; address: string }>(
      'SELECT id, address FROM subscribers ORDER BY id LIMIT 4',
    );
    const [one, two, three, four] = rows.map(({ id }) => id);
    const now = new Date();
    await unsubscribe(database, { subscriberId: one ?? 0, via: 'one-click', now });
    await removeSubscriber(database, keyring, two ?? 0);
    await unsubscribe(database, { subscriberId: three ?? 0, via: 'link', now });
    await database.query(
      "UPDATE subscribers SET state = 'active', state_changed_at = clock_timestamp() WHERE id = $1",
      [three],
    );
    await Promise.all([departures.note(), departures.note()]);
    await departures.note();
    const lines = (await readFile(log, 'utf8')).split('\n');
    expect(lines.filter((line) => line.includes('unsubscribed'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('erased'))).toHaveLength(1);
    expect(lines.join()).not.toContain('@');
    // A machine that went down while it was written.
    await writeFile(log, `${lines.join('\n')}2026-03-2`);

    const other = await copy();
    await decideWaiting({ database: other, keyring, departureFiles: [], copiedAt: now }, now);
    await holdMail(other, 'command', now);
    const settled = await settleCopy({
      ...{ database: other, keyring, copiedAt: new Date(now.getTime() - 1_000) },
      departureFiles: [log, join(folder, 'of-another-node')],
    });
    expect(settled).toMatchObject({ left: 1, erased: 1, missing: [join(folder, 'of-another-node')] });
    const after = await other.query('SELECT id, state FROM subscribers ORDER BY id LIMIT 3');
    expect(after.rows).toEqual([
      { id: one, state: 'unsubscribed' },
      { id: three, state: 'active' },
      { id: four, state: 'active' },
    ]);
    const { rows: suppressed } = await other.query('SELECT reason FROM suppressions');
    expect(suppressed).toEqual([{ reason: 'erased' }]);
  });

  it('is written down once, also where it was committed after what happened later', async () => {
    const { database } = origin;
    const log = join(folder, 'late', 'departures.log');
    const departures = await openDepartureLog({ database, file: log, clock: () => new Date() });
    await departures.note();
    const before = (await readFile(log, 'utf8')).split('\n');
    const { rows } = await database.query<{ hash: string }>(
      `UPDATE subscribers SET state = 'complained', state_changed_at = now() - interval '1 minute'
        WHERE id = (SELECT max(id) FROM subscribers WHERE state = 'active')
        RETURNING encode(address_hash, 'hex') AS hash`,
    );
    for (let time = 0; time < 3; time += 1) await departures.note();
    const after = (await readFile(log, 'utf8')).split('\n');
    expect(new Set(after).size).toBe(after.length);
    expect(after.slice(before.length - 1)).toEqual([
      expect.stringContaining(`Z complained ${rows[0]?.hash}`),
      '',
    ]);
  });

  it('is written down for one statement, which all share who leave while another is under way', async () => {
    const { database, statements } = countingStatements(origin.database);
    const log = join(folder, 'counted', 'departures.log');
    const departures = await openDepartureLog({ database, file: log, clock: () => new Date() });
    await departures.note();
    const { rows } = await origin.database.query<{ id: number; hash: string }>(
      `SELECT id, encode(address_hash, 'hex') AS hash FROM subscribers WHERE state = 'active' ORDER BY id DESC LIMIT 10`,
    );
    expect(rows).toHaveLength(10);
    const before = statements();
    const noted = rows.map(async ({ id, hash }) => {
      await unsubscribe(origin.database, { subscriberId: id, via: 'one-click', now: new Date() });
      await departures.note();
      expect(await readFile(log, 'utf8'), 'before it is answered').toContain(`unsubscribed ${hash}`);
    });
    await Promise.all(noted);
    expect(statements() - before).toBeLessThanOrEqual(10);
    const counted = statements();
    await Promise.all(rows.map(() => departures.note()));
    expect(statements() - counted).toBe(1);
    await departures.note();
    expect(statements() - counted).toBe(2);
  });

  it('is written down page by page, also where more left in one second than are read at once', async () => {
    const { database } = origin;
    const log = join(folder, 'many', 'departures.log');
    const departures = await openDepartureLog({ database, file: log, clock: () => new Date() });
    const leave = (from: number, to: number) =>
      database.query(
        `INSERT INTO suppressions (address_hash, reason, created_at)
         SELECT sha256(convert_to('many ' || n, 'UTF8')), 'left', date_trunc('second', now()) - interval '10 seconds'
           FROM generate_series($1::integer, $2::integer) AS n`,
        [from, to],
      );
    const left = async () =>
      (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes(' left '));
    await departures.note();
    const before = (await left()).length;
    await leave(1, 5_100);
    await departures.note();
    expect(new Set(await left()).size - before).toBe(5_100);
    await leave(5_101, 5_101);
    await departures.note();
    const lines = await left();
    expect(lines.length - before).toBe(5_101);
    expect(new Set(lines).size).toBe(lines.length);
    await database.query("DELETE FROM suppressions WHERE reason = 'left'");
  });
});
