import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/public-address.js';
import { guardedGetter } from '../../../src/sources/pictures/guarded-get.js';

const signal = new AbortController().signal;
const local = { maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 2, protocols: ['http:'] };
const onlyHere = (address: string) => address === '127.0.0.1';
let server: Server;
let base: string;
let asked: string[];

beforeAll(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const path = new URL(request.url ?? '', base);
    const to = path.searchParams.get('to');
    if (to !== null) response.writeHead(302, { location: to }).end();
    else if (path.pathname === '/long') response.end(Buffer.alloc(2_000));
    else if (path.pathname === '/missing') response.writeHead(404).end('no');
    else if (path.pathname === '/never') response.writeHead(200).write('a');
    else response.end('body');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, options = {}) =>
  guardedGetter({ ...local, mayConnect: onlyHere, ...options })(new URL(path, base), signal);

describe('an address of a stranger', () => {
  it('is read, over redirects to where one may go', async () => {
    expect((await get('/picture')).toString()).toBe('body');
    expect((await get('/?to=/picture')).toString()).toBe('body');
  });

  it.each([
    ['http://127.0.0.2:80/'],
    ['http://10.0.0.1/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['http://[::1]/'],
    ['http://[::ffff:10.0.0.1]/'],
    ['http://2130706434/'],
    ['http://0x7f.2/'],
  ])('is not followed to %s', async (to) => {
    await expect(get(`/?to=${encodeURIComponent(to)}`)).rejects.toThrow('an address that is not public');
  });

  it('is refused by what its name resolves to, before anything is sent', async () => {
    const before = asked.length;
    const url = new URL(`${base.replace('127.0.0.1', 'localhost')}/picture`);
    const guarded = guardedGetter(local);
    await expect(guarded(url, signal)).rejects.toThrow('an address that is not public');
    await expect(guarded(new URL(base), signal)).rejects.toThrow('an address that is not public');
    expect(asked).toHaveLength(before);
  });

  it.each([
    ['/?to=ftp://127.0.0.1/', 'the protocol ftp:'],
    ['/?to=file:///etc/passwd', 'the protocol file:'],
    ['/?to=http://name:secret@127.0.0.1/', 'an address with a login'],
    ['/?to=/%3Fto=/%253Fto=/%25253Fto=/picture', 'too many redirects'],
    ['/?to=http://', 'a redirect to nowhere'],
    ['/long', 'more than 1000 bytes'],
    ['/missing', 'status 404'],
  ])('at %s is refused: %s', async (path, reason) => {
    await expect(get(path)).rejects.toThrow(reason);
  });

  it('is given up when the time is over', async () => {
    await expect(get('/never', { timeoutMs: 100 })).rejects.toThrow('no answer in time');
  });

  it('is spoken to by https alone where nothing else is said', async () => {
    const { maxBytes, timeoutMs, maxRedirects } = local;
    const guarded = guardedGetter({ maxBytes, timeoutMs, maxRedirects, mayConnect: onlyHere });
    await expect(guarded(new URL(base), signal)).rejects.toThrow('the protocol http:');
  });
});

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:2800:220:1::1'])(
    '%s is',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...[
      '192.168.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:8.8.8.8',
      'fe80::1',
    ],
    ...[
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '64:ff9b::a00:1',
      '2002:a00:1::1',
      '::ffff:0:a00:1',
      '5f00::1',
      '2001:db8::1',
      'localhost',
      '',
    ],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
