import { SECOND_MS } from '../../durations.js';
import { CLOCK_MAY_BE_OFF_MS } from '../../store/database-clock.js';
import { readDurability } from '../../store/durability.js';
import { findUnknownZones, knowsZone } from '../../store/subscribers/reader-faults.js';
import type { Stores } from '../../wiring/wiring.js';

/** @throws Error where this machine's clock is so far off that `start` would do nothing that goes by the clock */
export async function checkClock({ databaseClock }: Stores): Promise<[true, string]> {
  const ahead = await databaseClock.compare();
  const seconds = Math.round(Math.abs(ahead) / SECOND_MS);
  const where = ahead > 0 ? 'ahead of' : 'behind';
  if (Math.abs(ahead) > CLOCK_MAY_BE_OFF_MS)
    throw new Error(
      `this machine's clock is ${seconds} s ${where} the database's. Set both by NTP; until then this machine does no scheduled work.`,
    );
  return [true, seconds === 0 ? 'as the database’s' : `${seconds} s ${where} the database's`];
}

/** @throws Error that names the zones that the server does not know */
export async function checkTimeZones({ database, config }: Stores): Promise<[true, string]> {
  const unknown = await findUnknownZones(database);
  if (!(await knowsZone(database, config.digestTimezone))) unknown.unshift(config.digestTimezone);
  if (unknown.length === 0) return [true, 'PostgreSQL knows those of the site and of all readers'];
  throw new Error(
    `PostgreSQL does not know ${unknown.join(', ')}. Install the server's time zone data (on Debian tzdata-legacy has the former names), or restart a worker, which gives readers the present names.`,
  );
}

/** @throws Error where a crash of the server could lose what was committed, and mail twice */
export async function checkDurability({ database }: Stores): Promise<[true, string]> {
  const { settings, asynchronousStandbys } = await readDurability(database);
  const off = (['fsync', 'full_page_writes'] as const).filter((name) => settings[name] === 'off');
  if (off.length > 0)
    throw new Error(
      `${off.join(' and ')} off: a crash of the database's machine may lose what was sent and damage the data. Set to on in postgresql.conf and reload.`,
    );
  const commit = settings.synchronous_commit;
  const own = ['off', 'local', 'remote_write'].includes(commit)
    ? `synchronous_commit is ${commit} on the server, and on for Broadsheet's connections`
    : `synchronous_commit ${commit}`;
  const standbys = asynchronousStandbys
    ? '; standbys follow and synchronous_standby_names is empty: what was sent in the seconds before a failover may become uncertain (docs/operating.md, Crashes and failover)'
    : settings.synchronous_standby_names === ''
      ? ''
      : `; standbys that must answer: ${settings.synchronous_standby_names}`;
  return [true, `fsync and full_page_writes on, ${own}${standbys}`];
}
