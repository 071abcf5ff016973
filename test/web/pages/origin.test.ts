import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistory } from '../../../src/store/subscribers/history.js';
import { readPersonalData } from '../../../src/store/subscribers/personal-data.js';
import { processSignups } from '../../../src/subscribers/process-signups.js';
import { limits } from '../../subscribers/signed-up.js';
import { answeredDigest } from '../answered-digest.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

const site = 'https://lab.example';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb({ environment: { EMBED_ORIGINS: `${site}, https://other.example:8443` } });
});
afterAll(() => web.close());

/** The fields that a browser without script would send of the first form to `action`, with an address. */
function fieldsOf(page: string, action: string, address: string): Record<string, string> {
  const [, inside = ''] =
    new RegExp(`action="${action}" class="[^"]*"[^>]*>(.*?)</form>`, 's').exec(page) ?? [];
  const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), address };
}

async function originOfNewest(): Promise<string | null> {
  const { rows } = await web.database.query<{ origin: string | null }>(
    'SELECT origin FROM signups ORDER BY id DESC LIMIT 1',
  );
  return rows[0]?.origin ?? null;
}

let sent = 0;
/** Each request is another client's: limits are not what is tried here. */
async function send(url: string, payload: string | object, headers: Record<string, string> = {}) {
  sent += 1;
  const remoteAddress = `192.0.2.${sent}`;
  const type = typeof payload === 'string' ? form : {};
  return web.server.inject({ method: 'POST', url, remoteAddress, headers: { ...type, ...headers }, payload });
}
const post = (url: string, fields: Record<string, string>) =>
  send(url, new URLSearchParams(fields).toString());

/** Opens a page and sends its card, as a browser without script. */
async function originBy(url: string, headers: Record<string, string> = {}): Promise<string | null> {
  const page = await web.server.inject({ url, headers });
  const action = url.startsWith('/embed') ? '/embed' : '/subscribe';
  const fields = fieldsOf(page.body, action, `reader-${sent}@example.org`);
  const answer = await post(action, fields);
  expect(answer.statusCode, url).toBe(200);
  return originOfNewest();
}

describe('where a wish to subscribe came from', () => {
  it.each([
    ['/', {}, 'page'],
    ['/subscribe', {}, 'page'],
    ['/?from=Spring-Talk', {}, 'page?from=spring-talk'],
    ['/daily/2026-03-23?from=poster', {}, 'page?from=poster'],
    ['/search/subscribe?q=diffusion', {}, 'search'],
    ['/search/subscribe?q=diffusion&from=poster', {}, 'search?from=poster'],
    ['/embed', { referer: `${site}/` }, 'embed:lab.example'],
    ['/embed?from=blog', { referer: 'https://other.example:8443/' }, 'embed:other.example:8443?from=blog'],
    ['/embed', { referer: 'https://evil.example/' }, 'embed'],
    ['/embed', {}, 'embed'],
    ['/?from=jane@example.org', {}, 'page'],
    [`/?from=${'x'.repeat(41)}`, {}, 'page'],
    ['/?from=%3Cscript%3E', {}, 'page'],
    ['/?from=a&from=b', {}, 'page'],
  ])('of %s is kept through the form', async (url, headers, origin) => {
    expect(await originBy(url, headers)).toBe(origin);
  });

  it('is kept where the address had to be mended first', async () => {
    const page = await web.server.inject({ url: '/search/subscribe?q=diffusion&from=poster' });
    const refused = await post('/subscribe', fieldsOf(page.body, '/subscribe', 'no address'));
    expect(refused.statusCode).toBe(422);
    await post('/subscribe', fieldsOf(refused.body, '/subscribe', 'mended@example.org'));
    expect(await originOfNewest()).toBe('search?from=poster');
  });

  it('is kept where work is asked for first', async () => {
    const page = await web.server.inject({ url: '/?from=poster' });
    const fields = { ...fieldsOf(page.body, '/subscribe', 'trapped@example.org'), unused: 'x' };
    const proof = await post('/subscribe', fields);
    expect(proof.statusCode).toBe(422);
    await post('/subscribe', {
      ...fieldsOf(proof.body, '/subscribe', 'trapped@example.org'),
      later: '1',
    });
    expect(await originOfNewest()).toBe('page?from=poster');
  });

  it('is that of the page of ours before, where the form cannot carry it', async () => {
    const headers = { ...form, referer: 'http://papers.example/preview?from=poster', host: 'papers.example' };
    const page = await web.server.inject({ method: 'POST', url: '/preview', headers, payload: '' });
    expect(fieldsOf(page.body, '/subscribe', '')).toMatchObject({ from: 'poster' });
    const foreign = { ...headers, referer: 'http://evil.example/preview?from=poster' };
    const other = await web.server.inject({ method: 'POST', url: '/preview', headers: foreign, payload: '' });
    expect(fieldsOf(other.body, '/subscribe', '')).not.toHaveProperty('from');
  });

  it('is the site that a form of its own stands on', async () => {
    const headers = { origin: site, 'sec-fetch-site': 'cross-site' };
    const payload = 'address=guest%40example.org&from=sidebar';
    await send('/subscribe', payload, headers);
    expect(await originOfNewest()).toBe('embed:lab.example?from=sidebar');
  });

  it.each([
    [{ place: 'key', from: 'x y', site: 'evil.example' }, 'page'],
    [{ place: 'search', from: 'reader@example.org', site: 'https://lab.example' }, 'search'],
    [{ site: 'lab.example' }, 'embed:lab.example'],
  ])('is never what somebody wrote into %j', async (fields, origin) => {
    await post('/subscribe', { address: 'forged@example.org', ...fields });
    expect(await originOfNewest()).toBe(origin);
  });

  it('is the API, with what the program says of it, and a clear error where that is no campaign', async () => {
    const ask = (body: object) => send('/api/v1/subscribers', body);
    expect((await ask({ address: 'a@example.org' })).statusCode).toBe(202);
    expect(await originOfNewest()).toBe('api');
    expect((await ask({ address: 'b@example.org', from: 'App.Store' })).statusCode).toBe(202);
    expect(await originOfNewest()).toBe('api?from=app.store');
    const refused = await ask({ address: 'c@example.org', from: 'jane@example.org' });
    expect(refused.statusCode).toBe(400);
    expect(JSON.stringify(refused.json())).toContain('/from');
  });

  it('is the key of whom an operator added', async () => {
    const headers = { authorization: `Bearer ${adminKey}` };
    const payload = { addresses: ['added@example.org'] };
    await web.server.inject({ method: 'POST', url: '/api/v1/admin/subscribers', headers, payload });
    const { rows } = await web.database.query(
      `SELECT event, origin FROM consents JOIN subscribers s ON s.id = subscriber_id WHERE address = 'added@example.org'`,
    );
    expect(rows).toEqual([{ event: 'added', origin: 'key:environment' }]);
  });
});

