import { randomBytes } from 'node:crypto';
import { chmod, chown, lchown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { syncFolder } from '../sync-folder.js';
import type { Binaries } from './binaries.js';
import { embeddedDatabaseFault } from './fault.js';
import { type RunAs, runProgram } from './run-program.js';
import { superuser } from './settings.js';
import { removeUnfinished, UNFINISHED } from './unfinished.js';

/** A database cluster on disk with the password of its superuser. */
export interface Cluster {
  /** PGDATA. */
  readonly folder: string;
  readonly password: string;
}

/**
 * Opens the cluster below `home`, making it first where there is none. To be called by one process at a time.
 * A new cluster is made beside its place and renamed when it is whole, so a process that is killed meanwhile
 * leaves only a folder that the next start removes.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where it cannot be made or belongs to another version
 */
export async function openCluster(
  home: string,
  binaries: Binaries,
  runAs: RunAs,
  durable: boolean,
): Promise<Cluster> {
  const place = join(home, 'database');
  await removeUnfinished(home);
  if (!(await exists(place))) await makeCluster({ home, place, durable }, binaries, runAs);
  const folder = join(place, 'cluster');
  await takeOver(folder, runAs);
  await checkVersion(home, folder, binaries, runAs);
  return { folder, password: await readPassword(place) };
}

/**
 * The password of the superuser, kept beside the cluster when that was made.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where the file is lost
 */
export async function readPassword(place: string): Promise<string> {
  const file = join(place, 'password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw embeddedDatabaseFault(
      `The password of the embedded database cannot be read (${code}: ${file}). The data beside it is whole: ` +
        'put the file back from a backup of DATA_DIR, as the user that Broadsheet runs as',
      cause,
    );
  }
}

interface NewCluster {
  readonly home: string;
  /** Where it is once it is whole. */
  readonly place: string;
  readonly durable: boolean;
}

async function makeCluster(
  { home, place, durable }: NewCluster,
  binaries: Binaries,
  runAs: RunAs,
): Promise<void> {
  const unfinished = join(home, `${UNFINISHED}${randomBytes(6).toString('hex')}`);
  const folder = join(unfinished, 'cluster');
  makeFolder(folder, 0o700);
  // Whoever runs the server has to pass, whatever the umask is; the password is the owner's alone.
  await chmod(unfinished, 0o711);
  const password = randomBytes(24).toString('base64url');
  await writeFile(join(unfinished, 'password'), password, { mode: 0o600, flush: true });
  const forInitdb = join(unfinished, 'initdb-password');
  await writeFile(forInitdb, password, { mode: 0o600 });
  if (runAs.owner !== null) {
    await chown(folder, runAs.owner.uid, runAs.owner.gid);
    await chown(forInitdb, runAs.owner.uid, runAs.owner.gid);
  }
  const { code, output } = await runProgram(runAs, binaries.initdb, [
    ...['--pgdata', folder, '--username', superuser, '--pwfile', forInitdb, '--auth', 'scram-sha-256'],
    // The built-in locale sorts and folds case the same on every system; libc's and ICU's differ.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...['--text-search-config', 'english', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
  ]);
  if (code !== 0) throw embeddedDatabaseFault(`initdb failed (${output}). Look at the folder ${home}`);
  await rm(forInitdb);
  await rename(unfinished, place);
  if (durable) await syncFolder(home);
}

async function checkVersion(home: string, folder: string, binaries: Binaries, runAs: RunAs): Promise<void> {
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await runProgram(runAs, binaries.postgres, ['--version']);
  const installed = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (installed === found) return;
  throw embeddedDatabaseFault(
    `The data in ${folder} is of PostgreSQL ${found}, installed is ${installed ?? 'none that runs'}. ` +
      `With the Broadsheet that made it run broadsheet backup FILE; then move ${home} out of DATA_DIR, and with this ` +
      'one run broadsheet restore FILE. Or name another DATA_DIR',
  );
}

/** PostgreSQL serves only files of its own user, and that user changes with the way it is run. */
async function takeOver(folder: string, { owner }: RunAs): Promise<void> {
  const { uid } = await stat(folder);
  if (owner === null) {
    const self = process.getuid?.();
    if (self === undefined || self === uid) return;
    throw embeddedDatabaseFault(
      `The data in ${folder} belongs to user ${uid}, this process runs as user ${self}. ` +
        `Start it as the user that made it, or give it over with: chown -R ${self} ${folder}`,
    );
  }
  if (uid === owner.uid) return;
  // The folder itself comes last: should this be interrupted, the next start sees the old owner and repeats it.
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), owner.uid, owner.gid);
  }
  await chown(folder, owner.uid, owner.gid);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
