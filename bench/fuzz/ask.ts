import { Agent, request as open } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { FuzzedRequest } from './fuzzed-request.js';
import { type Answer, told } from './judge.js';

/** Longer than any answer may take, so that a late one is told with its time. */
const GIVE_UP_MS = 20_000;

/** Asks over connections that are kept, as clients do. */
export function openAsking(port: number, atOnce: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  // A connection that ends without an answer may owe it to what was asked over it before.
  const before = new WeakMap<Socket, Asked>();
  return {
    ask: (request: FuzzedRequest): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const { method, url, headers, payload } = request;
        const startedAt = performance.now();
        const asked = open(
          {
            ...{ agent, method, path: url, host: '127.0.0.1', port, timeout: GIVE_UP_MS },
            headers: {
              ...headers,
              host: `127.0.0.1:${port}`,
              ...(payload === null ? {} : { 'content-length': String(Buffer.byteLength(payload)) }),
            },
          },
          (answer) => {
            // The answer lets go of its connection when it ends.
            const { statusCode: status = 0, headers: answered, socket } = answer;
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.once('error', reject);
            answer.once('end', () => {
              before.set(socket, { request, status, at: performance.now() });
              resolve({
                ...{ status, headers: answered },
                ...{ body: Buffer.concat(parts).toString('utf8'), tookMs: performance.now() - startedAt },
              });
            });
          },
        );
        asked.once('timeout', () => asked.destroy(new Error(`no answer within ${GIVE_UP_MS / 1000} s`)));
        asked.once('error', (error) => {
          const last = asked.socket === null ? undefined : before.get(asked.socket);
          reject(last === undefined ? error : new Error(`${error.message}, ${saidOf(last)}`));
        });
        asked.end(payload ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}

interface Asked {
  readonly request: FuzzedRequest;
  readonly status: number;
  readonly at: number;
}

function saidOf({ request, status, at }: Asked): string {
  return `${Math.round(performance.now() - at)} ms after ${status} to ${told(request)} over the same connection`;
}

/** Says half of a request and hangs up. */
export function hangUp(port: number, { method, url, headers, payload }: FuzzedRequest): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const text = `${method} ${url} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: ${(payload?.length ?? 0) + 100}\r\n${fields.join('')}\r\n${payload ?? ''}`;
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.write(text, () => socket.destroy()));
  });
}