describe('the consent record', () => {
  it('has the origin from the wish to the confirmation, and the digest by whose link they left', async () => {
    const digest = await answeredDigest(web);
    await web.database.query('DELETE FROM signups');
    await originBy('/?from=poster');
    await processSignups(web.database, { keyring: web.keyring, now: web.now, limits });
    const { rows } = await web.database.query<{ id: number }>('SELECT max(id) AS id FROM subscribers');
    const id = rows[0]?.id ?? 0;
    await web.post(`/confirm/${web.token('confirm', id, 1)}`);
    await web.post(`/unsubscribe/${web.token('unsubscribe', id, digest.id)}`);

    const origin = 'page?from=poster';
    const history = await readHistory(web.database, { subscriberId: id, addressHash: Buffer.alloc(32) }, 50);
    const consents = history.filter(({ kind }) => kind === 'consent').map(({ facts }) => facts);
    const byEvent = consents.sort((a, b) => String(b['event']).localeCompare(String(a['event'])));
    expect(byEvent).toEqual([
      { event: 'withdrawn', via: 'link', wording: null, digest: 'daily', period: '2026-03-23' },
      { event: 'requested', via: 'form', wording: expect.any(String), origin },
      { event: 'confirmed', via: 'link', wording: null, origin },
    ]);
    const held = await readPersonalData(web.database, id);
    const entries = held?.tables['consents']?.toSorted((a, b) => Number(a['id']) - Number(b['id']));
    expect(entries).toMatchObject([
      { event: 'requested', origin },
      { event: 'confirmed', origin },
      { event: 'withdrawn', origin: null, digest_id: digest.id },
    ]);
  });

  it.each([
    ['one-click', 0, null],
    ['one-click', 4_000_000, null],
    ['one-click', 1, 1],
    ['api', 1, 1],
  ])('by %s of a link with %i names %s', async (via, serial, digestId) => {
    const { id } = await web.addReader(`${via}-${serial}@example.net`);
    const token = web.token('unsubscribe', id, serial);
    const answer =
      via === 'api'
        ? await web.server.inject({
            method: 'POST',
            url: '/api/v1/subscribers/unsubscribe',
            payload: { token },
          })
        : await web.post(`/unsubscribe/${token}`, { 'List-Unsubscribe': 'One-Click' });
    expect(answer.statusCode).toBe(200);
    const { rows } = await web.database.query(
      `SELECT via, digest_id FROM consents WHERE subscriber_id = $1 AND event = 'withdrawn'`,
      [id],
    );
    expect(rows).toEqual([{ via, digest_id: digestId }]);
  });
});
