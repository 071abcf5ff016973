import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endpointUrlFault, openPoster, type PosterOptions } from '../../src/outbound/post-message.js';
import { selfSigned } from '../support/self-signed.js';
import { type Receiver, startReceiver } from './receiver.js';

const name = 'hooks.example';
const certificate = selfSigned(name);
const proxies = { httpProxy: '', httpsProxy: '', noProxy: '*' };
let asked = 0;
let reply: { status: number; headers?: Record<string, string>; body?: string } = { status: 200 };
const secure = createServer(
  { key: certificate.keyPem, cert: certificate.certificate },
  (request, response) => {
    asked += 1;
    request.resume().on('end', () => response.writeHead(reply.status, reply.headers).end(reply.body));
  },
);
let url = '';
let receiver: Receiver;
beforeAll(async () => {
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  url = `https://${name}:${(secure.address() as AddressInfo).port}/hook`;
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  secure.closeAllConnections();
  await new Promise((resolve) => secure.close(resolve));
});
beforeEach(() => {
  asked = 0;
  reply = { status: 200 };
});

const inner = [{ address: '127.0.0.1', family: 4 }];
const outer = [{ address: '198.41.0.4', family: 4 }];

async function post(target: string, options: Partial<PosterOptions>) {
  const clock = () => new Date();
  const poster = openPoster({
    allowsPrivate: false,
    clock,
    ca: certificate.certificate,
    proxies,
    ...options,
  });
  const answer = await poster.post(target, {}, '{}');
  await poster.close();
  return answer;
}

describe('a message', () => {
  it('reaches an endpoint of the own network where that is allowed, and nowhere else', async () => {
    const resolve = async () => inner;
    expect(await post(url, { allowsPrivate: true, resolve })).toMatchObject({ status: 200, error: null });
    expect(asked).toBe(1);
    expect(await post(url, { resolve })).toMatchObject({
      status: null,
      error: 'refused: an address that is not public',
    });
    expect(asked).toBe(1);
  });

  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://192.168.1.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'http://example.org/',
    'https://user:password@example.org/',
    'file:///etc/passwd',
    'not a url',
  ])('to %s is refused without being sent', async (target) => {
    expect(await post(target, {})).toMatchObject({
      status: null,
      error: expect.stringMatching(/^refused: /),
    });
    expect(endpointUrlFault(target, false)).not.toBeNull();
  });

  it('is refused where the DNS answers something else once it is connected', async () => {
    const answers = [outer, inner];
    const seen: string[] = [];
    const resolve = async () => {
      const found = answers.shift() ?? inner;
      seen.push(...found.map(({ address }) => address));
      return found;
    };
    // What the name led to a moment ago is no promise: the connection is made to what is looked at, or not at all.
    expect((await resolve())[0]?.address).toBe('198.41.0.4');
    expect(await post(url, { resolve })).toMatchObject({ error: 'refused: an address that is not public' });
    expect(seen).toEqual(['198.41.0.4', '127.0.0.1']);
    expect(await post(url, { resolve: async () => [...outer, ...inner] })).toMatchObject({ status: null });
    expect(asked).toBe(0);
  });

  it('follows no redirect, and keeps the beginning of an answer without addresses', async () => {
    receiver.received.length = 0;
    reply = {
      status: 302,
      headers: { location: `${receiver.url}/inside` },
      body: 'to ada@example.net\u0000',
    };
    const answer = await post(url, { allowsPrivate: true, resolve: async () => inner });
    expect(answer).toMatchObject({ status: 302, answer: 'to (address)' });
    expect(receiver.received).toEqual([]);
    reply = { status: 500, body: 'x'.repeat(300_000) };
    expect((await post(url, { allowsPrivate: true, resolve: async () => inner })).answer).toHaveLength(1_000);
  });

  it('is refused by its certificate in words, before anything is sent', async () => {
    const resolve = async () => inner;
    const options = { allowsPrivate: true, resolve };
    const { port } = new URL(url);
    const other = selfSigned('another.example').certificate;
    expect((await post(url, { ...options, ca: other })).error).toBe(
      'its certificate is signed by itself alone (DEPTH_ZERO_SELF_SIGNED_CERT)',
    );
    expect((await post(`https://another.example:${port}/hook`, options)).error).toBe(
      'its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    );
    const plain = new URL(receiver.url).port;
    expect((await post(`https://${name}:${plain}/hook`, options)).error).toMatch(
      /^it speaks no TLS, or another one \(/,
    );
    expect(asked).toBe(0);
  });

  it('goes by http within the own network alone', async () => {
    expect(await post(`${receiver.url}/plain`, { allowsPrivate: true })).toMatchObject({ status: 200 });
    expect(endpointUrlFault('http://198.41.0.4/', true)).toBe('an address that is not public');
    const public4 = await post('http://hooks.example/', { allowsPrivate: true, resolve: async () => outer });
    expect(public4).toMatchObject({ status: null, error: 'refused: an address that is not public' });
  });
});
