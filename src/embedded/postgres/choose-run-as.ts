import { chmod, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import type { Binaries } from './binaries.js';
import { embeddedDatabaseFault } from './fault.js';
import { freeUser, ownUser, type SystemUser } from './own-user.js';
import { type RunAs, runProgram } from './run-program.js';
import { UNFINISHED } from './unfinished.js';

/** `nobody`, whom every Linux knows by name; only within the namespace is it that user. */
const AS_NOBODY_IN_A_NAMESPACE = ['unshare', '--user', '--map-user=65534'];

/** initdb asks for the name of its user, which a container that is run under any number does not know. */
const asThisUser: readonly RunAs[] = [
  { owner: null, user: null, prefix: [] },
  { owner: null, user: null, prefix: AS_NOBODY_IN_A_NAMESPACE },
];

/**
 * PostgreSQL refuses to run as root: as a user of its own, as a number that nobody else has, or as root that a user
 * namespace shows as another.
 */
function insteadOfRoot(owner: SystemUser | null): readonly RunAs[] {
  const own = ownUser();
  const free = freeUser(owner);
  return [
    ...(own === null ? [] : [{ owner: own, user: own, prefix: [] }]),
    { owner: free, user: free, prefix: AS_NOBODY_IN_A_NAMESPACE },
    { owner: { uid: 0, gid: 0 }, user: null, prefix: AS_NOBODY_IN_A_NAMESPACE },
  ];
}

/**
 * Finds how PostgreSQL can run here: it must be allowed to start, to load its libraries and to enter `folder`.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED with what each way answered
 */
export async function chooseRunAs(binaries: Binaries, folder: string): Promise<RunAs> {
  const asRoot = process.getuid?.() === 0;
  const refusals: string[] = [];
  const ways = asRoot ? insteadOfRoot(await ownerOf(join(folder, 'database', 'cluster'))) : asThisUser;
  for (const runAs of ways) {
    const refusal = await probe(binaries, runAs, folder);
    if (refusal === null) return runAs;
    refusals.push(refusal);
  }
  const reasons = refusals.join('; ');
  if (!asRoot) {
    throw embeddedDatabaseFault(
      `PostgreSQL cannot be run here (${reasons}). ` +
        'It needs Linux with glibc 2.27 or later, macOS or Windows, and a user that the system knows by name',
    );
  }
  throw embeddedDatabaseFault(
    `PostgreSQL does not run as root, and neither another user nor a user namespace works here (${reasons}). ` +
      'Start Broadsheet as a normal user, put the project and DATA_DIR where everybody may enter',
  );
}

/** Null where there is no data yet. */
async function ownerOf(cluster: string): Promise<SystemUser | null> {
  return await stat(cluster).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => null,
  );
}

/** Null where the programs start and read a file in `folder`, else what they said. */
async function probe(binaries: Binaries, runAs: RunAs, folder: string): Promise<string | null> {
  const trial = join(folder, `${UNFINISHED}probe-${runAs.owner?.uid ?? 'self'}`);
  makeFolder(trial);
  try {
    await chmod(trial, 0o755);
    for (const name of ['postgresql.conf', 'postgresql.auto.conf']) {
      await writeFile(join(trial, name), '');
      await chmod(join(trial, name), 0o644);
    }
    // With -D first the server also checks that it is not root, which it leaves out when -C stands first.
    return (
      (await refusalOf(runAs, binaries.postgres, ['-D', trial, '-C', 'config_file'])) ??
      (await refusalOf(runAs, binaries.initdb, ['--show', '--pgdata', trial]))
    );
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}

async function refusalOf(runAs: RunAs, program: string, args: readonly string[]): Promise<string | null> {
  const { code, output } = await runProgram(runAs, program, args);
  return code === 0 ? null : (output.split('\n').at(-1) ?? '') || `exit code ${code}`;
}
