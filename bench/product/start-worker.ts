import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../processes/end-process.js';
import { waitUntil } from '../processes/wait-until.js';

const program = fileURLToPath(new URL('../../bin/broadsheet.js', import.meta.url));

const READY_WITHIN_MS = 60_000;
const KEPT_OUTPUT = 20_000;

/** The built product as its own process. */
export interface WorkerProcess {
  readonly pid: number;
  /** The last lines it logged. */
  output(): string;
  /** @throws Error with its last lines where it has ended */
  check(): void;
  stop(): Promise<void>;
}

export interface WorkerPlan {
  /** The folder that it is started in; one without an `.env`. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where a CPU profile is written when it ends; null: none. */
  readonly profileFolder: string | null;
}

/** Starts `broadsheet start` and waits until it takes work. */
export async function startWorker(plan: WorkerPlan, signal: AbortSignal): Promise<WorkerProcess> {
  const profile = plan.profileFolder;
  const profiling = profile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  const child = spawn(process.execPath, [...profiling, program, 'start'], {
    cwd: plan.folder,
    env: { PATH: process.env['PATH'] ?? '', ...plan.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let ended = false;
  const onEnd = (): void => {
    ended = true;
  };
  child.once('error', onEnd).once('exit', onEnd);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
  }
  const check = (): void => {
    if (ended) throw new Error(`a worker ended by itself; its last words:\n${output}`);
  };
  const worker = { pid: child.pid ?? 0, output: () => output, check, stop: () => endProcess(child) };
  try {
    const isReady = (): boolean => {
      check();
      return output.includes('"event":"started"');
    };
    await waitUntil('a worker to start', isReady, { withinMs: READY_WITHIN_MS, signal });
    return worker;
  } catch (error) {
    await worker.stop();
    throw error;
  }
}
