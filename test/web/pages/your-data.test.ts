import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redactErased } from '../../../src/subscribers/redact-erased.js';
import { requestSubscription } from '../../../src/subscribers/request-subscription.js';
import { unsubscribe } from '../../../src/subscribers/unsubscribe.js';
import { tablesThatHold } from '../../support/holding-places.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const DAY = 86_400_000;
const start = new Date('2026-03-24T09:30:00Z');

describe('what is kept about a reader', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: start });
  });
  afterAll(() => web.close());

  /** A reader with a history, and the path of the page. */
  async function reader(address: string): Promise<{ id: number; path: string }> {
    const { id } = await web.addReader(address);
    await unsubscribe(web.database, { subscriberId: id, via: 'link', now: web.now });
    await web.database.query('UPDATE notices SET reply_text = $1 WHERE subscriber_id = $2', [
      `250 ok ${address}`,
      id,
    ]);
    await requestSubscription(web.database, {
      address: address.replace(/^./, (letter) => letter.toUpperCase()),
      via: 'form',
      clientHash: null,
    });
    return { id, path: `/your-data/${web.token('data', id)}` };
  }

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });

  it('is told in words, with what can be done', async () => {
    const { path } = await reader('told@example.org');
    const { statusCode, headers, body } = await get(path);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('Your address told@example.org. You are unsubscribed.');
    expect(body).toContain('2 entries of your consent record, 1 mail about the subscription itself');
    expect(body).toContain(`href="${path}/export.json"`);
    expect(body).toContain(`href="${path}/erase"`);
  });

  const notices = async (id: number) =>
    (
      await web.database.query<{ kind: string }>(
        "SELECT kind FROM notices WHERE subscriber_id = $1 AND kind LIKE 'data-%' ORDER BY id",
        [id],
      )
    ).rows.map(({ kind }) => kind);

  it('opens by no other link: one of those mails the link to the address, at most one in half an hour', async () => {
    const { id } = await web.addReader('leaving@example.org');
    for (const purpose of ['unsubscribe', 'preferences', 'answer'] as const) {
      const path = `/your-data/request/${web.token(purpose, id)}`;
      expect((await get(path)).body).toContain(`<form method="post" action="${path}"`);
      const asked = await web.post(path);
      expect([asked.statusCode, asked.body.includes('A mail is on its way')]).toEqual([200, true]);
    }
    expect(await notices(id)).toEqual(['data-link']);
    for (let time = 0; time < 8; time += 1) {
      web.now = new Date(web.now.getTime() + 1_800_000);
      const token = web.token('answer', id);
      const answer = await web.server.inject({
        ...{ method: 'POST', url: '/api/v1/subscribers/data-link', payload: { token } },
      });
      expect(answer.statusCode).toBe(202);
    }
    expect((await notices(id)).length).toBe(5);
    web.now = start;
    for (const purpose of ['feed', 'digest', 'confirm', 'data'] as const) {
      expect((await web.post(`/your-data/request/${web.token(purpose, id)}`)).statusCode).toBe(400);
    }
  });

  it('is not behind any link of a forwarded mail, however old: no page makes a link for more than its own', async () => {
    const { id } = await web.addReader('forwarded@example.org');
    const old = web.token('unsubscribe', id);
    web.now = new Date(start.getTime() + 3 * 365 * DAY);
    const { body } = await get(`/unsubscribe/${old}`);
    const links = [...body.matchAll(/(?:href|action)="(\/[^"]*[A-Za-z0-9_-]{40}[^"]*)"/g)].map(
      ([, link]) => link ?? '',
    );
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect(link).toContain(old);
    const weekly = await web.post(`/unsubscribe/${old}/weekly`);
    expect([weekly.statusCode, weekly.body.includes('Once a week from now on')]).toEqual([200, true]);
    web.now = start;
  });

  it('is exported whole: each row that refers to the reader, by table, and no other', async () => {
    await reader('somebody-else@example.org');
    const { id, path } = await reader('export@example.org');
    const answer = await get(`${path}/export.json`);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="your-data.json"');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const held = answer.json();
    expect(held.subscriber).toMatchObject({ id, address: 'export@example.org', state: 'unsubscribed' });
    expect(held.held.consents).toMatchObject([{ event: 'added' }, { event: 'withdrawn' }]);
    expect(held.held.notices).toHaveLength(1);
    expect(held.signups).toMatchObject([{ address: 'Export@example.org' }]);
    expect(held.wordings).toHaveProperty('form-1');
    expect(answer.body).not.toContain('somebody-else');
    const places = (await tablesThatHold(web.database, 'export@example.org')).map((name) => name.slice(7));
    expect([...Object.keys(held.held), 'subscribers', 'signups']).toEqual(expect.arrayContaining(places));
    const api = await web.server.inject({
      method: 'POST',
      url: '/api/v1/subscribers/export',
      payload: { token: path.split('/').at(-1) },
    });
    expect(api.statusCode).toBe(200);
    expect(api.json().subscriber).toEqual(held.subscriber);
    expect(await notices(id)).toEqual(['data-exported']);
  });

  it('is erased by the button of a second page, and by nothing else', async () => {
    const { id, path } = await reader('erased@example.org');
    for (const url of [path, `${path}/erase`, `${path}/export.json`]) {
      for (const method of ['GET', 'HEAD'] as const) {
        expect((await web.server.inject({ method, url })).statusCode).toBe(200);
      }
    }
    expect((await get(`${path}/erase`)).body).toContain(`<form method="post" action="${path}/erase"`);
    expect(await web.reader(id)).not.toBeNull();

    expect((await web.post(`${path}/erase`)).body).toContain('Everything is erased.');
    expect(await web.reader(id)).toBeNull();
    await redactErased(web.database);
    // The last word to the address holds it until it is sent.
    expect(await tablesThatHold(web.database, 'erased@example.org')).toEqual(['public.notices']);
    await web.database.query(
      "UPDATE notices SET state = 'sent', recipient = NULL WHERE kind = 'data-erased'",
    );
    expect(await tablesThatHold(web.database, 'erased@example.org')).toEqual([]);
    const [left] = await web.addReader('erased@example.org').then(
      () => ['added'],
      (error: Error) => [error.message],
    );
    expect(left).toContain('was not added');

    expect((await web.post(`${path}/erase`)).body).toContain('Everything is erased.');
    expect((await get(path)).statusCode).toBe(410);
    expect((await get(`${path}/export.json`)).statusCode).toBe(410);
  });

  it('is erased through the API, where that is said twice', async () => {
    const { id, path } = await reader('api@example.org');
    const token = path.split('/').at(-1);
    const erase = (payload: object) =>
      web.server.inject({ method: 'POST', url: '/api/v1/subscribers/erase', payload });
    expect((await erase({ token })).statusCode).toBe(400);
    expect((await erase({ token, confirm: false })).statusCode).toBe(400);
    expect(await web.reader(id)).not.toBeNull();
    expect((await erase({ token, confirm: true })).json()).toEqual({ result: 'erased' });
    expect((await erase({ token, confirm: true })).json()).toEqual({ result: 'gone' });
    expect(await web.reader(id)).toBeNull();
    await redactErased(web.database);
    expect(await tablesThatHold(web.database, 'api@example.org')).toEqual(['public.notices']);
  });

  it('opens to no other link, and for half an hour only', async () => {
    const { id, path } = await reader('bound@example.org');
    for (const purpose of ['unsubscribe', 'resume', 'answer', 'feed', 'digest', 'confirm'] as const) {
      const foreign = `/your-data/${web.token(purpose, id)}`;
      expect((await get(foreign)).statusCode).toBe(400);
      expect((await web.post(`${foreign}/erase`)).statusCode).toBe(400);
    }
    web.now = new Date(start.getTime() + 1_802_000);
    expect((await get(path)).statusCode).toBe(410);
    expect((await web.post(`${path}/erase`)).statusCode).toBe(410);
    web.now = start;
    expect(await web.reader(id)).not.toBeNull();
  });
});
