import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { build } from '../../scripts/build.js';
import { bundle } from '../../scripts/bundle.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A program that holds the embedded database: `test/embedded/postgres/hold-database.ts`, built. */
    holdDatabase: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What starts the product as a process of its own starts what the sources say now, also when one file is run alone. */
export default async function buildWhatChanged(project: TestProject): Promise<() => Promise<void>> {
  if ((await build()) !== 0) throw new Error('the sources cannot be built');
  // Where the packages that it imports are found.
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'broadsheet-tests-'));
  await bundle({ 'hold-database': 'test/embedded/postgres/hold-database.ts' }, folder);
  await chmod(folder, 0o755);
  project.provide('holdDatabase', join(folder, 'hold-database.js'));
  return () => rm(folder, { recursive: true, force: true });
}
