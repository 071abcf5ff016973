import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpGetOptions, httpGetter } from '../../src/sources/http-get.js';

const now = () => new Date('2026-03-23T08:00:00Z');
const never = new AbortController().signal;
const about = { date: '2026-03-23' };
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }
});

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/list`);
}

/** Waits are noted instead of waited for. */
function getter(options: Partial<HttpGetOptions> = {}) {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const get = httpGetter({ maxBytes: 10_000, accept: 'text/plain', now, random: () => 1, sleep, ...options });
  return { get, waits };
}

describe('httpGetter', () => {
  test('reads a body, says what it accepts, and unpacks', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(`${request.method} ${request.headers.accept} ${request.headers['user-agent']}`));
    });
    const { get } = getter();
    expect((await get(url, never, about)).toString()).toBe('GET text/plain Broadsheet');
  });

  test('tries again with growing waits and gives up with the last status', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(503).end('busy');
    });
    const { get, waits } = getter();
    await expect(get(url, never, about)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status: 503, date: '2026-03-23' },
    });
    expect(requests).toBe(4);
    expect(waits).toEqual([1_000, 4_000, 16_000]);
  });

  test('an answer that is broken off is a network fault: it is tried again', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      if (requests > 1) return void response.end('whole');
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const { get, waits } = getter();
    expect((await get(url, never, about)).toString()).toBe('whole');
    expect(waits).toEqual([1_000]);
  });

  test('nobody listens: that for a status, with the cause', async () => {
    const url = await serve((_, response) => response.end());
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const { get, waits } = getter();
    await expect(get(url, never, about)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status: 'refused' },
      cause: expect.any(Error),
    });
    expect(waits).toHaveLength(3);
  });

  test('waits as long as Retry-After says', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      if (requests > 1) return void response.end('now');
      response.writeHead(429, { 'retry-after': '77' }).end();
    });
    const { get, waits } = getter();
    expect((await get(url, never, about)).toString()).toBe('now');
    expect(waits).toEqual([77_000]);
  });

  test('waits for a quota that the last answer used up', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { ratelimit: '"api";r=0;t=12' }).end('ok');
    });
    const { get, waits } = getter();
    await get(url, never, about);
    expect(waits).toEqual([]);
    await get(url, never, about);
    expect(waits).toEqual([12_000]);
  });

  test.each([301, 302, 307, 400, 401, 404, 204])('status %i is final', async (status) => {
    let requests = 0;
    const elsewhere = await serve((_, response) => response.end('elsewhere'));
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(status, { location: elsewhere.href }).end();
    });
    const { get } = getter();
    await expect(get(url, never, about)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status },
    });
    expect(requests).toBe(1);
  });

  test('a body beyond the limit is refused without reading on, packed ones by their true size', async () => {
    const packed = gzipSync(Buffer.alloc(5_000_000));
    expect(packed.length).toBeLessThan(10_000);
    const url = await serve((request, response) => {
      if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
      else response.writeHead(200).end(Buffer.alloc(1_000_000));
    });
    const { get, waits } = getter();
    const refused = { code: 'SOURCE_ANSWER_INVALID', details: { status: 200, date: '2026-03-23' } };
    await expect(get(url, never, about)).rejects.toMatchObject(refused);
    await expect(get(new URL('/packed', url), never, about)).rejects.toMatchObject(refused);
    expect(waits).toEqual([]);
  });

  test.each<[string, RequestListener, HttpGetOptions['timeouts']]>([
    ['no headers come', () => undefined, { headers: 100 }],
    [
      'the body stops',
      (_, response) => {
        response.writeHead(200);
        response.write('a');
      },
      { body: 100 },
    ],
    [
      'the body never ends',
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { whole: 300 },
    ],
  ])('gives up when %s', async (_, listener, timeouts = {}) => {
    const url = await serve(listener);
    const { get } = getter({ timeouts, attempts: 1 });
    await expect(get(url, never, about)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      details: { status: 'timed out' },
    });
  });

  test('an aborted signal ends a request and a wait with its reason', async () => {
    const stopping = new Error('stopping');
    const hanging = await serve(() => inRequest.abort(stopping));
    const inRequest = new AbortController();
    await expect(getter().get(hanging, inRequest.signal, about)).rejects.toBe(stopping);

    const failing = await serve((_, response) => response.writeHead(503, { 'retry-after': '200' }).end());
    const inWait = new AbortController();
    const log = { info: () => setImmediate(() => inWait.abort(stopping)), warn: () => undefined };
    const get = httpGetter({ maxBytes: 100, accept: '*/*', now, log });
    await expect(get(failing, inWait.signal, about)).rejects.toBe(stopping);

    const before = AbortSignal.abort(stopping);
    await expect(getter().get(failing, before, about)).rejects.toBe(stopping);
  });
});
