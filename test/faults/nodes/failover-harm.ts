import { setTimeout as delay } from 'node:timers/promises';
import type { Harm, Nodes } from './nodes.js';

const LAG_MS = 3_000;

/** The server vanishes, and a standby takes over at its address that is behind by three seconds. */
export const failoverHarm: Harm = {
  name: 'failover-lagging',
  plan: { postgresSettings: { wal_level: 'replica', max_wal_senders: '2' } },
  run: async ({ postgres, atMoments, note, smtp }: Nodes) => {
    await atMoments(1, async () => {
      const standby = await postgres.copy();
      const before = smtp.taken();
      await delay(LAG_MS);
      await postgres.kill();
      note(`${smtp.taken() - before} messages that the standby knows nothing of`);
      await standby.takeOver();
    });
  },
};
