import { createHash } from 'node:crypto';
import { HEADER_OCTETS, MAGIC, type Manifest, type RecordKind, type TableHeader } from './archive-format.js';

/** A table to be written: its rows as COPY gives them, and how many there were once they are read. */
export interface TableRows extends TableHeader {
  readonly data: AsyncIterable<Buffer>;
  count(): number;
}

/** The octets of a backup, not compressed yet. */
export async function* archiveOf(
  manifest: Manifest,
  tables: AsyncIterable<TableRows>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const hashed = (octets: Buffer): Buffer => {
    hash.update(octets);
    return octets;
  };
  yield hashed(MAGIC);
  yield hashed(json('M', manifest));
  const total = { tables: 0, rows: 0 };
  for await (const { table, columns, data, count } of tables) {
    yield hashed(json('T', { table, columns } satisfies TableHeader));
    for await (const piece of data) {
      yield hashed(header('D', piece.length));
      yield hashed(piece);
    }
    const rows = count();
    total.tables += 1;
    total.rows += rows;
    yield hashed(json('E', { table, rows }));
  }
  yield json('Z', { ...total, sha256: hash.digest('hex') });
}

function json(kind: RecordKind, value: object): Buffer {
  const content = Buffer.from(JSON.stringify(value));
  return Buffer.concat([header(kind, content.length), content]);
}

function header(kind: RecordKind, length: number): Buffer {
  const octets = Buffer.alloc(HEADER_OCTETS);
  octets.write(kind, 0, 'latin1');
  octets.writeUInt32BE(length, 1);
  return octets;
}
