import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.js';
import type { PlannedCut } from './cut-plan.js';
import { followJournal, type JournalEntry } from './journal.js';
import type { SmtpProcessOptions } from './smtp-process.js';

/** An SMTP server in a process of its own. */
export interface KillableSmtp {
  readonly url: string;
  /** All that it did so far, also before it was killed. */
  entries(): readonly JournalEntry[];
  /** Messages it took. */
  taken(): number;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same port, with the same journal. */
  restart(): Promise<void>;
}

export interface KillableSmtpOptions {
  /** Where the journal is kept. */
  readonly journal: string;
  readonly delayMs: number;
  readonly cuts?: readonly PlannedCut[];
  /** The share of recipients that is refused for now; none where absent. */
  readonly refusedShare?: number;
  /** The server where it was built, which starts in a fraction of the time. */
  readonly program?: string;
}

const SOURCE = ['--import', 'tsx', fileURLToPath(new URL('./smtp-process.ts', import.meta.url))];

export async function startKillableSmtp({
  journal,
  delayMs,
  cuts = [],
  refusedShare = 0,
  program,
}: KillableSmtpOptions): Promise<KillableSmtp> {
  const port = await freePort();
  const options: SmtpProcessOptions = { port, journal, delayMs, cuts, refusedShare };
  const entries = followJournal(journal);
  const start = () => startServer(program === undefined ? SOURCE : [program], options);
  let child = await start();
  return {
    url: `smtp://127.0.0.1:${port}`,
    entries,
    taken: () => entries().filter(({ what }) => what === 'taken').length,
    kill: () => end(child),
    restart: async () => {
      child = await start();
    },
  };
}

/** It ends by itself when this process does. */
async function startServer(program: readonly string[], options: SmtpProcessOptions): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...program, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (answer[0] !== 'ready') throw new Error('the SMTP server did not start');
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
