import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type GuardOptions, guardedGetter } from '../../../src/feedback/webhooks/ses/guarded-get.js';
import { isPublicAddress } from '../../../src/public-address.js';
import { selfSigned } from '../../support/self-signed.js';

const name = 'sns.example';
const certificate = selfSigned(name);
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** An https server on loopback, under a name that resolves to it. */
async function serve(answer: RequestListener): Promise<{ readonly url: URL; readonly asked: () => number }> {
  let asked = 0;
  const server = createServer(
    { key: certificate.keyPem, cert: certificate.certificate },
    (request, response) => {
      asked += 1;
      answer(request, response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: new URL(`https://${name}:${(server.address() as AddressInfo).port}/`), asked: () => asked };
}

const loopback: GuardOptions = {
  ca: certificate.certificate,
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  mayConnect: (address) => address === '127.0.0.1',
};

describe('a URL that somebody else has named', () => {
  it('is read where its name leads to allowed addresses', async () => {
    const { url } = await serve((_request, response) => response.end('a certificate'));
    expect(await guardedGetter(loopback)(url)).toBe('a certificate');
  });

  it('is not asked where its name leads to an inner address, or to one among others', async () => {
    const { url, asked } = await serve((_request, response) => response.end('a secret'));
    const inner = { address: '127.0.0.1', family: 4 };
    for (const found of [[inner], [{ address: '198.41.0.4', family: 4 }, inner], []]) {
      const get = guardedGetter({ ca: certificate.certificate, resolve: async () => found });
      await expect(get(url)).rejects.toMatchObject({ code: 'SNS_UNREACHABLE' });
    }
    expect(asked()).toBe(0);
  });

  it.each<[string, RequestListener]>([
    ['redirects', (_request, response) => response.writeHead(302, { location: 'https://127.0.0.1/' }).end()],
    ['is missing', (_request, response) => response.writeHead(404).end()],
    ['is endless', (_request, response) => response.end('x'.repeat(70_000))],
  ])('is an error where it %s', async (_name, answer) => {
    const { url, asked } = await serve(answer);
    await expect(guardedGetter(loopback)(url)).rejects.toMatchObject({ code: 'SNS_UNREACHABLE' });
    expect(asked()).toBe(1);
  });

  it('is not asked without TLS', async () => {
    await expect(guardedGetter(loopback)(new URL('http://sns.example/'))).rejects.toMatchObject({
      code: 'SNS_UNREACHABLE',
    });
  });
});

it.each([
  ['198.41.0.4', true],
  ['2600:1f00::1', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['::', false],
  ['::ffff:198.41.0.4', false],
  ['fe80::1', false],
  ['fd00:ec2::254', false],
  ['ff02::1', false],
  ['not an address', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
