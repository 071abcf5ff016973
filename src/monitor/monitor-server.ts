import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { BroadsheetError } from '../errors.js';

export interface MonitorParts {
  readonly host: string;
  readonly port: number;
  /** What keeps the process from its work: a sentence for each; none where it is ready. */
  readonly unreadiness: () => Promise<readonly string[]>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

export interface MonitorServer {
  /** Where it listens, also where the system chose the port. */
  readonly port: number;
  close(): Promise<void>;
}

const PLAIN = 'text/plain; charset=utf-8';

/**
 * Listens for whoever watches this process: `/livez` answers as long as the process turns, `/readyz` with 503 and the
 * reasons where it cannot work, `/metrics` in Prometheus' format. A dead database makes it unready and not dead:
 * restarting mends no database.
 * @throws BroadsheetError PORT_TAKEN
 */
export async function startMonitorServer(parts: MonitorParts): Promise<MonitorServer> {
  const server = createServer((request, response) => {
    answer(request, response, parts).catch(() => send(response, 500, { type: PLAIN, text: 'failed\n' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new BroadsheetError(
          'PORT_TAKEN',
          `MONITOR cannot listen on ${parts.host}:${parts.port} (${cause.code}). Set it to another port, or stop what uses it.`,
          { cause },
        ),
      ),
    );
    server.listen({ host: parts.host, port: parts.port }, resolve);
  });
  const address = server.address();
  return {
    port: address === null || typeof address === 'string' ? parts.port : address.port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
  { unreadiness, metrics }: MonitorParts,
): Promise<void> {
  const [path] = url.split('?');
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, { type: PLAIN, text: 'GET only\n' });
  if (path === '/livez') return send(response, 200, { type: PLAIN, text: 'ok\n' });
  if (path === '/readyz') {
    const reasons = await unreadiness();
    const text = reasons.length === 0 ? 'ok\n' : `${reasons.join('\n')}\n`;
    return send(response, reasons.length === 0 ? 200 : 503, { type: PLAIN, text });
  }
  if (path !== '/metrics') return send(response, 404, { type: PLAIN, text: '/livez, /readyz, /metrics\n' });
  const told = await metrics().catch(() => null);
  if (told === null)
    return send(response, 503, { type: PLAIN, text: 'the database or the queue does not answer\n' });
  send(response, 200, told);
}

function send(
  response: ServerResponse,
  status: number,
  { type, text }: { readonly type: string; readonly text: string },
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
