import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const KILL_AFTER_MS = 25_000;

/** Asks a child to end and makes it end when it does not; resolves when it has. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  child.kill(signal);
  await ended;
  clearTimeout(timer);
}
