import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedGetter } from '../src/feedback/webhooks/ses/guarded-get.js';
import { type Proxies, proxiesOf } from '../src/proxies.js';
import { httpGetter } from '../src/sources/http-get.js';
import { freePort } from './support/free-port.js';
import { selfSigned } from './support/self-signed.js';

/** A proxy that leads every name to the same server, and keeps who asked for what. */
function openProxy(target: () => number, login: string | null) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.on('connect', (request, socket, head) => {
    const given = request.headers['proxy-authorization'] ?? null;
    if (given !== login) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    const through = connect(target(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      through.write(head);
      through.pipe(socket).pipe(through);
    });
    // A pipe passes on an end and no cut.
    through.on('error', () => undefined).on('close', () => socket.destroy());
    socket.on('error', () => undefined).on('close', () => through.destroy());
  });
  return {
    server,
    asked,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('fetching', () => {
  const papers = createServer((_, response) => response.end('a list'));
  const secure = createSecureServer({}, (_, response) => response.end('a list'));
  let port: number;
  let securePort: number;
  const login = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  const between = openProxy(() => port, login);
  let proxyPort: number;

  beforeAll(async () => {
    const { certificate, keyPem } = selfSigned('papers.example');
    secure.setSecureContext({ cert: certificate, key: keyPem });
    [port, securePort, proxyPort] = [
      await listen(papers),
      await listen(secure),
      await listen(between.server),
    ];
  });
  afterAll(async () => {
    between.cut();
    for (const server of [papers, secure, between.server]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const get = (url: string, proxies: Proxies) =>
    httpGetter({ maxBytes: 100, accept: '*/*', now: () => new Date(), attempts: 1, proxies })(
      new URL(url),
      AbortSignal.timeout(5_000),
      { about: 'a test' },
    ).then(String);
  const through = (more: Readonly<Record<string, string>> = {}) =>
    proxiesOf({ HTTP_PROXY: `http://user:secret@127.0.0.1:${proxyPort}`, ...more });

  it('goes through the proxy that the environment names, with its login', async () => {
    expect(await get('http://papers.invalid/list', through())).toBe('a list');
    expect(between.asked).toEqual(['papers.invalid:80']);
  });

  it('goes past it for what NO_PROXY names, and for loopback', async () => {
    const before = between.asked.length;
    expect(await get(`http://127.0.0.1:${port}/list`, through())).toBe('a list');
    await expect(get('http://papers.invalid/list', through({ NO_PROXY: '.invalid' }))).rejects.toMatchObject({
      details: { status: 'name not found' },
    });
    await expect(get('http://papers.invalid/list', through({ no_proxy: '*' }))).rejects.toMatchObject({
      details: { status: 'name not found' },
    });
    expect(between.asked.length).toBe(before);
  });

  it('says that the proxy refused', async () => {
    const wrong = proxiesOf({ http_proxy: `127.0.0.1:${proxyPort}` });
    await expect(get('http://papers.invalid/list', wrong)).rejects.toMatchObject({
      message: 'The source of papers does not answer (proxy).',
      details: { status: 'proxy' },
    });
  });

  it.each([
    ['refused', async () => `http://127.0.0.1:${await freePort()}/`],
    ['certificate', async () => `https://127.0.0.1:${securePort}/`],
    ['cut off', async () => `http://127.0.0.1:${securePort}/`],
    ['name not found', async () => 'http://nothing.invalid/'],
  ])('says what kept an answer from coming: %s', async (status, url) => {
    await expect(get(await url(), proxiesOf({}))).rejects.toMatchObject({
      message: `The source of papers does not answer (${status}).`,
      details: { status, about: 'a test' },
    });
  });
});

it('certificates of Amazon SNS are fetched by the proxy as well, which resolves the name', async () => {
  const { certificate, keyPem } = selfSigned('sns.invalid');
  const secure = createSecureServer({ cert: certificate, key: keyPem }, (_, response) =>
    response.end('a certificate'),
  );
  const securePort = await listen(secure);
  const between = openProxy(() => securePort, null);
  const proxies = proxiesOf({ HTTPS_PROXY: `http://127.0.0.1:${await listen(between.server)}` });
  try {
    const get = guardedGetter({ ca: certificate, proxies });
    expect(await get(new URL('https://sns.invalid/cert.pem'))).toBe('a certificate');
    expect(between.asked).toEqual(['sns.invalid:443']);
    const past = guardedGetter({ ca: certificate, proxies: { ...proxies, noProxy: '*' } });
    await expect(past(new URL('https://sns.invalid/cert.pem'))).rejects.toMatchObject({
      code: 'SNS_UNREACHABLE',
    });
  } finally {
    between.cut();
    for (const server of [secure, between.server]) {
      server.closeAllConnections();
      server.close();
    }
  }
});

it.each(['socks5://10.0.0.1:1080', 'http://', 'http://a b', 'ftp://10.0.0.1'])(
  'refuses %s as a proxy, and tells no login',
  (value) => {
    expect(() => proxiesOf({ HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY in the environment is not/);
  },
);
