import { gunzipSync, inflateRawSync } from 'node:zlib';
import { RefusedInput } from '../../parsing/refused-input.js';

/** A report on a million messages has some megabytes; what unpacks to more is a bomb. */
const MOST_BYTES = 10_000_000;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * The XML of an attached report, which is plain, in gzip (RFC 1952) or the one file of a zip archive
 * (RFC 7489 §7.2.1.1). Null where it is none of these. Never more than 10 MB are unpacked.
 * @throws RefusedInput where it unpacks to more
 */
export function unpackReport(file: Buffer): string | null {
  try {
    const xml = unpacked(file);
    if (xml !== null && xml.length > MOST_BYTES) throw tooLarge();
    return xml === null ? null : xml.toString('utf8');
  } catch (error) {
    if (error instanceof RefusedInput) throw error;
    // What zlib says of an output that is longer than it may be.
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    return null;
  }
}

function tooLarge(): RefusedInput {
  return new RefusedInput('too-large', `A report unpacks to more than ${MOST_BYTES} bytes.`);
}

function unpacked(file: Buffer): Buffer | null {
  if (file.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)))
    return gunzipSync(file, { maxOutputLength: MOST_BYTES });
  if (file.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return unzipped(file);
  return /^\s*(?:\xef\xbb\xbf)?\s*</.test(file.subarray(0, 100).toString('latin1')) ? file : null;
}

/** The first file of an archive, found through its directory (APPNOTE 4.3.12): sizes before the file may be absent. */
function unzipped(archive: Buffer): Buffer | null {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) return null;
  const entry = archive.readUInt32LE(end + 16);
  if (archive.readUInt32LE(entry) !== DIRECTORY_ENTRY) return null;
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const data = archive.subarray(start, start + size);
  if (method === STORED) return data;
  return method === DEFLATED ? inflateRawSync(data, { maxOutputLength: MOST_BYTES }) : null;
}
