import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it, where it is not there yet. Node's own recursive mkdir never ends, and hears no
 * signal, where a system says of a folder that it can have no child as if that folder were missing, as /proc does.
 * @throws the error of the system, at the first folder that it does not let be made
 */
export function makeFolder(folder: string, mode = 0o777): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isFolder(folder)) return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || above === folder || isFolder(above)) throw error;
    makeFolder(above, mode);
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) mkdirSync(folder, { mode });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
