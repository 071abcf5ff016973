import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { toProblem } from '../../../src/web/http/problem.js';
import { refuseUnderPressure } from '../../../src/web/http/refuse-under-pressure.js';
import { waitFor } from '../../support/wait-for.js';

const LOOK_EVERY_MS = 60;

let server: FastifyInstance;
let turns: NodeJS.Timeout | undefined;
afterEach(async () => {
  clearInterval(turns);
  await server.close();
});

async function open(): Promise<void> {
  server = Fastify();
  server.setErrorHandler((error, _request, reply) => {
    const problem = toProblem(error);
    return reply.code(problem.status).send(problem);
  });
  await refuseUnderPressure(server, { maxLoopDelayMs: 5, lookEveryMs: LOOK_EVERY_MS });
  server.get('/', async () => 'a page');
  server.post('/unsubscribe/:token', async () => 'gone');
}

/** Keeps the loop from turning, as work in one go does. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function statusOf(method: 'GET' | 'POST', url: string): Promise<number> {
  return (await server.inject({ method, url })).statusCode;
}

it('turns nobody away for a start that took longer than the time between two looks', async () => {
  await open();
  standStill(2 * LOOK_EVERY_MS);
  await waitFor('the first look', () => server.memoryUsage().rssBytes > 0);
  expect(server.memoryUsage().eventLoopDelay).toBe(Number.POSITIVE_INFINITY);
  expect(await statusOf('GET', '/')).toBe(200);
});

it('turns people away while every turn is late, but nobody who leaves', async () => {
  await open();
  turns = setInterval(() => standStill(30), 1);
  await waitFor('a look at late turns', async () => (await statusOf('GET', '/')) === 503);
  expect(await statusOf('POST', '/unsubscribe/of-a-reader')).toBe(200);
});
