import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { expectExact } from '../support/faults/expect-exact.js';
import {
  CONNECTIONS,
  FAULT_SEND_WITHIN_MS,
  type FaultSend,
  type FaultSendOptions,
  SHORTER,
  WORKERS,
  withFaultSend,
} from '../support/faults/fault-send.js';
import { faultServers, killAndRestart } from '../support/faults/fault-servers.js';
import { atRandomMoments } from '../support/faults/moments.js';
import { hasRedis } from '../support/redis.js';

/** As it is where nothing else is said. */
const MARK_AHEAD = 16;

interface Harm {
  readonly times: number;
  readonly mostUncertain: number;
  readonly harm: (send: FaultSend, time: number) => Promise<void>;
}

async function sendDespite(options: FaultSendOptions, { times, mostUncertain, harm }: Harm): Promise<void> {
  await withFaultSend(options, async (send) => {
    const { readers, bed, smtp, random } = send;
    await atRandomMoments({ smtp, random, readers, times }, (time) => harm(send, time));
    await bed.settled();
    expectExact(await bed.verdict(smtp.entries()), mostUncertain, readers);
  });
}

async function killWorker({ bed }: FaultSend, place: number): Promise<void> {
  await bed.workers[place]?.kill();
  bed.workers[place] = await bed.startWorker();
}

describe.concurrent('kill -9 at random moments of a send', () => {
  it(
    'of a worker, to 5,000: one message for each of its connections is in doubt at most',
    async () => {
      const times = 4;
      const harm = (send: FaultSend, time: number) => killWorker(send, time % WORKERS);
      await sendDespite({}, { times, mostUncertain: CONNECTIONS * times, harm });
    },
    FAULT_SEND_WITHIN_MS,
  );

  it(
    'of a worker whose flight files are gone with it: what it had marked ahead is in doubt at most',
    async () => {
      const times = 2;
      const harm = async (send: FaultSend, time: number) => {
        const { bed, flightDir } = send;
        await bed.workers[time]?.kill();
        for (const name of await readdir(flightDir)) await rm(join(flightDir, name));
        bed.workers[time] = await bed.startWorker();
      };
      await sendDespite(SHORTER, { times, mostUncertain: MARK_AHEAD * CONNECTIONS * times, harm });
    },
    FAULT_SEND_WITHIN_MS,
  );

  it(
    'of the SMTP server: one message for each connection to it is in doubt at most',
    async () => {
      const times = 4;
      const harm = ({ smtp, random }: FaultSend) => killAndRestart(smtp, random);
      await sendDespite(SHORTER, { times, mostUncertain: WORKERS * CONNECTIONS * times, harm });
    },
    FAULT_SEND_WITHIN_MS,
  );

  it.skipIf(!hasRedis)(
    'of Redis, which comes back with its data or without: nothing is in doubt',
    async () => {
      const { resources, redis } = faultServers(['redis']);
      const harm = async ({ random }: FaultSend, time: number) => {
        await redis().kill();
        await delay(1_000 * random.next());
        await redis().restart({ keepData: time % 2 === 0 });
      };
      await sendDespite({ ...SHORTER, resources }, { times: 4, mostUncertain: 0, harm });
    },
    FAULT_SEND_WITHIN_MS,
  );

  it(
    'of PostgreSQL or of one of its processes: nobody is lost, and nobody has two',
    async () => {
      const times = 6;
      // A server that answers before it has written: Broadsheet's connections do not believe it.
      const { resources, postgres } = faultServers(['postgres'], {
        synchronous_commit: 'off',
        wal_writer_delay: '10s',
      });
      const harm = async ({ random }: FaultSend, time: number) => {
        if (time % 2 === 0) await killAndRestart(postgres(), random);
        else await postgres().killBackend(random.next());
      };
      await sendDespite(
        { ...SHORTER, resources },
        { times, mostUncertain: WORKERS * CONNECTIONS * times, harm },
      );
    },
    FAULT_SEND_WITHIN_MS,
  );

  it.skipIf(!hasRedis)(
    'of each in turn: nobody is lost, and nobody has two',
    async () => {
      const { resources, postgres, redis } = faultServers(['postgres', 'redis']);
      const kinds: readonly ((send: FaultSend) => Promise<void>)[] = [
        ({ random }) => killAndRestart(postgres(), random),
        async () => {
          await redis().kill();
          await redis().restart({ keepData: false });
        },
        ({ smtp, random }) => killAndRestart(smtp, random),
        (send) => killWorker(send, Math.floor(send.random.next() * WORKERS)),
      ];
      const harm = async (send: FaultSend, time: number) => {
        const first = send.random.seed % kinds.length;
        await kinds[(first + time) % kinds.length]?.(send);
      };
      // Redis has nothing on the wire; a worker has its own connections alone.
      const mostUncertain = (2 * WORKERS + 1) * CONNECTIONS;
      await sendDespite({ ...SHORTER, resources }, { times: kinds.length, mostUncertain, harm });
    },
    FAULT_SEND_WITHIN_MS,
  );
});
