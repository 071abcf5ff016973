import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseExposedMailbox } from '../../../src/config/mailbox-exposure.js';
import { readConfig } from '../../../src/config/read-config.js';
import { adminKey, type OpenWeb, openWeb, publicUrl } from '../open-web.js';

let web: OpenWeb;
let withMailbox: OpenWeb;
/** Where the one with the mailbox listens. */
let site: string;
beforeAll(async () => {
  web = await openWeb({ environment: { EMBED_ORIGINS: 'https://lab.example' } });
  withMailbox = await openWeb({ mailbox: true });
  site = await withMailbox.server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await web.close();
  await withMailbox.close();
});

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string };
}

const form = 'application/x-www-form-urlencoded';
const admin = { authorization: `Bearer ${adminKey}` };

describe('what is no text', () => {
  it.each([
    ['GET', '/search?q=a%00b', null],
    ['GET', '/%E0%A4%A', null],
    ['GET', '/papers/%ff', null],
    ['GET', '/api/v1/search?q=%00', null],
    ['GET', '/search?q=%ED%A0%80', null],
    ['POST', '/subscribe', 'address=a%00b%40example.org'],
    ['POST', '/api/v1/subscribers', '{"address":"a\\u0000@example.org"}'],
    ['POST', '/api/v1/subscribers', '{"address":"\\ud800@example.org"}'],
    ['POST', '/api/v1/preview', '{"follow":{"keywords":["\\udfff"]}}'],
    ['POST', '/api/v1/preview', `${'{"follow":'.repeat(100)}1${'}'.repeat(100)}`],
  ] as const)('is refused once, before any route: %s %s %s', async (method, url, payload) => {
    const headers = { 'content-type': payload?.startsWith('{') === true ? 'application/json' : form };
    const answer = await web.server.inject({
      ...{ method, url, headers: { ...headers, accept: 'application/json' } },
      ...(payload === null ? {} : { payload }),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['content-security-policy']).toBeDefined();
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('is refused by the API as everything is, whatever a client says that it accepts', async () => {
    for (const name of ['%00', '%E0%A4%A', '9'.repeat(500), 'a%20'.repeat(900)]) {
      const answer = await web.server.inject({ url: `/api/v1/digests/${name}` });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['content-security-policy']).toBeDefined();
    }
  });

  it('is refused as a page to a person', async () => {
    const answer = await web.server.inject({ url: '/%E0%A4%A', headers: { accept: 'text/html' } });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
  });
});

describe('what is no request of HTTP', () => {
  /** Everything that comes back over one connection, until the other side ends it. */
  async function answerTo(...pieces: readonly string[]): Promise<{ head: string; body: string }> {
    const socket = connect(Number(new URL(site).port), '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    for (const piece of pieces) socket.write(piece);
    await once(socket, 'end');
    socket.destroy();
    const [head = '', body = ''] = Buffer.concat(parts).toString().split('\r\n\r\n');
    return { head, body };
  }

  it.each([
    [
      'more than the headers may take',
      431,
      `GET /?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ],
    ['no request at all', 400, 'nonsense\r\n\r\n'],
    [
      'two lengths',
      400,
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
    ],
  ] as const)('is told so once, and that its connection ends: %s', async (_what, status, text) => {
    const { head, body } = await answerTo(text, 'and what comes behind it'.repeat(1_000));
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('\r\nconnection: close');
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code: 'INPUT_INVALID' });
  });

  it('is told without a body where only the head was asked for', async () => {
    const asked = `HEAD /?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const { head, body } = await answerTo(asked);
    expect(head).toMatch(/^HTTP\/1.1 431 /);
    expect(body).toBe('');
  });

  it('passes over an expectation that nobody knows, also of who leaves', async () => {
    const { id } = await withMailbox.addReader('expects@example.org');
    const post = `POST /unsubscribe/${withMailbox.token('unsubscribe', id)}?x=%00 HTTP/1.1\r\nHost: localhost`;
    const { head } = await answerTo(
      `${post}\r\nExpect: rubbish\r\nConnection: close\r\nContent-Type: ${form}\r\nContent-Length: 26\r\n\r\nList-Unsubscribe=One-Click`,
    );
    expect(head).toMatch(/^HTTP\/1.1 200 /);
    const { rows } = await withMailbox.database.query<{ state: string }>(
      'SELECT state FROM subscribers WHERE id = $1',
      [id],
    );
    expect(rows[0]?.state).toBe('unsubscribed');
  });
});

describe('a request that no route takes', () => {
  it('is told the methods that there are', async () => {
    for (const [method, url, allow] of [
      ['DELETE', '/subscribe', 'GET, HEAD, POST'],
      ['PATCH', '/api/v1/preferences', 'GET, HEAD, PUT'],
      ['PUT', '/search', 'GET, HEAD'],
    ] as const) {
      const headers = { origin: publicUrl };
      const answer = await web.server.inject({ method, url, headers });
      expect([url, answer.statusCode]).toEqual([url, 405]);
      expect(String(answer.headers.allow).split(', ').sort().join(', ')).toBe(allow);
    }
    const nowhere = await web.server.inject({ url: '/there/is/nothing/here' });
    expect(nowhere.statusCode).toBe(404);
  });

  it('is told that a packed body is not taken', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    const answer = await web.server.inject({
      method: 'POST',
      url: '/api/v1/subscribers',
      headers,
      payload: 'x',
    });
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'ENCODING_UNSUPPORTED']);
  });

  it('is told which key is not known, and nothing is reset by it', async () => {
    const { id } = await web.addReader('typo@example.org');
    const headers = { authorization: `Bearer ${web.token('preferences', id)}` };
    const put = (payload: object) =>
      web.server.inject({ method: 'PUT', url: '/api/v1/preferences', headers, payload });
    expect((await put({ rules: { maxPapers: 3 } })).statusCode).toBe(200);
    for (const payload of [
      { ruels: {} },
      { rules: { maxpapers: 4 } },
      { schedule: { freqency: 'weekly' } },
    ]) {
      const answer = await put(payload);
      expect(answer.statusCode).toBe(400);
      expect(JSON.stringify(answer.json().errors)).toMatch(/ruels|maxpapers|freqency/);
    }
    const preview = await web.server.inject({
      method: 'POST',
      url: '/api/v1/preview',
      payload: { folow: {} },
    });
    expect(preview.statusCode).toBe(400);
    const { rows } = await web.database.query<{ rules: { maxPapers: number } }>(
      'SELECT rules FROM subscribers s JOIN rule_sets r ON r.id = s.rule_set_id WHERE s.id = $1',
      [id],
    );
    expect(rows[0]?.rules.maxPapers).toBe(3);
  });

  it('that names what no row can hold is the client’s fault', async () => {
    for (const url of [
      '/api/v1/admin/subscribers/99999999999999999999',
      '/api/v1/admin/subscribers?after=99999999999999999999',
      '/api/v1/admin/subscribers?after=Infinity',
    ]) {
      const answer = await web.server.inject({ url, headers: admin });
      expect([url, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([url, true]);
    }
  });

  it('holds no number beyond all bounds, whatever asks for one', async () => {
    const { paths } = await web.server
      .inject({ url: '/docs/json' })
      .then((answer) =>
        answer.json<{ paths: Record<string, { get?: { parameters?: readonly Parameter[] } }> }>(),
      );
    const numbers = Object.entries(paths).flatMap(([path, { get }]) =>
      (get?.parameters ?? [])
        .filter(
          ({ in: place, schema: { type } }) => place === 'query' && (type === 'integer' || type === 'number'),
        )
        .map(({ name }) => `${path.replace(/\{\w+\}/g, '1')}?${name}=`),
    );
    expect(numbers).toContain('/api/v1/admin/growth?days=');
    for (const url of numbers.flatMap((asked) => [
      `${asked}1e400`,
      `${asked}${'9'.repeat(400)}`,
      `${asked}-1e400`,
    ])) {
      const { statusCode } = await web.server.inject({ url, headers: admin });
      expect([url, statusCode >= 400 && statusCode < 500]).toEqual([url, true]);
    }
  });

  it('that hangs up in its middle is no fault of the service', async () => {
    const socket = connect(Number(new URL(site).port), '127.0.0.1');
    socket.write(
      'POST /api/v1/preview HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"fo',
    );
    setTimeout(() => socket.destroy(), 100);
    await once(socket, 'close');
    expect((await fetch(`${site}/healthz`)).status).toBe(200);
    expect(withMailbox.logged.join('')).not.toContain('request-failed');
  });
});

describe('a form on another site', () => {
  const post = (url: string, headers: Record<string, string>) =>
    web.server.inject({
      ...{ method: 'POST', url, headers: { 'content-type': form, host: 'papers.example', ...headers } },
      payload: 'address=cross%40example.org',
    });

  it.each([
    ['https://elsewhere.example', undefined, 403],
    ['null', undefined, 403],
    ['https://lab.example', undefined, 200],
    [publicUrl, undefined, 200],
    [undefined, undefined, 200],
    [publicUrl, 'same-origin', 200],
    ['https://elsewhere.example', 'cross-site', 403],
    [publicUrl, 'cross-site', 403],
    ['https://lab.example', 'cross-site', 200],
  ] as const)('of origin %s and Sec-Fetch-Site %s gets %i', async (origin, site, status) => {
    const headers = {
      ...(origin === undefined ? {} : { origin }),
      ...(site === undefined ? {} : { 'sec-fetch-site': site }),
    };
    expect((await post('/subscribe', headers)).statusCode).toBe(status);
  });

  it('is refused at every page that changes something', async () => {
    const { id } = await web.addReader('victim@example.org');
    for (const path of [
      'confirm',
      'preferences',
      'resume',
      'current-digest',
      'your-data',
      'saved',
    ] as const) {
      const purpose = path === 'current-digest' ? 'digest' : path === 'your-data' ? 'data' : path;
      const token = web.token(purpose === 'saved' ? 'answer' : purpose, id);
      const answer = await post(`/${path}/${token}`, { origin: 'https://elsewhere.example' });
      expect([path, [403, 405].includes(answer.statusCode)]).toEqual([path, true]);
    }
  });

  it('cannot reach the JSON API, whose bodies are JSON alone', async () => {
    const payload = '{}';
    for (const type of [form, 'text/plain', 'multipart/form-data; boundary=x']) {
      const headers = { 'content-type': type };
      const answer = await web.server.inject({
        method: 'POST',
        url: '/api/v1/preview',
        headers,
        payload,
      });
      expect([type, answer.statusCode]).toEqual([type, 415]);
    }
  });

  it('cannot empty the mailbox', async () => {
    const headers = { host: 'localhost:3000', origin: 'http://elsewhere.example' };
    const answer = await withMailbox.server.inject({ method: 'POST', url: '/mailbox/empty', headers });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the built-in mailbox', () => {
  it('answers under the names of the site and of the loopback alone (DNS rebinding)', async () => {
    const under = async (host: string) =>
      (await withMailbox.server.inject({ url: '/mailbox', headers: { host } })).statusCode;
    for (const host of ['papers.example', 'localhost:3000', '127.0.0.1', '[::1]:3000']) {
      expect([host, await under(host)]).toEqual([host, 200]);
    }
    for (const host of ['elsewhere.example', '192.0.2.7:3000', 'localhost.elsewhere.example']) {
      expect([host, await under(host)]).toEqual([host, 421]);
    }
    const headers = { host: 'any.example' };
    expect((await web.server.inject({ url: '/subscribe', headers })).statusCode).toBe(200);
  });

  it('is not shown to a network by accident', () => {
    const start = (environment: Record<string, string>) => () =>
      refuseExposedMailbox(readConfig(environment));
    for (const HOST of ['0.0.0.0', '::', '192.0.2.7', 'papers.example']) {
      expect(start({ HOST })).toThrow(/no login.*MAILBOX=open/s);
      expect(start({ HOST, MAILBOX: 'open' })).not.toThrow();
      expect(start({ HOST, ROLE: 'worker' })).not.toThrow();
    }
    for (const HOST of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) expect(start({ HOST })).not.toThrow();
  });
});
