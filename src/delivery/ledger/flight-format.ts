import { crc32 } from 'node:zlib';

/*
 * A flight file: a header of one page, then records of 64 octets, none of which lies across two pages. Numbers are
 * little-endian.
 *
 *   header  0 "BSF1"   4 seal   8 length of the JSON   12 its CRC-32   16 JSON: lease, boot, inode, relays
 *   record  0 digest   8 subscriber   16 fence   20 epoch (8 octets)   28 CRC-32 of these   32 state
 *
 * A state is one aligned word of four octets that holds the relay as well, so that it is written as a whole or not.
 */
export const HEADER_OCTETS = 4_096;
export const RECORD_OCTETS = 64;
export const SEAL_AT = 4;
export const STATE_AT = 32;
const MAGIC = 'BSF1';
const JSON_AT = 16;
const CHECKED_OCTETS = 28;

export const OPEN_SEAL = 0x6f70656e;
export const CLOSED_SEAL = 0x73656c64;

const states = { ahead: 0xa4_ea_d1, begun: 0xbe_60_72, delivered: 0xde_11_4d } as const;

/** `ahead`: marked, and nothing of it is on the wire; `delivered`: its server took it. */
export type FlightState = keyof typeof states;

export interface FlightHeader {
  readonly lease: string;
  /** Names one start of one machine. */
  readonly boot: string;
  /** Of the file itself: a copy has another. */
  readonly inode: number;
  /** Names of the relays, as records count them. */
  readonly relays: readonly string[];
}

/** A row at one time on the wire. */
export interface FlightRow {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly fence: number;
}

export interface FlightRecord extends FlightRow {
  readonly state: FlightState;
  readonly relay: string | null;
}

export function encodeHeader(header: FlightHeader): Buffer {
  const page = Buffer.alloc(HEADER_OCTETS);
  const json = Buffer.from(JSON.stringify(header));
  page.write(MAGIC, 'latin1');
  page.writeUInt32LE(OPEN_SEAL, SEAL_AT);
  page.writeUInt32LE(json.length, 8);
  page.writeUInt32LE(crc32(json), 12);
  json.copy(page, JSON_AT);
  return page;
}

/** @returns null where it is none, or not whole */
export function decodeHeader(file: Buffer): FlightHeader | null {
  if (file.length < HEADER_OCTETS || file.toString('latin1', 0, 4) !== MAGIC) return null;
  const length = file.readUInt32LE(8);
  if (length > HEADER_OCTETS - JSON_AT) return null;
  const json = file.subarray(JSON_AT, JSON_AT + length);
  return crc32(json) === file.readUInt32LE(12) ? (JSON.parse(json.toString()) as FlightHeader) : null;
}

/** @param check binds records to their file and to the database: from {@link checkOf} */
export function encodeRecord(into: Buffer, at: number, row: FlightRow, check: RecordCheck): void {
  into.writeBigUInt64LE(BigInt(row.digestId), at);
  into.writeBigUInt64LE(BigInt(row.subscriberId), at + 8);
  into.writeUInt32LE(row.fence, at + 16);
  check.epoch.copy(into, at + 20);
  into.writeUInt32LE(crc32(into.subarray(at, at + CHECKED_OCTETS), check.seed), at + CHECKED_OCTETS);
  into.writeUInt32LE(stateWord('ahead', 0), at + STATE_AT);
}

/** What makes a record one of this file, written for this database. */
export interface RecordCheck {
  readonly seed: number;
  readonly epoch: Buffer;
}

/** @param epoch as hexadecimal digits, 16 at least */
export function checkOf(lease: string, epoch: string): RecordCheck {
  return { seed: crc32(lease), epoch: Buffer.from(epoch.slice(0, 16), 'hex') };
}

export function stateWord(state: FlightState, relay: number): number {
  return states[state] * 256 + relay;
}

/** The records that are whole and of this file and database. */
export function decodeRecords(file: Buffer, relays: readonly string[], check: RecordCheck): FlightRecord[] {
  const records: FlightRecord[] = [];
  for (let at = HEADER_OCTETS; at + RECORD_OCTETS <= file.length; at += RECORD_OCTETS) {
    const checked = file.subarray(at, at + CHECKED_OCTETS);
    const isWhole = crc32(checked, check.seed) === file.readUInt32LE(at + CHECKED_OCTETS);
    const state = stateOf(file.readUInt32LE(at + STATE_AT));
    if (!isWhole || state === null || !check.epoch.equals(checked.subarray(20))) continue;
    records.push({
      digestId: Number(file.readBigUInt64LE(at)),
      subscriberId: Number(file.readBigUInt64LE(at + 8)),
      fence: file.readUInt32LE(at + 16),
      state,
      relay: relays[file.readUInt8(at + STATE_AT)] ?? null,
    });
  }
  return records;
}

function stateOf(word: number): FlightState | null {
  const kind = Math.floor(word / 256);
  for (const state of Object.keys(states) as FlightState[]) if (states[state] === kind) return state;
  return null;
}
