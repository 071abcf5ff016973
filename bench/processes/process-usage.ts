import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what /proc counts in, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const KB_PER_MB = 1024;
const NS_PER_MS = 1e6;

/** CPU-seconds that a process has used, in user and kernel; null where /proc does not tell. */
export function cpuSeconds(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null ? null : (fields.utime + fields.stime) / TICKS_PER_SECOND;
}

/** CPU-seconds of a process and of its children, those that have ended included. */
export function cpuSecondsOfTree(pid: number): number | null {
  const root = statOf(pid);
  if (root === null) return null;
  const ended = root.cutime + root.cstime;
  const children = childrenOf(pid).reduce((sum, child) => {
    const fields = statOf(child);
    return sum + (fields === null ? 0 : fields.utime + fields.stime);
  }, 0);
  return (root.utime + root.stime + ended + children) / TICKS_PER_SECOND;
}

/** How long the first thread of a process has waited for a processor so far, in ms; null where /proc does not tell. */
export function waitedForProcessorMs(pid: number): number | null {
  const waited = /^\d+ (\d+) /.exec(readProc(pid, `task/${pid}/schedstat`) ?? '')?.[1];
  return waited === undefined ? null : Number(waited) / NS_PER_MS;
}

/** The most memory that a process ever had resident, in MB; null where /proc does not tell. */
export function peakMemoryMB(pid: number): number | null {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / KB_PER_MB;
}

/** What is resident now, in MB; null where /proc does not tell. */
export function residentMB(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / KB_PER_MB;
}

/** The sum, or null where one of them is not known. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}

interface Stat {
  readonly parent: number;
  readonly utime: number;
  readonly stime: number;
  readonly cutime: number;
  readonly cstime: number;
}

/** proc_pid_stat(5); the fields stand behind the name, which may hold anything. */
function statOf(pid: number): Stat | null {
  const text = readProc(pid, 'stat');
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  return { parent: field(4), utime: field(14), stime: field(15), cutime: field(16), cstime: field(17) };
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((other) => Number.isInteger(other) && statOf(other)?.parent === pid);
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
