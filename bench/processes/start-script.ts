import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endProcess } from './end-process.js';

/** A script of the benchmarks in a process of its own, which is spoken to in messages. */
export interface Script<Request> {
  readonly pid: number;
  send(message: Request): void;
  /** Rejects when the process ends without having been asked to; never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Resolved here, because a child looks for it from its own folder. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Starts a TypeScript file under Node. It ends by itself when this process is gone. */
export function startScript<Request extends object, Answer>(
  file: URL,
  args: readonly string[],
  onMessage: (message: Answer) => void,
): Script<Request> {
  const child = spawn(process.execPath, ['--import', tsx, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message) => onMessage(message as Answer));
  let wanted = true;
  const failed = failureOf(child, fileURLToPath(file), () => wanted);
  // Whoever waits for an answer hears of it; nobody may be waiting.
  failed.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    send: (message) => void child.send(message),
    failed,
    stop: async () => {
      wanted = false;
      await endProcess(child);
    },
  };
}

function failureOf(child: ChildProcess, name: string, isWanted: () => boolean): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (isWanted()) reject(new Error(`${name} ended with ${signal ?? code}`));
    });
  });
}
