import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  openDeliveryBed,
} from '../delivery-bed.js';

const READERS = 400;
const CONNECTIONS = 4;
const script = fileURLToPath(new URL('./sending-process.ts', import.meta.url));

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());

function startSending(smtpUrl: string, slices: readonly number[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin?.end(JSON.stringify({ databaseUrl: bed.url, smtpUrl, connections: CONNECTIONS, slices }));
  return child;
}

describe('kill -9 in the middle of a send', () => {
  it('loses nobody, mails nobody twice, and leaves one row in doubt for each connection', async () => {
    await addReaders(bed.database, addressesOf(READERS));
    const digest = await addDigest(bed.database);
    let slices: readonly number[] = await fanOut(bed.database, digest, { sliceSize: 50 });

    let child: ChildProcess | undefined;
    let killAt = 0;
    const sink = await startSmtpSink({
      onData: () => {
        if (sink.messages.length >= killAt) child?.kill('SIGKILL');
        return undefined;
      },
    });
    let kills = 0;
    const inDoubt: number[] = [];
    while (slices.length > 0) {
      killAt =
        kills < 4 ? sink.messages.length + 20 + Math.floor(Math.random() * 60) : Number.POSITIVE_INFINITY;
      child = startSending(sink.url, slices);
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      if (signal === 'SIGKILL') kills += 1;
      // The lease would end by itself, half a minute later.
      await bed.database.query('UPDATE slices SET lease_until = now() WHERE lease_until IS NOT NULL');
      const swept = await sweepDeliveries(bed.database, new Date(), 'hold');
      inDoubt.push(swept.uncertain);
      slices = swept.sliceIds;
    }

    expect(kills).toBe(4);
    for (const uncertain of inDoubt) expect(uncertain).toBeLessThanOrEqual(CONNECTIONS);
    const received = sink.messages.map(({ to }) => to[0] ?? '');
    expect(new Set(received).size).toBe(received.length);
    const rows = await deliveriesOf(bed.database, digest);
    expect([...rows.values()].filter(({ state }) => state !== 'sent' && state !== 'uncertain')).toEqual([]);
    const unsent = [...rows].filter(
      ([address, { state }]) => state === 'sent' && !received.includes(address),
    );
    expect(unsent).toEqual([]);
    await sink.stop();
  });
});
