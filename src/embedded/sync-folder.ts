import { open } from 'node:fs/promises';

/** Waits until the names in a folder are on the disk: a new file is only kept for sure once its name is. */
export async function syncFolder(path: string): Promise<void> {
  // Windows keeps names in its journal and opens no folder as a file.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
