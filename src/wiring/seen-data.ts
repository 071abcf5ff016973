import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import type { SeenData } from '../store/data-identity.js';

/** What this node saw of each database that it worked with, in DATA_DIR: outside the database, so that it can differ. */
type SeenByMarker = Readonly<Record<string, SeenData>>;

const NAME = 'seen-data.json';
/** Databases of tests and trials come and go. */
const MOST_DATABASES = 20;

/** @returns nothing where there is no such file, or it cannot be read: a new node has seen nothing */
export async function readSeenData(dataDir: string): Promise<SeenByMarker> {
  try {
    const seen: unknown = JSON.parse(await readFile(join(dataDir, NAME), 'utf8'));
    return typeof seen === 'object' && seen !== null ? (seen as SeenByMarker) : {};
  } catch {
    return {};
  }
}

/** Remembers how far the data with a marker had come. Whole or not at all, whoever else writes. */
export async function writeSeenData(dataDir: string, marker: string, seen: SeenData): Promise<void> {
  const { [marker]: _former, ...others } = await readSeenData(dataDir);
  const kept = Object.entries(others).slice(1 - MOST_DATABASES);
  const all = Object.fromEntries([...kept, [marker, seen]]);
  makeFolder(dataDir);
  const unfinished = join(dataDir, `${NAME}.${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(unfinished, JSON.stringify(all), { mode: 0o600, flush: true });
    await rename(unfinished, join(dataDir, NAME));
  } finally {
    await rm(unfinished, { force: true });
  }
}
