import { readFileSync } from 'node:fs';

/** Under npm one Ctrl-C arrives twice, from the terminal and from npm, a moment apart. */
const SAME_SIGNAL_MS = 1_000;

/** npm hands a SIGTERM on to its shell only, which ends and leaves this process behind. */
const PARENT_LOOK_MS = 500;

/** The wish that this process ends, by whatever way it came. */
export interface StopRequest {
  /** Resolves with the reason. */
  readonly stopped: Promise<string>;
  isStopping(): boolean;
  ask(reason: string): void;
}

/**
 * Listens for what asks the process to end: Ctrl-C, SIGTERM, a terminal that is closed, npm that has ended. Whoever
 * asks a second time does not want to wait for the drain: `end` is called then.
 */
export function listenForStop(underNpm: boolean, end: () => void): StopRequest {
  let reason: string | null = null;
  let resolve: (reason: string) => void;
  const stopped = new Promise<string>((resolvePromise) => {
    resolve = resolvePromise;
  });
  const ask = (why: string) => {
    reason ??= why;
    resolve(reason);
  };
  if (underNpm) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && ask('parent ended'), PARENT_LOOK_MS).unref();
  }
  let askedAt: number | null = null;
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...(ignoresHangup() ? [] : (['SIGHUP'] as const))];
  for (const signal of signals) {
    process.on(signal, () => {
      if (askedAt !== null && Date.now() - askedAt > SAME_SIGNAL_MS) end();
      askedAt ??= Date.now();
      ask(signal);
    });
  }
  return { stopped, isStopping: () => reason !== null, ask };
}

/** Whether it was started by nohup, which has it outlive its terminal: a listener would undo that. */
function ignoresHangup(): boolean {
  try {
    const [, mask = '0'] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    // Other systems do not tell; there SIGHUP is listened for.
    return false;
  }
}
