import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../src/store/database.js';
import { type Departure, type ReadSoFar, readDepartures } from '../../src/store/subscribers/departures.js';
import { openDepartureLog } from '../../src/subscribers/departure-log.js';
import { countingStatements } from '../support/counting-statements.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const BROUGHT = 30_000;

let folder: string;
let bed: TestDatabase;
let database: Database;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-departures-'));
  bed = await createTestDatabase();
  database = bed.database;
});
beforeEach(() => database.query('TRUNCATE suppressions'));
afterAll(async () => {
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (file: string, of: Database = database) =>
  openDepartureLog({ database: of, file, clock: () => new Date() });
const newFile = () => {
  files += 1;
  return join(folder, `${files}.log`);
};
const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(0, -1);

/** Who leaves within a whole second, so that many share it. */
const LEAVE = `INSERT INTO suppressions (address_hash, reason, created_at)
  SELECT sha256(convert_to(n::text, 'UTF8')), 'left', date_trunc('second', now()) - make_interval(secs => $3)
    FROM generate_series($1::integer, $2::integer) AS n`;
const leave = (from: number, to = from, secondsAgo = 10) => database.query(LEAVE, [from, to, secondsAgo]);

async function look(before: ReadSoFar | null): Promise<{ found: Departure[]; read: ReadSoFar }> {
  const found: Departure[] = [];
  const read = await readDepartures(database, new Date(Date.now() - 300_000), before, async (page) => {
    // How far was read is of the whole server, on which other tests write meanwhile.
    found.push(...page.map(({ addressHash, event, at }) => ({ addressHash, event, at })));
  });
  return { found, read };
}

describe('one look after another', () => {
  it('hands over only what was committed since, of a second that was read too', async () => {
    await leave(1, 3);
    const first = await look(null);
    expect(first.found).toHaveLength(3);
    await leave(4);
    await leave(5, 5, 60);
    const second = await look(first.read);
    expect(second.found.map(({ event }) => event)).toEqual(['left', 'left']);
    expect((await look(second.read)).found).toEqual([]);
    expect((await look(first.read)).found).toEqual(second.found);
  });

  it('finds what a transaction wrote first and committed last, of two that cross', async () => {
    const start = await look(null);
    const seen = await inTransaction(database, async (early) => {
      await early.query(LEAVE, [11, 11, 20]);
      await leave(12);
      const between = await look(start.read);
      expect(between.found, 'what is committed').toHaveLength(1);
      await leave(13);
      const later = await look(between.read);
      expect(later.found, 'and only that').toHaveLength(1);
      return later;
    });
    const after = await look(seen.read);
    expect(after.found).toHaveLength(1);
    expect((await look(after.read)).found).toEqual([]);
  });

  it('tells the moment before which nothing of what is still under way can be', async () => {
    const { openSince } = await inTransaction(database, async (early) => {
      await early.query(LEAVE, [31, 31, 0]);
      return (await look(null)).read;
    });
    const { rows } = await database.query<{ at: Date }>('SELECT max(created_at) AS at FROM suppressions');
    expect(openSince.getTime()).toBeLessThan(rows[0]?.at.getTime() ?? 0);
    expect(openSince.getTime()).toBeGreaterThan(Date.now() - 30 * 60_000);
  });

  it('finds everything again where the server may give the numbers of transactions anew', async () => {
    await leave(21, 23);
    const { read } = await look(null);
    expect((await look(read)).found).toEqual([]);
    expect((await look({ ...read, run: 'before a crash' })).found).toHaveLength(3);
    await database.query("SELECT pg_stat_reset_shared('bgwriter')");
    expect((await look(read)).found, 'as a recovery does').toHaveLength(3);
  });

  it('hands over one, not the list that was brought in the same second', async () => {
    await leave(1, BROUGHT);
    const first = await look(null);
    expect(first.found).toHaveLength(BROUGHT);
    const counted = countingStatements(database);
    await leave(BROUGHT + 1);
    const handed: number[] = [];
    await readDepartures(counted.database, new Date(Date.now() - 300_000), first.read, async (page) => {
      handed.push(page.length);
    });
    expect(handed).toEqual([1]);
    expect(counted.statements()).toBe(1);
  });
});

describe('the file of departures', () => {
  it('has each of a large list once, and who leaves after it', async () => {
    const file = newFile();
    const log = await open(file);
    await leave(1, BROUGHT);
    await log.note();
    await leave(BROUGHT + 1);
    await log.note();
    await log.note();
    const lines = await linesOf(file);
    expect(lines).toHaveLength(BROUGHT + 1);
    expect(new Set(lines).size).toBe(BROUGHT + 1);
  });

  it('gets what could not be written as soon as it can be', async () => {
    const place = newFile();
    await writeFile(place, 'a file where the folder should be');
    const file = join(place, 'departures.log');
    await leave(1, 2);
    const log = await open(file);
    await expect(log.note()).rejects.toThrow();
    await leave(3);
    await expect(log.note()).rejects.toThrow();
    await rm(place);
    await log.note();
    expect(await linesOf(file)).toHaveLength(3);
  });

  it('is made good by the next process where one ended between the commit and the line', async () => {
    const file = newFile();
    await leave(1);
    await (await open(file)).note();
    await leave(2);
    await (await open(file)).note();
    expect(new Set(await linesOf(file)).size).toBe(2);
  });

  it('has who leaves after somebody whose moment is still to come, as where the server’s clock was set back', async () => {
    const file = newFile();
    const log = await open(file);
    for (const [n, secondsAgo] of [-1_000, 20, 10].entries()) {
      await leave(n + 1, n + 1, secondsAgo);
      await log.note();
    }
    expect(new Set(await linesOf(file)).size).toBe(3);
  });

  it('misses nobody of several processes, with one file or each with its own', async () => {
    const [shared, own] = [newFile(), newFile()];
    const logs = [await open(shared), await open(shared), await open(own)];
    for (let n = 1; n <= 5; n += 1) {
      await leave(n);
      await logs[n % 3]?.note();
    }
    await Promise.all(logs.map((log) => log.note()));
    for (const file of [shared, own]) expect(new Set(await linesOf(file)).size).toBe(5);
  });
});
