import { SECOND_MS } from '../../durations.js';
import { CLOCK_MAY_BE_OFF_MS } from '../../store/database-clock.js';
import { readDurability } from '../../store/durability.js';
import type { Stores } from '../../wiring/wiring.js';
import { FoundFault, type Well } from '../doctor/say.js';

/** @throws FoundFault where this machine's clock is so far off that `start` would do nothing that goes by the clock */
export async function checkClock({ databaseClock }: Stores): Promise<[true, Well]> {
  const ahead = await databaseClock.compare();
  const seconds = Math.round(Math.abs(ahead) / SECOND_MS);
  const values = { seconds, side: ahead > 0 ? 'ahead' : 'behind' };
  if (Math.abs(ahead) > CLOCK_MAY_BE_OFF_MS)
    throw new FoundFault({ text: 'doctor.clock-off', todo: 'doctor.clock-off-todo', values });
  return [true, { text: seconds === 0 ? 'doctor.clock-right' : 'doctor.clock-near', values }];
}

/** @throws FoundFault where a crash of the server could lose what was committed, and mail twice */
export async function checkDurability({ database }: Stores): Promise<[true, Well]> {
  const { settings, asynchronousStandbys } = await readDurability(database);
  const off = (['fsync', 'full_page_writes'] as const).filter((name) => settings[name] === 'off');
  if (off.length > 0) {
    const values = { count: off.length, first: off[0] ?? '', last: off.at(-1) ?? '' };
    throw new FoundFault({ text: 'doctor.durability-off', todo: 'doctor.durability-off-todo', values });
  }
  const commit = settings.synchronous_commit;
  const own = ['off', 'local', 'remote_write'].includes(commit) ? 'own' : 'server';
  const standbys = settings.synchronous_standby_names;
  const following = asynchronousStandbys ? 'unasked' : standbys === '' ? 'none' : 'asked';
  return [true, { text: 'doctor.durability-on', values: { commit, own, standbys, following } }];
}
