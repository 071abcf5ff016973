import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const PREFIX = 'broadsheet-bench-';

/** Makes the folder of this process, whose programs all run inside it. */
export async function makeBenchFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`)));
}

/**
 * Ends the programs and removes the folders of benchmarks that were killed and could not do so themselves.
 * Nothing in them is worth keeping.
 * @returns how many folders
 */
export async function removeLeftovers(): Promise<number> {
  const folders = (await readdir(tmpdir())).filter((name) => isLeft(name));
  for (const name of folders) {
    const folder = await realpath(join(tmpdir(), name));
    for (const pid of processesIn(folder)) kill(pid);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return folders.length;
}

function isLeft(name: string): boolean {
  const pid = name.startsWith(PREFIX) ? /^\d+(?=-)/.exec(name.slice(PREFIX.length))?.[0] : undefined;
  return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Processes whose working directory is the folder or below it; none where /proc does not tell. */
function processesIn(folder: string): number[] {
  return namesIn('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      const cwd = workingDirectory(pid);
      return cwd === folder || cwd.startsWith(folder + sep);
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile, or is not ours.
  }
}
