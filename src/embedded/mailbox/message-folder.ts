import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { syncFolder } from '../sync-folder.js';
import type { Summary } from './summarise.js';

/**
 * A folder with a file for each message: its summary as a line of JSON, then the message as it came. The name
 * is the id, and ids sort by the time of arrival, so the folder is its own index. Files are written beside
 * their name and renamed, never changed; any number of processes may write.
 */
export interface MessageFolder {
  /** Resolves when the message is on the disk. */
  write(summary: Summary, raw: Buffer): Promise<void>;
  /** All ids, newest first. */
  ids(): Promise<string[]>;
  /** Null where it is gone or `id` is none. */
  readSummary(id: string): Promise<Summary | null>;
  readRaw(id: string): Promise<Buffer | null>;
  remove(ids: readonly string[]): Promise<void>;
}

/** Milliseconds since 1970, a count within the millisecond, and what tells processes apart. */
const ID = /^(\d{13})-\d{4}-[0-9a-f]{8}$/;
const ENDING = '.mail';
const UNFINISHED_ENDING = '.part';
const UNFINISHED_MS = 600_000;
/** The summary of a message with the most recipients that the server takes, by far. */
const MOST_SUMMARY_BYTES = 131_072;

export async function openMessageFolder(folder: string): Promise<MessageFolder> {
  makeFolder(folder, 0o700);
  await removeUnfinished(folder);
  const makeId = idMaker();
  const pathOf = (id: string) => join(folder, id + ENDING);
  return {
    write: (summary, raw) => writeMessage(folder, makeId(), summary, raw),
    ids: async () => {
      const names = await readdir(folder);
      const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
      return ids
        .filter((id) => ID.test(id))
        .sort()
        .reverse();
    },
    readSummary: async (id) => (ID.test(id) ? await readFirstLine(pathOf(id)) : null),
    readRaw: async (id) => {
      const content = ID.test(id) ? await readFile(pathOf(id)).catch(missing) : null;
      return content === null ? null : content.subarray(content.indexOf('\n') + 1);
    },
    remove: async (ids) => {
      for (const id of ids) {
        if (ID.test(id)) await rm(pathOf(id), { force: true });
      }
    },
  };
}

/** When a message arrived, which its id says. */
export function arrivalOf(id: string): Date {
  return new Date(Number(ID.exec(id)?.[1]));
}

function idMaker(): () => string {
  const suffix = randomBytes(4).toString('hex');
  let last = 0;
  let count = 0;
  return () => {
    const now = Math.max(Date.now(), last);
    count = now === last ? count + 1 : 0;
    last = now;
    return `${String(now).padStart(13, '0')}-${String(count).padStart(4, '0')}-${suffix}`;
  };
}

/** RFC 5321 §6.1: once 250 is said the message must not be lost, so it and its name are on the disk before. */
async function writeMessage(folder: string, id: string, summary: Summary, raw: Buffer): Promise<void> {
  const unfinished = join(folder, id + UNFINISHED_ENDING);
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(summary)}\n`), raw]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, join(folder, id + ENDING));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function readFirstLine(path: string): Promise<Summary | null> {
  const handle = await open(path, 'r').catch(missing);
  if (handle === null) return null;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(4096), 0, 4096, 0);
    let text = buffer.toString('utf8', 0, bytesRead);
    if (!text.includes('\n')) {
      const longer = await handle.read(Buffer.allocUnsafe(MOST_SUMMARY_BYTES), 0, MOST_SUMMARY_BYTES, 0);
      text = longer.buffer.toString('utf8', 0, longer.bytesRead);
    }
    return JSON.parse(text.slice(0, text.indexOf('\n'))) as Summary;
  } finally {
    await handle.close();
  }
}

/** What a killed process was writing; young files may belong to one that lives. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(UNFINISHED_ENDING)) continue;
    const file = await stat(join(folder, name)).catch(missing);
    if (file !== null && file.mtimeMs < Date.now() - UNFINISHED_MS)
      await rm(join(folder, name), { force: true });
  }
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
