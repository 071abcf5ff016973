import { MINUTE_MS } from '../durations.js';
import type { Database } from '../store/database.js';
import { type Departure, departAgain, findByHashes } from '../store/subscribers/departures.js';
import { readDepartureFile } from './departure-log.js';
import type { Keyring } from './keyring.js';
import { removeSubscriber } from './remove-subscriber.js';

export interface DepartedAgain {
  /** Readers of the copy who had left since. */
  readonly left: number;
  readonly erased: number;
  /** Files that were named and are not there. */
  readonly missing: readonly string[];
}

/** Moments in the file are those of the hosts' clocks, and of transactions that ended later. */
const MARGIN_MS = 60 * MINUTE_MS;

/**
 * Lets those leave again, and erases those again, of whom the files say so after a moment. Of what happened to one
 * address the last counts; an erasure always does.
 */
export async function departAgainFrom(
  database: Database,
  keyring: Keyring,
  { files, since }: { readonly files: readonly string[]; readonly since: Date },
): Promise<DepartedAgain> {
  const last = new Map<string, Departure>();
  const erased = new Map<string, Buffer>();
  const missing: string[] = [];
  for (const file of files) {
    const departures = await readDepartureFile(file, new Date(since.getTime() - MARGIN_MS));
    if (departures === null) missing.push(file);
    for (const departure of departures ?? []) {
      const key = departure.addressHash.toString('hex');
      if ((last.get(key)?.at ?? 0) <= departure.at) last.set(key, departure);
      if (departure.event === 'erased' && departure.at >= since) erased.set(key, departure.addressHash);
    }
  }
  for (const [key, { event, addressHash }] of last) if (event === 'erased') erased.set(key, addressHash);
  const removed = await findByHashes(database, [...erased.values()]);
  for (const id of removed) await removeSubscriber(database, keyring, id);
  const left = await departAgain(database, [...last.values()]);
  return { left, erased: removed.length, missing };
}
