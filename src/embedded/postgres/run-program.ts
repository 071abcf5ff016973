import { spawn } from 'node:child_process';

/** How a program is started so that it runs as the user that owns the database's files. */
export interface RunAs {
  /** The user and group that must own the files, as this process sees them; null: leave them alone. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** The user to start the program as; null: the one of this process. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** A program in front of the program, with its arguments. */
  readonly prefix: readonly string[];
}

/**
 * Nothing of the caller's environment may steer the server (PGDATA, PGPORT, LC_ALL, TZ …); what the system
 * itself needs to run a program stays.
 */
function programEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'] as const;
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of kept) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  return environment;
}

/** The command line of a program under `runAs`; its working directory is the root, which everybody may enter. */
export function commandLine(runAs: RunAs, program: string, args: readonly string[]) {
  const [file = program, ...rest] = [...runAs.prefix, program, ...args];
  return { file, args: rest, options: { ...runAs.user, cwd: '/', env: programEnvironment() } };
}

export interface ProgramResult {
  /** Null where it could not be started or was ended by a signal. */
  readonly code: number | null;
  /** What it wrote, its last 4,000 characters. */
  readonly output: string;
}

/** Runs a program to its end. Never throws: what cannot be started has no code and says why. */
export function runProgram(runAs: RunAs, program: string, args: readonly string[]): Promise<ProgramResult> {
  const { file, args: rest, options } = commandLine(runAs, program, args);
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}
