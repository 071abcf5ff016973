import { describe, expect, it } from 'vitest';
import { expectExact } from '../support/faults/expect-exact.js';
import { FAULT_SEND_WITHIN_MS, READERS, WORKERS, withFaultSend } from '../support/faults/fault-send.js';
import { atRandomMoments } from '../support/faults/moments.js';

const RESTARTS = 4;

describe('two workers, each restarted in turn during a send to 5,000', () => {
  it(
    'send exactly once, and nothing is in doubt',
    async () => {
      await withFaultSend({}, async ({ bed, smtp, random }) => {
        const codes: (number | null | undefined)[] = [];
        await atRandomMoments({ smtp, random, readers: READERS, times: RESTARTS }, async (time) => {
          const place = time % WORKERS;
          codes.push(await bed.workers[place]?.stop());
          bed.workers[place] = await bed.startWorker();
        });
        await bed.settled();
        expect(codes).toEqual(Array.from({ length: RESTARTS }, () => 0));
        expectExact(await bed.verdict(smtp.entries()), 0);
      });
    },
    FAULT_SEND_WITHIN_MS,
  );
});
