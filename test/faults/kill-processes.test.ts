import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { expectExact } from '../support/faults/expect-exact.js';
import { CONNECTIONS, READERS, WORKERS, withFaultSend } from '../support/faults/fault-send.js';
import { type KillableRedis, startKillableRedis } from '../support/faults/killable-redis.js';
import { atRandomMoments } from '../support/faults/moments.js';
import { hasRedis } from '../support/redis.js';

const KILLS = 4;
const LONGEST_ABSENCE_MS = 1_500;
const WITHIN_MS = 240_000;

describe.concurrent('kill -9 at random moments of a send to 5,000', () => {
  it(
    'of a worker: one message for each of its connections is in doubt at most',
    async () => {
      await withFaultSend({}, async ({ bed, smtp, random }) => {
        await atRandomMoments({ smtp, random, readers: READERS, times: KILLS }, async (time) => {
          const place = time % WORKERS;
          await bed.workers[place]?.kill();
          bed.workers[place] = await bed.startWorker();
        });
        await bed.settled();
        expectExact(await bed.verdict(smtp.entries()), CONNECTIONS * KILLS);
      });
    },
    WITHIN_MS,
  );

  it(
    'of the SMTP server: one message for each connection to it is in doubt at most',
    async () => {
      await withFaultSend({}, async ({ bed, smtp, random }) => {
        await atRandomMoments({ smtp, random, readers: READERS, times: KILLS }, async () => {
          await smtp.kill();
          await delay(LONGEST_ABSENCE_MS * random.next());
          await smtp.restart();
        });
        await bed.settled();
        expectExact(await bed.verdict(smtp.entries()), WORKERS * CONNECTIONS * KILLS);
      });
    },
    WITHIN_MS,
  );

  it.skipIf(!hasRedis)(
    'of Redis, which comes back with its data or without: nothing is in doubt',
    async () => {
      let redis: KillableRedis | undefined;
      const resources = async (folder: string) => {
        const started = await startKillableRedis(join(folder, 'redis'));
        redis = started;
        return { redisUrl: started.url, stop: () => started.kill() };
      };
      await withFaultSend({ resources }, async ({ bed, smtp, random }) => {
        await atRandomMoments({ smtp, random, readers: READERS, times: KILLS }, async (time) => {
          await redis?.kill();
          await delay(LONGEST_ABSENCE_MS * random.next());
          await redis?.restart({ keepData: time % 2 === 0 });
        });
        await bed.settled();
        expectExact(await bed.verdict(smtp.entries()), 0);
      });
    },
    WITHIN_MS,
  );
});
