import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';

/**
 * What a process that wants the database is about to do. `waiting`: nothing yet. `starting`: it starts the
 * server. `attaching`: it is about to use a server that runs. `ready`: it uses the server on `port`.
 * `stopping`: it lets go.
 */
type Phase =
  | { readonly kind: 'waiting' | 'starting' | 'attaching' | 'stopping' }
  | { readonly kind: 'ready'; readonly port: number };

export interface Other {
  /** Names the process beyond doubt; a process id may be given to another. */
  readonly card: string;
  readonly pid: number;
  /** Null: it takes connections and does not answer. */
  readonly phase: Phase | null;
}

/**
 * This process among those on one data folder. Each puts up a card, an empty file whose name says its token,
 * process id and port, and answers on that port with its token and phase. A card counts while its process
 * answers, so a killed process needs no cleaning up, and a process id that was given to another program
 * deceives nobody. Whoever sets its phase first and asks the others second is seen by at least one of any
 * two, which is what exclusion is built on.
 */
export interface Presence {
  set(phase: Phase): void;
  /** The others that live, asked at this moment. Cards of the dead are removed. */
  others(): Promise<readonly Other[]>;
  withdraw(): Promise<void>;
}

const ANSWER_WITHIN_MS = 2000;
const CARD = /^([0-9a-f]{32})-(\d+)-(\d+)\.card$/;

export async function openPresence(folder: string): Promise<Presence> {
  makeFolder(folder, 0o700);
  const token = randomBytes(16).toString('hex');
  let phase: Phase = { kind: 'waiting' };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // Whatever is said here is passed over, and who stays on would keep this process from withdrawing.
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy()).resume();
    socket.end(JSON.stringify({ token, phase }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const card = `${token}-${process.pid}-${(server.address() as AddressInfo).port}.card`;
  await writeFile(join(folder, card), '', { mode: 0o600 });
  return {
    set: (next) => {
      phase = next;
    },
    others: () => readOthers(folder, card),
    withdraw: async () => {
      await rm(join(folder, card), { force: true });
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readOthers(folder: string, own: string): Promise<Other[]> {
  const names = (await readdir(folder)).filter((name) => name !== own);
  const answers = await Promise.all(names.map((name) => readCard(folder, name)));
  return answers.filter((other) => other !== null);
}

async function readCard(folder: string, name: string): Promise<Other | null> {
  const [, token = '', pid, port] = CARD.exec(name) ?? [];
  if (pid === undefined || port === undefined) return null;
  const phase = await askPhase(Number(port), token);
  if (phase !== 'gone' && (phase !== null || isAlive(Number(pid))))
    return { card: name, pid: Number(pid), phase };
  await rm(join(folder, name), { force: true });
  return null;
}

/** The phase, `gone` where somebody else or nobody has the port, null where nothing is said in time. */
function askPhase(port: number, token: string): Promise<Phase | 'gone' | null> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(ANSWER_WITHIN_MS, () => {
      resolve(text === '' ? null : 'gone');
      socket.destroy();
    });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 1000) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(parsePhase(text, token) ?? 'gone'));
  });
}

function parsePhase(text: string, token: string): Phase | null {
  try {
    const answer = JSON.parse(text) as { token?: unknown; phase?: Phase };
    return answer.token === token ? (answer.phase ?? null) : null;
  } catch {
    return null;
  }
}

/** Only asked of a process whose port takes connections in silence; the number alone would prove nothing. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
