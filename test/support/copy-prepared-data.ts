import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

/** Puts the run's prepared database into a data folder, which is made where there is none. */
export async function copyPreparedData(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o755);
  // By the system's own program: it keeps the owners, whom PostgreSQL asks for.
  await promisify(execFile)('cp', ['-a', join(inject('preparedDataDir'), 'postgres'), dataDir]);
}
