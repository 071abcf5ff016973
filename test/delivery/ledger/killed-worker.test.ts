import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { openFlights } from '../../../src/delivery/ledger/flights.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import { waitFor } from '../../support/wait-for.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  openDeliveryBed,
} from '../delivery-bed.js';
import { type FlightHarm, harmFlights } from './flight-harms.js';

const READERS = 300;
const CONNECTIONS = 4;
const KILLS = 2;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
  await addReaders(bed.database, addressesOf(READERS));
});
afterAll(() => bed.close());

interface Plan {
  readonly markAhead: number;
  readonly flightDir: string;
}

function startSending(smtpUrl: string, slices: readonly number[], plan: Plan): ChildProcess {
  const child = spawn(process.execPath, [inject('programs')['sending-process']], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const task = { databaseUrl: bed.url, smtpUrl, connections: CONNECTIONS, slices, ...plan };
  child.stdin?.end(JSON.stringify(task));
  return child;
}

/** Whether anybody but this process is connected to the database. */
async function hasOthers({ database }: DeliveryBed): Promise<boolean> {
  const { rows } = await database.query<{ count: number }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
  );
  return (rows[0]?.count ?? 0) > database.totalCount;
}

/** Sends a digest, and kills the sender in the middle of it time and again. */
async function sendDespiteKills(digest: number, markAhead: number, harm: FlightHarm) {
  const flightDir = mkdtempSync(join(tmpdir(), 'broadsheet-flights-'));
  const flights = openFlights({ folder: flightDir, rows: markAhead, relays: ['relay'], log: quiet });
  let slices: readonly number[] = await fanOut(bed.database, digest, { sliceSize: 100 });
  let child: ChildProcess | undefined;
  let killAt = 0;
  const sink = await startSmtpSink({
    onData: () => {
      if (sink.messages.length >= killAt) child?.kill('SIGKILL');
      return undefined;
    },
  });
  const inDoubt: number[] = [];
  let kills = 0;
  while (slices.length > 0) {
    const moment = sink.messages.length + 20 + Math.floor(Math.random() * 60);
    killAt = kills < KILLS ? moment : Number.POSITIVE_INFINITY;
    child = startSending(sink.url, slices, { markAhead, flightDir });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === 'SIGKILL') {
      kills += 1;
      harmFlights(flightDir, harm);
    }
    // The lease would end by itself, half a minute later, when nothing of the dead process is under way any more.
    await waitFor('the connections of the dead process to end', async () => !(await hasOthers(bed)));
    await bed.database.query('UPDATE slices SET lease_until = now() WHERE lease_until IS NOT NULL');
    const swept = await sweepDeliveries(bed.database, new Date(), 'hold', flights);
    inDoubt.push(swept.uncertain);
    slices = swept.sliceIds;
  }
  await sink.stop();
  const left = readdirSync(flightDir);
  rmSync(flightDir, { recursive: true });
  return { kills, inDoubt, left, received: sink.messages.map(({ to }) => to[0] ?? '') };
}

describe('kill -9 in the middle of a send', () => {
  it.each<{ readonly markAhead: number; readonly harm: FlightHarm; readonly most: number }>([
    { markAhead: 1, harm: 'intact', most: 1 },
    { markAhead: 16, harm: 'intact', most: 1 },
  ])(
    'loses nobody, mails nobody twice, and leaves at most $most in doubt for each connection, with $markAhead marked ahead and the file $harm',
    async ({ markAhead, harm, most }) => {
      const digest = await addDigest(bed.database);
      const { kills, inDoubt, left, received } = await sendDespiteKills(digest, markAhead, harm);
      expect(kills).toBe(KILLS);
      for (const uncertain of inDoubt) expect(uncertain).toBeLessThanOrEqual(CONNECTIONS * most);
      expect(new Set(received).size).toBe(received.length);
      const rows = await deliveriesOf(bed.database, digest);
      expect([...rows.values()].filter(({ state }) => state !== 'sent' && state !== 'uncertain')).toEqual([]);
      const unsent = [...rows].filter(
        ([address, { state }]) => state === 'sent' && !received.includes(address),
      );
      expect(unsent).toEqual([]);
      expect(left).toEqual([]);
    },
  );
});
