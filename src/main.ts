import { existsSync } from 'node:fs';
import { runCli } from './cli/program.js';

if (existsSync('.env')) process.loadEnvFile('.env');

/** Under npm one Ctrl-C arrives twice, from the terminal and from npm, a moment apart. */
const SAME_SIGNAL_MS = 1_000;

/** npm hands a SIGTERM on to its shell only, which ends and leaves this process behind. */
const PARENT_LOOK_MS = 500;

const stopped = new Promise<string>((resolve) => {
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve('parent ended'), PARENT_LOOK_MS).unref();
  }
  let askedAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks again does not want to wait for the drain.
      if (askedAt !== null && Date.now() - askedAt > SAME_SIGNAL_MS) process.exit(130);
      askedAt ??= Date.now();
      resolve(signal);
    });
  }
});

const code = await runCli(process.argv, {
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  // Opened when a command reads it: opening it holds the process.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  stopped,
});

// Standard output may be a pipe that is still being read: let it empty before the process ends.
process.stdout.write('', () => process.exit(code));
