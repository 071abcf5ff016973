import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../wait-for.js';
import type { KillableSmtp } from './killable-smtp.js';
import type { Seeded } from './random.js';

/**
 * Does something at random moments of a send: once in each of `times` equal stretches, counted in messages
 * that the server took.
 */
export async function atRandomMoments(
  { smtp, random, readers, times }: { smtp: KillableSmtp; random: Seeded; readers: number; times: number },
  act: (time: number) => Promise<void>,
): Promise<void> {
  const stretch = (readers * 0.9) / times;
  for (let time = 0; time < times; time += 1) {
    const moment = Math.max(20, Math.floor(stretch * (time + random.next())));
    await waitFor(`message ${moment}`, () => smtp.taken() >= moment, 150_000);
    // Messages are counted when they are taken: the moments between two are as good.
    await delay(20 * random.next());
    await act(time);
  }
}
