import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What may become of the flight files of a worker before anybody reads them. */
export const flightHarms = [
  'intact',
  'missing',
  'cut off',
  'header torn',
  'records torn',
  'copied back',
  'stale',
  'another start',
] as const;

export type FlightHarm = (typeof flightHarms)[number];

const HEADER_OCTETS = 4_096;
const RECORD_OCTETS = 64;

/** The flight files of a folder as they are at one moment, by their names. */
export type FlightCopies = ReadonlyMap<string, Buffer>;

export function copyFlights(folder: string): FlightCopies {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/**
 * Does harm to every flight file of a folder.
 * @param earlier what is put into the same files where they are to be stale
 */
export function harmFlights(folder: string, harm: FlightHarm, earlier: FlightCopies = new Map()): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (harm === 'missing') unlinkSync(path);
    if (harm === 'cut off') truncateSync(path, HEADER_OCTETS + RECORD_OCTETS / 2);
    if (harm === 'header torn') change(path, (octets) => octets.fill(0, 20, 40));
    if (harm === 'records torn') change(path, tearRecords);
    if (harm === 'another start') change(path, changeBoot);
    if (harm === 'stale') {
      truncateSync(path, 0);
      writeFileSync(path, earlier.get(name) ?? '', { flag: 'r+' });
    }
    if (harm === 'copied back') {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
    }
  }
}

/** In the same file, as a write that did not end leaves it. */
function change(path: string, how: (octets: Buffer) => void): void {
  const octets = readFileSync(path);
  how(octets);
  writeFileSync(path, octets, { flag: 'r+' });
}

function tearRecords(octets: Buffer): void {
  for (let at = HEADER_OCTETS; at < octets.length; at += RECORD_OCTETS) octets.fill(0x7e, at + 9, at + 14);
}

function changeBoot(octets: Buffer): void {
  const at = octets.indexOf('"boot":"') + 8;
  octets.write('ffffffff', at);
}
