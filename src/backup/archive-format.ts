/*
 * A backup is one gzip stream (RFC 1952). Inside it a line says what it is, then records follow: a letter, the length
 * of the content in four octets (big endian), the content.
 *
 *   M  the manifest, JSON
 *   T  a table begins: its name and columns, JSON
 *   D  a piece of its rows, as COPY writes them in its text format, UTF-8; a row may go on in the next piece
 *   E  the table ends: its name and the number of its rows, JSON
 *   Z  the end: the counts, and the SHA-256 of everything before this record, JSON
 */
export const MAGIC = Buffer.from('broadsheet-backup 1\n');
export const HEADER_OCTETS = 5;
/** Nothing longer is written, and nothing longer is read. */
export const MOST_OCTETS = 64 * 1024 * 1024;

export type RecordKind = 'M' | 'T' | 'D' | 'E' | 'Z';

/** What a backup says of itself. */
export interface Manifest {
  /** Of Broadsheet. */
  readonly version: string;
  /** The migrations that the database had seen, in their order. */
  readonly migrations: readonly string[];
  /** The moment of the snapshot, by the database's clock; ISO 8601. */
  readonly takenAt: string;
  /** Of PostgreSQL, for people to read. */
  readonly server: string;
  /** Tells one SECRET_KEY from another and gives neither away. */
  readonly keyFingerprint: string;
  /** Of the identity columns: the last number that was given out. */
  readonly sequences: readonly { readonly table: string; readonly column: string; readonly last: number }[];
}

export interface TableHeader {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface TableEnd {
  readonly table: string;
  readonly rows: number;
}

export interface ArchiveEnd {
  readonly tables: number;
  readonly rows: number;
  readonly sha256: string;
}
