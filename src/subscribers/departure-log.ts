import { appendFile, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../durations.js';
import { makeFolder } from '../make-folder.js';
import type { Database } from '../store/database.js';
import {
  type Departure,
  departureEvents,
  type ReadSoFar,
  readDepartures,
} from '../store/subscribers/departures.js';

/**
 * Who left, written down outside the database, so that a backup that is older does not bring them back. A line is the
 * moment, what happened and the keyed hash of the address; the file names nobody.
 */
export interface DepartureLog {
  /** Writes down what happened since the last call. Whoever answers that somebody left calls it first. */
  note(): Promise<void>;
}

export interface DepartureLogOptions {
  readonly database: Database;
  readonly file: string;
  readonly clock: () => Date;
}

/** Transactions end out of order, and clocks of hosts differ. */
const OVERLAP_MS = 5 * MINUTE_MS;
/** A file that is new begins with what happened before: there may be backups from then. */
const BEGIN_MS = 90 * DAY_MS;

/** So many lines of a second are remembered; of more, as a list that is brought has them, some may come twice. */
const MOST_OF_A_SECOND = 10_000;

/** Opens the log of departures; several processes may write to one file, and a line may come twice. */
export async function openDepartureLog({
  database,
  file,
  clock,
}: DepartureLogOptions): Promise<DepartureLog> {
  let since = new Date((await lastWritten(file, clock)) - OVERLAP_MS);
  let readSoFar: ReadSoFar | null = null;
  const noted = new Map<number, Set<string>>();

  const writeDown = async (departures: readonly Departure[]): Promise<void> => {
    const fresh = departures
      .map((departure) => ({ line: lineOf(departure), second: secondOf(departure.at.getTime()) }))
      .filter(({ line, second }) => !noted.get(second)?.has(line));
    if (fresh.length > 0) await append(file, fresh.map(({ line }) => line).join(''));
    for (const { line, second } of fresh) {
      const ofSecond = noted.get(second) ?? new Set();
      noted.set(second, ofSecond);
      if (ofSecond.size < MOST_OF_A_SECOND) ofSecond.add(line);
    }
    forgetBefore(noted, (departures.at(-1)?.at.getTime() ?? 0) - OVERLAP_MS);
  };
  const note = async (): Promise<void> => {
    const before = readSoFar;
    // Kept only once all is written down: where reading or writing ended early, the next look finds the same again.
    readSoFar = await readDepartures(database, since, before, writeDown);
    // What this look did not see was not committed when it began, which the look before it told of.
    since = before?.openSince ?? since;
  };
  return { note: oneAfterTheOther(note) };
}

async function lastWritten(file: string, clock: () => Date): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => clock().getTime() - BEGIN_MS,
  );
}

/** Whoever asks before a look begins shares it, for it finds all that was committed by then. */
function oneAfterTheOther(look: () => Promise<void>): () => Promise<void> {
  let latest: Promise<void> = Promise.resolve();
  /** The look that has not begun yet. */
  let next: Promise<void> | null = null;
  return () => {
    next ??= latest
      .catch(() => undefined)
      .then(() => {
        next = null;
        return look();
      });
    latest = next;
    return next;
  };
}

function forgetBefore(seconds: Map<number, unknown>, moment: number): void {
  for (const second of seconds.keys()) if (second * SECOND_MS < moment) seconds.delete(second);
}

function secondOf(milliseconds: number): number {
  return Math.floor(milliseconds / SECOND_MS);
}

function lineOf({ at, event, addressHash }: Departure): string {
  return `${at.toISOString()} ${event} ${addressHash.toString('hex')}\n`;
}

async function append(file: string, text: string): Promise<void> {
  makeFolder(dirname(file));
  await appendFile(file, text, { mode: 0o600, flush: true } as Parameters<typeof appendFile>[2]);
}

const LINE = /^(\S+) ([a-z]+) ([0-9a-f]{64})$/;

/** The departures that a file holds since a moment, as they were written; null where there is no such file. */
export async function readDepartureFile(file: string, since: Date): Promise<Departure[] | null> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return null;
  const found: Departure[] = [];
  try {
    for await (const line of createInterface({ input: handle.createReadStream({ autoClose: false }) })) {
      // The last line may be cut, where a machine went down.
      const [, moment = '', event = '', hash = ''] = LINE.exec(line) ?? [];
      const known = departureEvents.find((one) => one === event);
      const at = new Date(moment);
      if (known === undefined || !(at >= since)) continue;
      found.push({ at, event: known, addressHash: Buffer.from(hash, 'hex') });
    }
  } finally {
    await handle.close();
  }
  return found;
}
