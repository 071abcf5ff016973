import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { HOUR_MS } from '../../durations.js';
import type { FlightReader, ToldRow } from '../../store/deliveries/flight-reader.js';
import type { DeliveryLog } from '../delivery-log.js';
import { CLOSED_SEAL, checkOf, decodeHeader, decodeRecords, SEAL_AT } from './flight-format.js';
import { type FlightRecorder, openFlightRecorder, tryToRemove } from './flight-recorder.js';

/** How many rows each connection marks ahead, and where it is written down which of them have begun. */
export interface Flights extends FlightReader {
  /** The most rows that a connection marks in one commit; 1: nothing is written down. */
  readonly rows: number;
  /** @param epoch of the database when the lease was taken */
  record(lease: string, epoch: string): FlightRecorder;
  /** Removes files of leases that ended long ago, in ways in which nobody could. */
  tidy(): void;
}

export interface FlightsOptions {
  /** A folder that no other machine writes to. */
  readonly folder: string;
  readonly rows: number;
  readonly relays: readonly string[];
  readonly log: DeliveryLog;
}

const EXTENSION = '.flight';

/** Far longer than a lease that nobody renews, and than a database may be away from those who settle it. */
const KEPT_FOR_MS = 24 * 7 * HOUR_MS;

/** Each row is marked by itself, and nothing is written down. */
export const noFlightsAhead: Flights = {
  rows: 1,
  record: () => ({ ahead: () => null, close: () => undefined }),
  read: () => [],
  forget: () => undefined,
  tidy: () => undefined,
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
    tidy: () => removeOld(folder),
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
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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

function removeOld(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (name.endsWith(EXTENSION) && Date.now() - statSync(path).mtimeMs > KEPT_FOR_MS) tryToRemove(path);
    }
  } catch {
    // There is no folder, so nothing is kept.
  }
}
