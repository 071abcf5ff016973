import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerUnparsed } from '../../../src/web/http/answer-unparsed.js';
import { type BodyBounds, boundBodies } from '../../../src/web/http/bound-bodies.js';

// Long beside what a busy machine holds a timer up for.
const bounds = { bodyMs: 1_000, idleMs: 1_000, fileMs: 60_000 };
const PARTS = 8;

const servers: FastifyInstance[] = [];
/** By what a file may take. */
const ports = { long: 0, short: 0 };
beforeAll(async () => {
  ports.long = await listen(bounds);
  ports.short = await listen({ ...bounds, fileMs: 0 });
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function listen(within: BodyBounds): Promise<number> {
  const server = Fastify({ requestTimeout: 0, clientErrorHandler: answerUnparsed });
  servers.push(server);
  boundBodies(server, within);
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const length = async ({ body }: { body: unknown }) => String((body as string).length);
  server.post('/form', length);
  server.post('/file', { config: { isUpload: true } }, length);
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

/** Sends a body in parts with a pause before each. @returns the first line of the answer, and the rest behind the headers */
async function send(
  path: string,
  pauses: readonly number[],
  port: number,
): Promise<readonly [string, string]> {
  const socket: Socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => {
    answer += part.toString();
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: text/x', `Content-Length: ${PARTS}`];
  socket.write(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const closed = once(socket, 'close');
  for (const pause of pauses) {
    await Promise.race([delay(pause), closed]);
    if (socket.writable) socket.write('x');
  }
  await closed;
  return [answer.split('\r\n', 1)[0] ?? '', answer.split('\r\n\r\n')[1] ?? ''];
}

it.each([
  ['a form that arrives', '/form', Array<number>(PARTS).fill(0), 'long', '200 OK'],
  ['a form that trickles in', '/form', Array<number>(PARTS).fill(200), 'long', '408 Request Timeout'],
  ['a file that trickles in', '/file', Array<number>(PARTS).fill(200), 'long', '200 OK'],
  ['a file that stops arriving', '/file', [0, 0], 'long', '408 Request Timeout'],
  [
    'a file that trickles in for hours',
    '/file',
    Array<number>(PARTS).fill(200),
    'short',
    '408 Request Timeout',
  ],
] as const)('%s', async (_, path, pauses, file, status) => {
  const [line, body] = await send(path, pauses, ports[file]);
  expect(line).toBe(`HTTP/1.1 ${status}`);
  if (status === '200 OK') expect(body).toContain(String(PARTS));
});

it.each([
  ['nothing is said', '', /^$/],
  ['a request begins and does not end', 'GET / HTTP/1.1\r\nHost', /^HTTP\/1\.1 408 /],
])('a connection on which %s is closed, with an answer to who asked alone', async (_, said, answer) => {
  const http = { headersTimeout: 500, connectionsCheckingInterval: 50 };
  const server = Fastify({ requestTimeout: 0, http, clientErrorHandler: answerUnparsed });
  servers.push(server);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let heard = '';
  socket.on('data', (part) => {
    heard += part.toString();
  });
  await once(socket, 'connect');
  socket.write(said);
  await once(socket, 'close');
  expect(heard).toMatch(answer);
});
