import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFlights } from '../../../src/delivery/ledger/flights.js';
import { copyFlights, flightHarms, harmFlights } from './flight-harms.js';

const ROWS = 4;
const lease = 'host-1-abc/0b9cbd1c';
const epoch = '536b3c4b7499876110d65cf1a78dbc0d';
const nothing = () => undefined;
let folder: string;
let events: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-flights-'));
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (rows = ROWS, at = folder) =>
  openFlights({
    ...{ folder: at, rows, relays: ['first', 'second'] },
    log: { info: nothing, warn: (_fields, event) => events.push(event), error: nothing },
  });
const rowOf = (subscriberId: number) => ({ digestId: 7, subscriberId, fence: 1 });

/** A worker that marked four rows, of which one was taken by its server and one is on the wire. */
async function fly() {
  const recorder = open().record(lease, epoch);
  const flight = recorder.ahead([1, 2, 3, 4].map(rowOf));
  if (flight === null) throw new Error('it cannot be written down');
  expect(await flight.begin(0, 'second')).toBe(true);
  flight.delivered(0, 'second');
  expect(await flight.begin(1, 'second')).toBe(true);
  return { recorder, flight };
}

const told = [
  { ...rowOf(1), sentBy: 'second' },
  { ...rowOf(3), sentBy: null },
  { ...rowOf(4), sentBy: null },
];

describe('what a worker wrote down', () => {
  it('tells what a server took without waiting for what follows it', async () => {
    const { recorder, flight } = await fly();
    flight.delivered(1, 'first');
    await new Promise((resolve) => setImmediate(resolve));
    expect(open().read(lease, epoch)).toContainEqual({ ...rowOf(2), sentBy: 'first' });
    flight.forget();
    recorder.close();
  });

  it('tells what was sent and what did not begin, and nothing of what was on the wire', async () => {
    const { flight } = await fly();
    expect(open().read(lease, epoch)).toEqual(told);
    expect(await flight.begin(2, 'second'), 'begun after it was read').toBe(false);
    const again = open().read(lease, epoch);
    expect(again, 'read again').toEqual(told.filter(({ subscriberId }) => subscriberId !== 3));
    open().forget(lease);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(flightHarms.filter((harm) => harm !== 'intact' && harm !== 'stale'))(
    'tells nothing with the file %s',
    async (harm) => {
      await fly();
      harmFlights(folder, harm);
      expect(open().read(lease, epoch)).toEqual([]);
    },
  );

  it('tells nothing of what was marked after the file was copied', async () => {
    const { recorder } = await fly();
    const earlier = copyFlights(folder);
    recorder.ahead([rowOf(9)]);
    harmFlights(folder, 'stale', earlier);
    expect(open().read(lease, epoch)).toEqual(told);
  });

  it('tells nothing of another database, nor of another lease', async () => {
    await fly();
    expect(open().read(lease, epoch.replaceAll('5', '6'))).toEqual([]);
    renameSync(join(folder, '0b9cbd1c.flight'), join(folder, 'other.flight'));
    expect(open().read('host-1-abc/other', epoch)).toEqual([]);
    expect(open().read('host-1-abc/missing', epoch)).toEqual([]);
  });

  it('takes room that is free again, and is gone when the database has everything', () => {
    const recorder = open().record(lease, epoch);
    for (let run = 1; run <= 20; run += 1) recorder.ahead([rowOf(run)])?.forget();
    const last = recorder.ahead([rowOf(99)]);
    expect(open().read(lease, epoch)).toEqual([{ ...rowOf(99), sentBy: null }]);
    last?.forget();
    recorder.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays where the database may lack something', async () => {
    const { recorder } = await fly();
    recorder.close();
    expect(readdirSync(folder)).toEqual(['0b9cbd1c.flight']);
    await open().tidy(() => Promise.reject(new Error('nobody asks about a file that was just written')));
    expect(open().read(lease, epoch)).toEqual(told);
  });

  const hour = 3_600_000;
  it.each([
    ['stays while its lease has not ended', { leases: [lease], epoch, quietMs: hour }, true],
    ['is gone soon after its lease ended without it', { leases: ['host-2/1'], epoch, quietMs: hour }, false],
    ['stays where it is of another database', { leases: [], epoch: epoch.slice(1), quietMs: hour }, true],
    ['is gone after a week, whatever it is of', { leases: [], epoch: '', quietMs: 170 * hour }, false],
  ])('%s', async (_, { leases, quietMs, ...database }, stays) => {
    (await fly()).recorder.close();
    const quietSince = new Date(Date.now() - quietMs);
    utimesSync(join(folder, '0b9cbd1c.flight'), quietSince, quietSince);
    await open().tidy(async () => ({ ...database, leases: new Set(leases) }));
    expect(readdirSync(folder)).toHaveLength(stays ? 1 : 0);
    expect(open().read(lease, epoch)).toEqual(stays ? told : []);
  });
});

describe('where nothing can be written down', () => {
  it('rows are marked one by one, and the log says so', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(open(ROWS, join(folder, 'file')).rows).toBe(1);
    expect(open(1).rows).toBe(1);
    expect(events).toEqual(['flights-not-written']);
  });

  it('also where that turns out later', () => {
    const elsewhere = join(folder, 'gone');
    const recorder = open(ROWS, elsewhere).record(lease, epoch);
    rmSync(elsewhere, { recursive: true });
    expect(recorder.ahead([rowOf(1)])).toBeNull();
    expect(recorder.ahead([rowOf(1)])).toBeNull();
    expect(events).toEqual(['flights-not-written']);
    recorder.close();
  });

  it.each([
    ['a part', 5_000],
    ['nothing', 4_864],
  ])('nothing is told of rows of which %s was written', async (_, octets) => {
    const recorder = open(6).record(lease, epoch);
    const flight = recorder.ahead([1, 2, 3, 4, 5, 6].map(rowOf));
    expect(await flight?.begin(0, 'second')).toBe(true);
    expect(recorder.ahead([12, 13, 14, 15, 16, 17].map(rowOf))).not.toBeNull();
    // The third flight begins at 4,864.
    const torn = withFilesOf(octets, () => recorder.ahead([21, 22, 23, 24, 25, 26].map(rowOf)));
    expect(torn).toBeNull();
    expect(events).toEqual(['flights-not-written']);
    const rows = [2, 3, 4, 5, 6, 12, 13, 14, 15, 16, 17].map((id) => ({ ...rowOf(id), sentBy: null }));
    expect(open().read(lease, epoch)).toEqual(rows);
    recorder.close();
  });
});

/** Carries out at once what finds that no file may be longer, as on a disk that is full. */
function withFilesOf<T>(octets: number, work: () => T): T {
  const limit = (soft: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`]);
  limit(String(octets));
  try {
    return work();
  } finally {
    limit('unlimited');
  }
}
