import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { endProcess } from './end-process.js';
import { waitUntil } from './wait-until.js';

/** A program that listens on a port of the loopback. */
export interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

const LISTENS_WITHIN_MS = 10_000;

/**
 * Starts a program in a folder and waits until it takes connections.
 * @throws Error with its own words where it does not
 */
export async function startServer(
  program: string,
  args: readonly string[],
  { port, folder }: { readonly port: number; readonly folder: string },
  signal: AbortSignal,
): Promise<ServerProcess> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  let ended = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2_000);
  });
  child.once('error', (error) => {
    words += error.message;
  });
  child.once('close', () => {
    ended = true;
  });
  try {
    const isReady = (): Promise<boolean> => {
      if (ended) throw new Error(`${program} ended: ${words}`);
      return takesConnections(port);
    };
    await waitUntil(`${program} to listen`, isReady, { withinMs: LISTENS_WITHIN_MS, signal });
    return { port, stop: () => endProcess(child) };
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
