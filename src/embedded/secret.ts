import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BroadsheetError } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { syncFolder } from './sync-folder.js';

/** Also where a folder on the way is none: making it says so. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/**
 * The key that signs links where SECRET_KEY is not set: 48 random bytes as base64url, made once and kept in
 * `dataDir`, readable by its owner alone. Calls at the same moment get the same key.
 * @throws BroadsheetError CONFIG_INVALID where nothing can be kept in the folder
 */
export async function readOrMakeSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret-key');
  const kept = await readSecret(file);
  if (kept !== null) return kept;
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await openNew(dataDir, unfinished);
  try {
    await handle.writeFile(randomBytes(48).toString('base64url'));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    // Unlike a rename, a link is refused where another process was first: all go on with that one's key.
    await link(unfinished, file).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dataDir);
  return await readFile(file, 'utf8');
}

async function openNew(dataDir: string, file: string): Promise<FileHandle> {
  try {
    makeFolder(dataDir);
    return await open(file, 'wx', 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `DATA_DIR: nothing can be kept in ${dataDir} (${code}). Name a folder that this user may write to.`;
    throw new BroadsheetError('CONFIG_INVALID', message, { cause });
  }
}

async function readSecret(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
