import { Temporal } from 'temporal-polyfill';
import type { Finding } from '../../dns/finding.js';
import { DAY_MS } from '../../durations.js';
import type { Texts } from '../../i18n/texts.js';
import { findReadersZones, findUnknownZones, knowsZone } from '../../store/subscribers/reader-faults.js';
import { readZoneOffsets, type ZoneOffsets } from '../../store/zone-offsets.js';
import type { Stores } from '../../wiring/wiring.js';
import { say } from './say.js';

const CHECK = 'time zones';
const MINUTE_NS = 60_000_000_000;
/** A year, and so seldom that no change of clocks that lasts is missed. */
const WEEKS = 53;
const MOST_NAMED = 5;

type Said = Pick<Texts, 't'>;

/**
 * Whether PostgreSQL knows the zones of the site and of readers, and has clocks in them change when Node does: each has
 * data of its own, and governments change their minds.
 */
export async function lookAtTimeZones(
  { database, config, clock }: Pick<Stores, 'database' | 'config' | 'clock'>,
  texts: Said,
): Promise<Finding> {
  const site = config.digestTimezone;
  const unknown = await findUnknownZones(database);
  if (!(await knowsZone(database, site))) unknown.unshift(site);
  if (unknown.length > 0) {
    const values = { zones: unknown.join(', ') };
    const said = { text: 'doctor.zones-unknown', todo: 'doctor.zones-unknown-todo', values } as const;
    return say(texts, CHECK, { verdict: 'fault', ...said });
  }
  const moments = comingWeeks(clock());
  const zones = [...new Set([site, ...(await findReadersZones(database))])];
  return judgeZones({ site, moments, offsets: await readZoneOffsets(database, zones, moments) }, texts);
}

export interface ZonesFound {
  readonly site: string;
  readonly moments: readonly Date[];
  /** PostgreSQL's. */
  readonly offsets: readonly ZoneOffsets[];
}

/** Holds PostgreSQL's clocks against Node's. */
export function judgeZones({ site, moments, offsets }: ZonesFound, texts: Said): Finding {
  const apart = offsets.flatMap(({ zone, minutes }) => {
    const at = moments.find((moment, index) => minutesInNode(zone, moment) !== minutes[index]);
    return at === undefined ? [] : [{ zone, at }];
  });
  if (apart.length === 0) return say(texts, CHECK, { verdict: 'ok', text: 'doctor.zones-alike' });
  const [first = new Date()] = apart.map(({ at }) => at).sort((one, other) => Number(one) - Number(other));
  const named = apart.slice(0, MOST_NAMED).map(({ zone }) => zone);
  const values = {
    zones: named.join(', '),
    more: apart.length - named.length,
    day: first.toISOString().slice(0, 10),
    data: process.versions['tz'] ?? '?',
  };
  const verdict = apart.some(({ zone }) => zone === site) ? 'fault' : 'warning';
  return say(texts, CHECK, { verdict, text: 'doctor.zones-apart', todo: 'doctor.zones-apart-todo', values });
}

function comingWeeks(now: Date): readonly Date[] {
  return Array.from({ length: WEEKS }, (_, week) => new Date(now.getTime() + 7 * week * DAY_MS));
}

/** @returns null where Node does not know the zone */
function minutesInNode(zone: string, moment: Date): number | null {
  const at = Temporal.Instant.fromEpochMilliseconds(moment.getTime());
  try {
    return at.toZonedDateTimeISO(zone).offsetNanoseconds / MINUTE_NS;
  } catch {
    return null;
  }
}
