import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BroadsheetError } from '../../errors.js';

export interface ListFile {
  readonly path: string;
  /** Without the folder: what faults are told with. */
  readonly name: string;
  readonly changedAt: Date;
  /** Another one after each change. */
  readonly stamp: string;
}

const LIST_NAME = /\.(jsonl|ndjson|json)$/i;
const MAX_BYTES = 64 * 1024 * 1024;

/** The file itself, or the lists in a folder by name; folders within it are not looked into. */
export async function listFiles(path: string): Promise<readonly ListFile[]> {
  const found = await stat(path);
  const paths = found.isDirectory()
    ? (await readdir(path))
        .filter((name) => LIST_NAME.test(name) && !name.startsWith('.'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  const files = await Promise.all(paths.map(fileAt));
  return files.filter((file) => file !== null);
}

/** @throws BroadsheetError SOURCE_ANSWER_INVALID for one that is too large */
export async function readListFile({ path, name }: ListFile): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) {
    throw new BroadsheetError('SOURCE_ANSWER_INVALID', `${name} has more than ${MAX_BYTES} bytes.`);
  }
  return readFile(path, 'utf8');
}

async function fileAt(path: string): Promise<ListFile | null> {
  const { mtime, size, ino, isFile } = await stat(path).then((found) => ({
    mtime: found.mtime,
    size: found.size,
    ino: found.ino,
    isFile: found.isFile(),
  }));
  if (!isFile) return null;
  return { path, name: basename(path), changedAt: mtime, stamp: `${mtime.getTime()} ${size} ${ino}` };
}
