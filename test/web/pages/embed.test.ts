import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

const site = 'https://lab.example';
const pages = ['/', '/subscribe', '/preview', '/digests', '/mailbox', '/nothing', '/search?q=x'];

async function post(
  web: OpenWeb,
  url: string,
  headers: Record<string, string>,
  form: Record<string, string> = { address: 'new@example.org' },
) {
  return web.server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });
}

const signups = async (web: OpenWeb): Promise<number> =>
  (await web.database.query('DELETE FROM signups')).rowCount ?? 0;

describe('the subscribe form on other sites', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({
      environment: { EMBED_ORIGINS: `${site}, http://127.0.0.1:8080` },
      mailbox: true,
    });
  });
  afterAll(() => web.close());

  it('may be framed by the allowed origins, and nothing else may', async () => {
    const { statusCode, headers, body } = await web.server.inject({ url: '/embed' });
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toContain(`frame-ancestors ${site} http://127.0.0.1:8080`);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
    expect(body).toContain('action="/embed"');
    expect(body).toMatch(/<a href="\/preview" target="_blank" rel="noopener">/);
    for (const url of pages) {
      const page = await web.server.inject({ url });
      expect(page.headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
      expect(page.headers['x-frame-options'], url).toBe('DENY');
    }
  });

  it('takes an address in the frame, and says in it what is wrong with another', async () => {
    const within = { 'sec-fetch-site': 'same-origin', origin: 'null' };
    const refused = await post(web, '/embed', within, { address: '"><script>' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('not an address that mail can be sent to');
    expect(refused.body).not.toContain('<script>');
    const taken = await post(web, '/embed', within);
    expect(taken.body).toContain('Check your inbox');
    expect(taken.headers['content-security-policy']).toContain(`frame-ancestors ${site}`);
    expect(await signups(web)).toBe(1);
    const trapped = await post(web, '/embed', within, { address: 'a@example.org', unused: 'x' });
    expect(trapped.body).toContain('One more step');
    expect(trapped.body).toContain('action="/embed"');
    expect(await signups(web)).toBe(0);
  });

  it.each([
    ['an allowed origin is taken', { 'sec-fetch-site': 'cross-site', origin: site }, 200, 1],
    [
      'an allowed neighbour is taken',
      { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8080' },
      200,
      1,
    ],
    ['its own page is taken', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 200, 1],
    ['a program is taken', {}, 200, 1],
    [
      'another origin is refused',
      { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' },
      403,
      0,
    ],
    [
      'an origin that begins like an allowed one is refused',
      { 'sec-fetch-site': 'cross-site', origin: `${site}.evil.example` },
      403,
      0,
    ],
    ['a neighbour is refused', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8081' }, 403, 0],
    ['a page that hides its origin is refused', { 'sec-fetch-site': 'cross-site', origin: 'null' }, 403, 0],
    ['a page without an origin is refused', { 'sec-fetch-site': 'cross-site' }, 403, 0],
  ])('the form that comes from %s', async (_, headers, status, kept) => {
    const answer = await post(web, '/subscribe', {
      ...(headers as Record<string, string>),
      accept: 'text/html',
    });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.body).toContain('This form cannot be used from there');
    expect(await signups(web)).toBe(kept);
  });

  it('takes from the frame what the frame itself sends, and no form of the site around it', async () => {
    const answer = await post(web, '/embed', { 'sec-fetch-site': 'cross-site', origin: site });
    expect([answer.statusCode, await signups(web)]).toEqual([403, 0]);
  });

  const isFramePage = (body: string): boolean =>
    body.includes('<body class="embedded">') && !body.includes('<nav') && !body.includes('<footer');

  it.each([
    [
      'a form of elsewhere',
      { 'sec-fetch-site': 'cross-site', origin: site },
      403,
      'cannot be used from there',
    ],
    ['a form that cannot be read', { 'content-type': 'multipart/form-data' }, 415, 'cannot be read'],
  ])('says in the frame what is wrong with %s', async (_, headers, status, said) => {
    const answer = await post(web, '/embed', headers as Record<string, string>);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(said);
    expect(answer.body).toContain('<a href="/embed">');
    expect(isFramePage(answer.body)).toBe(true);
    expect(answer.headers['content-security-policy']).toContain(`frame-ancestors ${site}`);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('says in the frame, and in its language, that it was too much', async () => {
    const german = { 'sec-fetch-site': 'same-origin', 'accept-language': 'de' };
    let answer = await post(web, '/embed', german, { address: 'nobody' });
    for (let more = 0; more < 10 && answer.statusCode === 422; more++) {
      answer = await post(web, '/embed', german, { address: 'nobody' });
    }
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(answer.body).toContain('<html lang="de">');
    expect(isFramePage(answer.body)).toBe(true);
    const outside = await post(web, '/subscribe', { accept: 'text/html' });
    expect([outside.statusCode, isFramePage(outside.body)]).toEqual([429, false]);
  });
});

describe('without allowed origins', () => {
  it('there is no card for frames, and forms of other sites are refused', async () => {
    const web = await openWeb();
    try {
      expect((await web.server.inject({ url: '/embed' })).statusCode).toBe(404);
      const answer = await post(web, '/subscribe', { 'sec-fetch-site': 'cross-site', origin: site });
      expect([answer.statusCode, await signups(web)]).toEqual([403, 0]);
    } finally {
      await web.close();
    }
  });
});
