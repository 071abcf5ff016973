import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How the names of folders begin that only the process that makes them needs. */
export const UNFINISHED = 'unfinished-';

/**
 * Removes what killed processes were making. An initdb that lost its parent may still be writing; what cannot
 * be removed now goes the next time.
 */
export async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(UNFINISHED)) continue;
    await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
