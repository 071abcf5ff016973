import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createArrivals, type SinkReport } from './arrivals.js';
import { createReplies } from './replies.js';
import { serveSession } from './session.js';

export interface SinkOptions {
  /** Milliseconds between what a client sends and the answer; 0: none. */
  readonly delayMs: number;
  /** Looks at Message-IDs and recipients, and remembers them. */
  readonly verify: boolean;
  /** Notes the time of each so-manieth message; 0: of none. */
  readonly markEvery: number;
}

export interface Sink {
  readonly port: number;
  report(): SinkReport;
  reset(): void;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 1_000;

/** Listens on a free port of the loopback, takes every message and keeps none. */
export async function openSink({ delayMs, verify, markEvery }: SinkOptions): Promise<Sink> {
  const arrivals = createArrivals({ verify, markEvery, now: () => performance.now() });
  const replies = createReplies(delayMs);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveSession(socket, { arrivals, replies, verify });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', 511, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    report: () => arrivals.report(),
    reset: () => arrivals.reset(),
    close: () => {
      replies.stop();
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
