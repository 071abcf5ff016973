import { describe, expect, it } from 'vitest';
import { cutSteps, planCuts } from '../support/faults/cut-plan.js';
import { expectExact, expectSettled } from '../support/faults/expect-exact.js';
import { CONNECTIONS, FAULT_SEND_WITHIN_MS, READERS, withFaultSend } from '../support/faults/fault-send.js';
import { atRandomMoments } from '../support/faults/moments.js';
import type { Seeded } from '../support/faults/random.js';
import { cutsOf } from '../support/faults/verdict.js';

/** At each step. */
const TIMES = 5;
const everyStep = Object.fromEntries(cutSteps.map((step) => [step, TIMES]));
const cuts = (random: Seeded) => planCuts(TIMES, READERS, () => random.next());

describe.concurrent('connections that are cut at every step of SMTP, in a send to 5,000', () => {
  it(
    'leave in doubt exactly the messages that were cut behind the final dot',
    async () => {
      await withFaultSend({ cuts, delayMs: 4 }, async ({ bed, smtp }) => {
        await bed.settled();
        const verdict = await bed.verdict(smtp.entries());
        const { times, doubtful, halfway } = cutsOf(smtp.entries());
        expect(times, 'every cut was made').toEqual(everyStep);
        expectExact(verdict, doubtful.length + halfway.length);
        // Of one that was cut while it was sent the sender may have handed on the final dot, or not.
        const unclear = new Set(halfway);
        expect(verdict.uncertain.filter((address) => !unclear.has(address)).sort()).toEqual(
          [...doubtful].sort(),
        );
      });
    },
    FAULT_SEND_WITHIN_MS,
  );

  it(
    'and a worker that is killed: with UNCERTAIN_POLICY=resend only those are sent twice',
    async () => {
      await withFaultSend({ cuts, delayMs: 4, policy: 'resend' }, async ({ bed, smtp, random }) => {
        const kills = 2;
        await atRandomMoments({ smtp, random, readers: READERS, times: kills }, async (time) => {
          await bed.workers[time]?.kill();
          bed.workers[time] = await bed.startWorker();
        });
        await bed.settled();
        const verdict = await bed.verdict(smtp.entries());
        const { times, doubtful } = cutsOf(smtp.entries());
        expect(times, 'every cut was made').toEqual(everyStep);
        expectSettled(verdict, 0);
        expect(verdict).toMatchObject({ lost: [], claimed: [], strange: [] });
        const wasCut = new Set(doubtful);
        const twice = verdict.twice.filter((address) => !wasCut.has(address));
        expect(twice.length, 'on the wire of a killed worker').toBeLessThanOrEqual(kills * CONNECTIONS);
        expect(verdict.retried).toEqual(expect.arrayContaining([...verdict.twice]));
      });
    },
    FAULT_SEND_WITHIN_MS,
  );
});
