import { MINUTE_MS, SECOND_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import { BroadsheetError } from '../errors.js';
import { identifyData, inspectData, markSeen, type SeenData } from '../store/data-identity.js';
import { openRestore, type Restore, type RestoreKind } from '../store/restores.js';
import { type DepartureLog, openDepartureLog } from '../subscribers/departure-log.js';
import { readSeenData, writeSeenData } from './seen-data.js';
import type { Stores } from './wiring.js';

const SEEN_EVERY_MS = MINUTE_MS;
const DEPARTURES_EVERY_MS = 5 * SECOND_MS;

const reasons: Readonly<Record<RestoreKind, string>> = {
  command: 'the database was restored from a backup',
  copy: 'the database is a copy: a dump was restored, or a database was copied',
  older: 'the database is behind what this node saw of it: older files of it were restored',
};

/** Why mail is held, and how to go on; a sentence or three. */
export function heldMailText({ how, copiedAt }: Pick<Restore, 'how' | 'copiedAt'>): string {
  return (
    `No mail is sent: ${reasons[how]}, of ${copiedAt.toISOString()}. What was due since may have been mailed already. ` +
    'Look at it, then go on with: broadsheet resume --all (with --nothing-lost where nothing was mailed since).'
  );
}

/** Watches over the data for as long as the process runs, and writes down outside them who left. */
export interface DataWatch {
  readonly departures: DepartureLog;
  /** Why nothing is mailed; null: mail goes out. */
  readonly held: Restore | null;
}

/**
 * Looks whether an older copy took the place of the data, which holds all mail; from then on remembers in DATA_DIR how
 * far they have come, and writes down who left.
 */
export async function watchData(stores: Stores): Promise<DataWatch> {
  const { config, database, log, closers, clock } = stores;
  const { marker, seenAt } = await identify(stores);
  const held = await openRestore(database);
  if (held !== null) log.warn({ how: held.how, copiedAt: held.copiedAt }, 'mail-held');

  const remember = (seen: SeenData) => writeSeenData(config.dataDir, marker, seen);
  const departures = await openDepartureLog({ database, file: config.departuresFile, clock });
  const tell = (event: string) => (error: unknown) => log.warn({ error: errorFacts(error) }, event);
  await remember({ seenAt, stopped: false }).catch(tell('data-not-remembered'));
  const seeing = setInterval(() => {
    const see = async () => remember({ seenAt: await markSeen(database), stopped: false });
    see().catch(tell('data-not-remembered'));
  }, SEEN_EVERY_MS);
  const noting = setInterval(() => {
    departures.note().catch(tell('departures-not-written'));
  }, DEPARTURES_EVERY_MS);
  // Closed before the database and after all that uses it.
  closers.add('data-watch', async () => {
    clearInterval(seeing);
    clearInterval(noting);
    await departures.note();
    await remember({ seenAt: await markSeen(database), stopped: true });
  });
  return { departures, held };
}

/** @throws BroadsheetError MAIL_HELD where nothing may be mailed, also because an older copy was just noticed */
export async function refuseHeldMail(stores: Stores): Promise<void> {
  await identify(stores);
  const held = await openRestore(stores.database);
  if (held !== null) throw new BroadsheetError('MAIL_HELD', heldMailText(held));
}

/** The same without changing anything. */
export async function inspectHeldMail({ config, database }: Stores): Promise<string | null> {
  const held = await openRestore(database);
  if (held !== null) return heldMailText(held);
  const seen = await readSeenData(config.dataDir);
  const found = await inspectData(database, (marker) => seen[marker] ?? null);
  return found === null ? null : heldMailText(found);
}

async function identify({ config, database }: Stores) {
  const seen = await readSeenData(config.dataDir);
  return identifyData(database, (marker) => seen[marker] ?? null);
}
