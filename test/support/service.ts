import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';
import { nodeProgram } from './node-program.js';
import { waitFor } from './wait-for.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [node, ...flags] = nodeProgram;

const adminApiKey = 'an operator of the tests 4711';
export const testSecret = 'kept for the length of a test run, 32+';

export interface RunningService {
  readonly url: string;
  readonly pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to this process alone: what it started is left as it is. */
  kill(): Promise<void>;
}

/**
 * Starts the built product as its own process, as `npm start` does, on a free port of the loopback.
 * Resolves when it answers; a worker without pages when it says so.
 */
export async function startService(environment: Record<string, string>): Promise<RunningService> {
  const port = environment['PORT'] ?? String(await freePort());
  const url = `http://localhost:${port}`;
  const child = spawn(node, [...flags, 'bin/broadsheet.js', 'start'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: port,
      ADMIN_API_KEY: adminApiKey,
      // Recorded papers name pictures of the world outside, which no test asks for.
      PICTURES: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-200_000);
    });
  }
  const service: RunningService = {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      return exitOf(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exitOf(child);
    },
  };
  try {
    await waitFor(
      'the service to be ready',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
        return output.includes('Ctrl-C drains');
      },
      120_000,
    );
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the service did not start:\n${output}`, { cause: error });
  }
  return service;
}

/** The exit code of one command line, with what it wrote. */
export async function runCommand(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; out: Buffer; err: string }> {
  const child = spawn(node, [...flags, 'bin/broadsheet.js', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, out: Buffer.concat(out), err };
}

/** How often a call is made again that a busy machine turned away, as `Retry-After` asks for. */
const MOST_CALLS = 6;

/** A call of the operators' API, made again where the service has too much to do at the moment. */
export async function callAdmin(
  service: RunningService,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  for (let call = 1; ; call += 1) {
    const response = await fetch(`${service.url}/api/v1/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminApiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const retryAfter = Number(response.headers.get('retry-after'));
    if (response.status !== 503 || call === MOST_CALLS || retryAfter === 0)
      return { status: response.status, json: text === '' ? null : JSON.parse(text) };
    await delay(retryAfter * 1_000);
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
