import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { expectExact } from '../support/faults/expect-exact.js';
import { CONNECTIONS, READERS, WORKERS, withFaultSend } from '../support/faults/fault-send.js';
import { type KillablePostgres, startKillablePostgres } from '../support/faults/killable-postgres.js';
import { atRandomMoments } from '../support/faults/moments.js';

const KILLS = 6;
const LONGEST_ABSENCE_MS = 3_000;

describe('kill -9 of PostgreSQL at random moments of a send to 5,000', () => {
  it('loses nobody and mails nobody twice, whether the server or one of its processes is killed', async () => {
    let server: KillablePostgres | undefined;
    const resources = async (folder: string) => {
      const started = await startKillablePostgres(folder);
      server = started;
      return { databaseUrl: started.url, stop: () => started.stop() };
    };
    await withFaultSend({ resources }, async ({ bed, smtp, random }) => {
      await atRandomMoments({ smtp, random, readers: READERS, times: KILLS }, async (time) => {
        if (time % 2 === 0) {
          await server?.kill();
          await delay(LONGEST_ABSENCE_MS * random.next());
          await server?.restart();
        } else await server?.killBackend(random.next());
      });
      await bed.settled();
      expectExact(await bed.verdict(smtp.entries()), WORKERS * CONNECTIONS * KILLS);
    });
  }, 240_000);
});
