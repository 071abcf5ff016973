import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BroadsheetError } from '../errors.js';
import { unwrapKey } from '../signing/key-wrapping.js';
import { type Snapshot, withSnapshot } from '../store/backup/snapshot.js';
import { knownMigrationsOf } from '../store/schema-state.js';
import { keyFingerprint } from '../subscribers/key-fingerprint.js';
import type { Manifest } from './archive-format.js';
import { readArchive } from './read-archive.js';
import { archiveOf, type TableRows } from './write-archive.js';

/** Is told how far it has come. */
export interface BackupProgress {
  table(name: string, rows: number): void;
  octets(written: number): void;
}

export interface BackupOptions {
  readonly databaseUrl: string;
  readonly file: string;
  /** Of Broadsheet. */
  readonly version: string;
  /** The current one first; empty where the database was never started with one. */
  readonly secretKeys: readonly string[];
  readonly progress: BackupProgress;
  /** Ends it early; nothing is left behind. */
  readonly signal?: AbortSignal;
}

export interface BackupSummary {
  readonly manifest: Manifest;
  readonly rows: number;
  /** Of the file. */
  readonly octets: number;
}

/** The content is rows of text: this is nearly as small as the default and takes half the time. */
const LEVEL = 4;

/**
 * Writes everything that the database holds at one moment to a file, which is there when it is whole and was read
 * again, and not before. The database may be in use; its schema may be behind this version.
 * @throws BroadsheetError DATABASE_UNREACHABLE, SCHEMA_UNKNOWN, SECRET_KEY_MISMATCH, BACKUP_INVALID where what was
 *   written cannot be read again, INPUT_INVALID where the file cannot stand there; the file system's error
 */
export async function backUp(options: BackupOptions): Promise<BackupSummary> {
  const file = resolve(options.file);
  const unfinished = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  await claimPlace(unfinished, options.file);
  try {
    const manifest = await withSnapshot(options.databaseUrl, async (snapshot, client) => {
      const described = await describe(snapshot, await knownMigrationsOf(client), options);
      await write(unfinished, described, snapshot, options);
      return described;
    });
    const rows = await countAgain(unfinished);
    const { size: octets } = await stat(unfinished);
    await rename(unfinished, file);
    await syncParent(file);
    return { manifest, rows, octets };
  } finally {
    await rm(unfinished, { force: true });
  }
}

const NO_PLACE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'what stands before its name is no folder',
  EACCES: 'nothing may be written there',
  EPERM: 'nothing may be written there',
  EROFS: 'nothing can be written there',
  EISDIR: 'this is a folder; name the file in it',
  ENODEV: 'this is no file but a device or a pipe; name a file, which is whole or not there',
};

/** Makes the file that is written to, before anything is read that would then have no place. */
async function claimPlace(unfinished: string, asked: string): Promise<void> {
  try {
    const found = await stat(asked).catch(() => null);
    if (found?.isDirectory() === true) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    // The finished file would take its place.
    if (found?.isFile() === false) throw Object.assign(new Error('no file'), { code: 'ENODEV' });
    await (await open(unfinished, 'wx', 0o600)).close();
  } catch (error) {
    const reason = NO_PLACE[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new BroadsheetError('INPUT_INVALID', `${asked}: ${reason}.`, { cause: error });
  }
}

async function describe(
  snapshot: Snapshot,
  migrations: readonly string[],
  { version, secretKeys }: BackupOptions,
): Promise<Manifest> {
  const wrapped = await snapshot.wrappedRoot();
  const secret =
    wrapped === null ? secretKeys[0] : secretKeys.find((key) => unwrapKey(key, wrapped) !== null);
  if (secret === undefined) {
    const message =
      'SECRET_KEY does not open the keys of this database; a backup says which key it needs. Set the right one.';
    throw new BroadsheetError('SECRET_KEY_MISMATCH', message);
  }
  return {
    version,
    migrations,
    takenAt: snapshot.takenAt.toISOString(),
    server: snapshot.server,
    keyFingerprint: keyFingerprint(secret),
    sequences: snapshot.sequences,
  };
}

async function write(
  file: string,
  manifest: Manifest,
  snapshot: Snapshot,
  { progress, signal }: Pick<BackupOptions, 'progress' | 'signal'>,
): Promise<void> {
  const out = createWriteStream(file, { flags: 'w', mode: 0o600, flush: true, highWaterMark: 1024 * 1024 });
  const gzip = createGzip({ level: LEVEL, chunkSize: 256 * 1024 });
  let written = 0;
  gzip.on('data', (chunk: Buffer) => {
    written += chunk.length;
    progress.octets(written);
  });
  const octets = Readable.from(archiveOf(manifest, tablesOf(snapshot, progress)), { objectMode: false });
  await pipeline(octets, gzip, out, signal === undefined ? {} : { signal });
}

async function* tablesOf(snapshot: Snapshot, progress: BackupProgress): AsyncGenerator<TableRows> {
  for (const table of snapshot.tables) {
    const { data, count } = snapshot.rowsOf(table);
    yield { ...table, data, count };
    progress.table(table.table, count());
  }
}

/** Reads what was written to its end. @returns how many rows it holds */
async function countAgain(file: string): Promise<number> {
  let rows = 0;
  for await (const part of readArchive(file)) if (part.kind === 'end') rows = part.end.rows;
  return rows;
}

/** A new file is kept for sure once its name is on the disk. */
async function syncParent(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dirname(file), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
