import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { HOUR_MS, MINUTE_MS } from '../../durations.js';
import { makeFolder } from '../../make-folder.js';
import type { FlightReader, HeldLeases, ToldRow } from '../../store/deliveries/flight-reader.js';
import type { DeliveryLog } from '../delivery-log.js';
import { CLOSED_SEAL, checkOf, decodeHeader, decodeRecords, SEAL_AT } from './flight-format.js';
import { type FlightRecorder, openFlightRecorder, tryToRemove } from './flight-recorder.js';

/** How many rows each connection marks ahead, and where it is written down which of them have begun. */
export interface Flights extends FlightReader {
  /** The most rows that a connection marks in one commit; 1: nothing is written down. */
  readonly rows: number;
  /** @param epoch of the database when the lease was taken */
  record(lease: string, epoch: string): FlightRecorder;
  /**
   * Removes files of leases that ended without them: settled from another machine, or with all others.
   * @param held asked where there may be such files
   */
  tidy(held: () => Promise<HeldLeases>): Promise<void>;
}

export interface FlightsOptions {
  /** A folder that no other machine writes to. */
  readonly folder: string;
  readonly rows: number;
  readonly relays: readonly string[];
  readonly log: DeliveryLog;
}

const EXTENSION = '.flight';

/** What nobody wrote to for so long is worth a question. */
const QUIET_MS = 5 * MINUTE_MS;
/** Of another database, which may come back with its leases; far longer than one is away from those who settle them. */
const KEPT_FOR_MS = 24 * 7 * HOUR_MS;

/** Each row is marked by itself, and nothing is written down. */
export const noFlightsAhead: Flights = {
  rows: 1,
  record: () => ({ ahead: () => null, close: () => undefined }),
  read: () => [],
  forget: () => undefined,
  tidy: () => Promise.resolve(),
};

/** Where the system does not say which start of the machine this is, or the folder is of no use, rows are marked one by one. */
export function openFlights({ folder, rows, relays, log }: FlightsOptions): Flights {
  const boot = readBoot();
  const onFault = (error: unknown): void =>
    log.warn({ code: String((error as { code?: unknown }).code ?? 'unknown') }, 'flights-not-written');
  const pathOf = (lease: string): string => join(folder, `${basename(lease)}${EXTENSION}`);
  const isUsable = rows > 1 && boot !== null && isMade(folder, onFault);
  return {
    rows: isUsable ? rows : 1,
    record: (lease, epoch) =>
      isUsable
        ? openFlightRecorder({ path: pathOf(lease), lease, boot, relays, epoch, rows, onFault })
        : noFlightsAhead.record(lease, epoch),
    read: (lease, epoch) => (boot === null ? [] : readFlight(pathOf(lease), { lease, boot, epoch })),
    forget: (lease) => tryToRemove(pathOf(lease)),
    tidy: (held) => removeEnded(folder, held),
  };
}

/** Names one start of this machine, and is the same in all its containers; null elsewhere than on Linux. */
function readBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}

function isMade(folder: string, onFault: (error: unknown) => void): boolean {
  try {
    makeFolder(folder, 0o700);
    return true;
  } catch (error) {
    onFault(error);
    return false;
  }
}

interface Expected {
  readonly lease: string;
  readonly boot: string;
  readonly epoch: string;
}

/** Seals the file, so that a writer that lives begins nothing more, and reads what it says. */
function readFlight(path: string, { lease, boot, epoch }: Expected): ToldRow[] {
  let file: number | null = null;
  try {
    file = openSync(path, 'r+');
    const seal = Buffer.alloc(4);
    seal.writeUInt32LE(CLOSED_SEAL);
    writeSync(file, seal, 0, 4, SEAL_AT);
    const content = readWhole(file);
    const header = decodeHeader(content);
    if (header === null || header.lease !== lease || header.boot !== boot) return [];
    if (header.inode !== fstatSync(file).ino) return [];
    return decodeRecords(content, header.relays, checkOf(lease, epoch)).flatMap(
      ({ state, relay, ...row }) => {
        if (state === 'ahead') return { ...row, sentBy: null };
        return state === 'delivered' && relay !== null ? { ...row, sentBy: relay } : [];
      },
    );
  } catch {
    // Missing, or of no use: what was marked is uncertain.
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
}

function readWhole(file: number): Buffer {
  const content = Buffer.alloc(fstatSync(file).size);
  let length = 0;
  while (length < content.length) {
    const read = readSync(file, content, length, content.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return content.subarray(0, length);
}

async function removeEnded(folder: string, held: () => Promise<HeldLeases>): Promise<void> {
  const quiet = quietFiles(folder);
  if (quiet.length === 0) return;
  // Asked after the files were found: none is there before its lease is.
  const { epoch, leases } = await held();
  for (const { path, quietMs } of quiet) {
    if (quietMs > KEPT_FOR_MS || hasEnded(path, epoch, leases)) tryToRemove(path);
  }
}

function quietFiles(folder: string): { readonly path: string; readonly quietMs: number }[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(EXTENSION))
      .map((name) => join(folder, name))
      .map((path) => ({ path, quietMs: Date.now() - statSync(path).mtimeMs }))
      .filter(({ quietMs }) => quietMs > QUIET_MS);
  } catch {
    // There is no folder, or a file went at this moment; the next sweep looks again.
    return [];
  }
}

/** Nobody asks for what was written down under a lease of this database once it has ended. */
function hasEnded(path: string, epoch: string, leases: HeldLeases['leases']): boolean {
  try {
    const content = readFileSync(path);
    const header = decodeHeader(content);
    if (header === null || leases.has(header.lease)) return false;
    return decodeRecords(content, header.relays, checkOf(header.lease, epoch)).length > 0;
  } catch {
    return false;
  }
}
