import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { build } from '../../scripts/build.js';
import { bundle } from '../../scripts/bundle.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Programs of the tests, built: one that is started time and again costs what it does and not what reading TypeScript does. */
    programs: Readonly<Record<keyof typeof PROGRAMS, string>>;
  }
}

/** Each is a process of its own, which a test ends or stops in the middle. */
const PROGRAMS = {
  'hold-database': 'test/embedded/postgres/hold-database.ts',
  'holding-lease': 'test/store/holding-lease.ts',
  'sending-process': 'test/delivery/ledger/sending-process.ts',
  'smtp-process': 'test/support/faults/smtp-process.ts',
} as const;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What starts the product as a process of its own starts what the sources say now, also when one file is run alone. */
export default async function buildWhatChanged(project: TestProject): Promise<() => Promise<void>> {
  if ((await build()) !== 0) throw new Error('the sources cannot be built');
  // Where the packages that it imports are found.
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'broadsheet-tests-'));
  await bundle(PROGRAMS, folder);
  await chmod(folder, 0o755);
  const built = Object.keys(PROGRAMS).map((name) => [name, join(folder, `${name}.js`)]);
  project.provide('programs', Object.fromEntries(built));
  return () => rm(folder, { recursive: true, force: true });
}
