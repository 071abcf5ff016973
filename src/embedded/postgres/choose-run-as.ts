import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { embeddedDatabaseFault } from './fault.js';
import { type RunAs, runProgram } from './run-program.js';

/** `nobody` on Debian, Fedora and Alpine; the number is what counts, it needs no entry in /etc/passwd. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const directly: RunAs = { owner: null, user: null, prefix: [] };

/** PostgreSQL refuses to run as root: as another user, or as root that a user namespace shows as another. */
const insteadOfRoot: readonly RunAs[] = [
  { owner: NOBODY, user: NOBODY, prefix: [] },
  { owner: { uid: 0, gid: 0 }, user: null, prefix: ['unshare', '--user', `--map-user=${NOBODY.uid}`] },
];

/**
 * Finds how PostgreSQL can run here: it must be allowed to start, to load its libraries and to enter `folder`.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED with what each way answered
 */
export async function chooseRunAs(binaries: Binaries, folder: string): Promise<RunAs> {
  const asRoot = process.getuid?.() === 0;
  const refusals: string[] = [];
  for (const runAs of asRoot ? insteadOfRoot : [directly]) {
    const refusal = await probe(binaries, runAs, folder);
    if (refusal === null) return runAs;
    refusals.push(refusal);
  }
  const reasons = refusals.join('; ');
  if (!asRoot) {
    throw embeddedDatabaseFault(
      `PostgreSQL cannot be run here (${reasons}). It needs Linux with glibc 2.27 or later, macOS or Windows`,
    );
  }
  throw embeddedDatabaseFault(
    `PostgreSQL does not run as root, and neither another user nor a user namespace works here (${reasons}). ` +
      'Start Broadsheet as a normal user, put the project and DATA_DIR where everybody may enter',
  );
}

/** Null where PostgreSQL reads a file in `folder`, else what it said. */
async function probe(binaries: Binaries, runAs: RunAs, folder: string): Promise<string | null> {
  const trial = join(folder, `probe-${process.pid}-${runAs.owner?.uid ?? 'self'}`);
  await mkdir(trial, { recursive: true });
  try {
    await chmod(trial, 0o755);
    for (const name of ['postgresql.conf', 'postgresql.auto.conf']) {
      await writeFile(join(trial, name), '');
      await chmod(join(trial, name), 0o644);
    }
    // With -D first the server also checks that it is not root, which it leaves out when -C stands first.
    const { code, output } = await runProgram(runAs, binaries.postgres, ['-D', trial, '-C', 'config_file']);
    return code === 0 ? null : (output.split('\n').at(-1) ?? `exit code ${code}`);
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}
