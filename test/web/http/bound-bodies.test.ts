import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerUnparsed } from '../../../src/web/http/answer-unparsed.js';
import { boundBodies } from '../../../src/web/http/bound-bodies.js';

// Long beside what a busy machine holds a timer up for.
const bounds = { bodyMs: 1_000, idleMs: 1_000 };
const PARTS = 8;

let server: FastifyInstance;
let port: number;
beforeAll(async () => {
  server = Fastify({ requestTimeout: 0, clientErrorHandler: answerUnparsed });
  boundBodies(server, bounds);
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const length = async ({ body }: { body: unknown }) => String((body as string).length);
  server.post('/form', length);
  server.post('/file', { config: { isUpload: true } }, length);
  await server.listen({ port: 0, host: '127.0.0.1' });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Sends a body in parts with a pause before each. @returns the first line of the answer, and the rest behind the headers */
async function send(path: string, pauses: readonly number[]): Promise<readonly [string, string]> {
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
  ['a form that arrives', '/form', Array<number>(PARTS).fill(0), '200 OK'],
  ['a form that trickles in', '/form', Array<number>(PARTS).fill(200), '408 Request Timeout'],
  ['a file that trickles in', '/file', Array<number>(PARTS).fill(200), '200 OK'],
  ['a file that stops arriving', '/file', [0, 0], '408 Request Timeout'],
])('%s', async (_, path, pauses, status) => {
  const [line, body] = await send(path, pauses);
  expect(line).toBe(`HTTP/1.1 ${status}`);
  if (status === '200 OK') expect(body).toContain(String(PARTS));
});
