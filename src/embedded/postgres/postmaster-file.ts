import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What `postmaster.pid` says; its lines are listed in PostgreSQL's src/include/utils/pidfile.h. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number | null;
  readonly ready: boolean;
}

/** Reads the pid file of a cluster; null where there is none, or only the beginning of one. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: Number.isNaN(port) ? null : port, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Whether `pid` is a living server of this cluster. A number alone proves nothing: it may have been given to
 * another program since, in a container within seconds. A zombie, which nobody may ever reap, counts as gone.
 */
export async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform === 'win32') return true;
  if (process.platform === 'linux') {
    const place = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (place !== null) return place === (await realpath(cluster).catch(() => cluster));
    // Root without CAP_SYS_PTRACE, as in containers, may not look there; the command line is open to all.
  }
  return (await commandOf(pid)).includes(cluster);
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return await promisify(execFile)('ps', ['-ww', '-p', String(pid), '-o', 'command=']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/**
 * Makes a left-over pid file harmless when its number belongs to another program by now, for which
 * PostgreSQL would wait for ever. The file is kept, because PostgreSQL finds in it the shared memory that
 * children of a killed server may still be using; only the number is replaced, by the one of its own parent,
 * which it takes for an old one (CreateLockFile in src/backend/utils/init/miscinit.c).
 */
export async function disownPostmasterFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return;
  const [first = '', ...rest] = text.split('\n');
  // An empty file is what a server leaves that was killed before it wrote; PostgreSQL refuses it.
  if (first.trim() === '') return await rm(file, { force: true });
  await writeFile(file, [String(process.pid), ...rest].join('\n'));
}
