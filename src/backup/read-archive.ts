import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BroadsheetError } from '../errors.js';
import {
  type ArchiveEnd,
  HEADER_OCTETS,
  MAGIC,
  type Manifest,
  MOST_OCTETS,
  type RecordKind,
  type TableEnd,
  type TableHeader,
} from './archive-format.js';

/** What a backup holds, in its order. */
export type ArchivePart =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'table'; readonly header: TableHeader }
  | { readonly kind: 'rows'; readonly octets: Buffer }
  | { readonly kind: 'table-end'; readonly end: TableEnd }
  | { readonly kind: 'end'; readonly end: ArchiveEnd };

const NEWLINE = 0x0a;

/**
 * Reads a backup and holds it to what it says of itself: the counts of rows and the checksum. A reader that acts on
 * parts before the last one has come acts on what may turn out to be damaged.
 * @throws BroadsheetError BACKUP_INVALID where it is foreign, cut or damaged, NOT_FOUND, INPUT_INVALID where it cannot be
 *   read; the file system's error
 */
export async function* readArchive(file: string): AsyncGenerator<ArchivePart> {
  const hash = createHash('sha256');
  const total = { tables: 0, rows: 0 };
  let rows = 0;
  let last: RecordKind | null = null;
  for await (const [kind, content] of records(file, hash)) {
    last = kind;
    if (kind === 'M') yield { kind: 'manifest', manifest: parse(content) };
    if (kind === 'T') {
      rows = 0;
      yield { kind: 'table', header: parse(content) };
    }
    if (kind === 'D') {
      rows += countRows(content);
      yield { kind: 'rows', octets: content };
    }
    if (kind === 'E') {
      const end = parse<TableEnd>(content);
      if (end.rows !== rows) throw damaged(`${end.table} holds ${rows} rows and should hold ${end.rows}`);
      total.tables += 1;
      total.rows += rows;
      yield { kind: 'table-end', end };
    }
    if (kind === 'Z') {
      const end = parse<ArchiveEnd>(content);
      if (end.sha256 !== hash.digest('hex')) throw damaged('its checksum is another');
      if (end.tables !== total.tables || end.rows !== total.rows) throw damaged('its counts are others');
      yield { kind: 'end', end };
    }
  }
  if (last !== 'Z') throw damaged('its end is missing');
}

/** In COPY's text format a line break in a value is written as two letters, so each line is a row. */
function countRows(octets: Buffer): number {
  let count = 0;
  for (let at = octets.indexOf(NEWLINE); at !== -1; at = octets.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/** The records of a file; everything but the last one goes into the hash. */
async function* records(
  file: string,
  hash: { update(octets: Buffer): unknown },
): AsyncGenerator<readonly [RecordKind, Buffer]> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const unpacked = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => unpacked.destroy(error));
  const take = takerOf(source.pipe(unpacked));
  try {
    const magic = await take(MAGIC.length);
    if (magic === null || !magic.equals(MAGIC)) throw foreign();
    hash.update(magic);
    for (;;) {
      const header = await take(HEADER_OCTETS);
      if (header === null) return;
      const kind = header.toString('latin1', 0, 1) as RecordKind;
      const length = header.readUInt32BE(1);
      if (!'MTDEZ'.includes(kind) || length > MOST_OCTETS) throw damaged('a record of it cannot be read');
      const content = await take(length);
      if (content === null) throw damaged('its end is missing');
      if (kind !== 'Z') {
        hash.update(header);
        hash.update(content);
      }
      yield [kind, content];
    }
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

/** Takes so many octets at a time; null at the end, where none are left. */
function takerOf(stream: AsyncIterable<Buffer>): (octets: number) => Promise<Buffer | null> {
  const chunks = stream[Symbol.asyncIterator]();
  let waiting: Buffer[] = [];
  let length = 0;
  return async (octets) => {
    while (length < octets) {
      const { value, done } = await chunks.next();
      if (done === true) {
        if (length === 0) return null;
        throw damaged('its end is missing');
      }
      waiting.push(value);
      length += value.length;
    }
    const joined = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
    waiting = joined.length > octets ? [joined.subarray(octets)] : [];
    length = joined.length - octets;
    return joined.subarray(0, octets);
  };
}

function parse<T>(content: Buffer): T {
  try {
    return JSON.parse(content.toString('utf8')) as T;
  } catch {
    throw damaged('a record of it cannot be read');
  }
}

/** What zlib and the file system say in their way. */
function unreadable(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_DATA_ERROR' && /header/.test(error.message)) return foreign();
  if (error.code === 'Z_BUF_ERROR') return damaged('its end is missing');
  if (error.code?.startsWith('Z_') === true) return damaged(error.message);
  if (error.code === 'ENOENT')
    return new BroadsheetError('NOT_FOUND', `${file}: there is no such file.`, { cause: error });
  if (error.code === 'EISDIR' || error.code === 'EACCES') {
    const message = `${file} cannot be read (${error.code}); name a file that broadsheet backup wrote.`;
    return new BroadsheetError('INPUT_INVALID', message, { cause: error });
  }
  return error;
}

function foreign(): BroadsheetError {
  return new BroadsheetError(
    'BACKUP_INVALID',
    'The file is no backup of Broadsheet, or one of a newer version. A dump of pg_dump is restored by pg_restore or ' +
      'psql. Nothing was changed.',
  );
}

function damaged(how: string): BroadsheetError {
  return new BroadsheetError(
    'BACKUP_INVALID',
    `The backup is cut or damaged: ${how}. Take another one. Nothing was changed.`,
  );
}
