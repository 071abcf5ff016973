import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/store/database.js';
import { withLease } from '../../src/store/leases.js';

/*
 * A process of its own that holds the lease of the sweep until it is told that it has lost it, to be stopped in the
 * middle. It says "held", then, after it was stopped and went on, what became of a write under the lease.
 */
const [, , url = '', seconds = ''] = process.argv;
const database = openDatabase({ url, onError: () => undefined });
const say = (word: string) => process.stdout.write(`${word}\n`);

await withLease(
  database,
  'sweep',
  async (lease) => {
    say('held');
    while (await lease.isHeld()) await delay(20);
    await lease.fence(database).then(
      () => say('written'),
      (error: Error) => say(error.name),
    );
  },
  { seconds: Number(seconds) },
);
await database.end();
