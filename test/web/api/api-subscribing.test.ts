import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('the API for subscribing', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const post = (path: string, payload: unknown) =>
    web.server.inject({ method: 'POST', url: `/api/v1/subscribers${path}`, payload: payload as object });

  it('takes a request and tells to look into the inbox', async () => {
    const answer = await post('', { address: 'reader@example.org' });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ message: expect.stringContaining('inbox'), delayed: false });
    const { rows } = await web.database.query('SELECT address, via FROM signups');
    expect(rows).toEqual([{ address: 'reader@example.org', via: 'api' }]);
  });

  it('leaves, once and again', async () => {
    const { id } = await web.addReader('leaves@example.org');
    const token = web.token('unsubscribe', id);
    expect((await post('/unsubscribe', { token })).json()).toEqual({ result: 'left' });
    expect((await post('/unsubscribe', { token })).json()).toEqual({ result: 'already' });
    expect((await web.reader(id))?.state).toBe('unsubscribed');
    const consents = await web.database.query(
      "SELECT event, via FROM consents WHERE subscriber_id = $1 AND event = 'withdrawn'",
      [id],
    );
    expect(consents.rows).toEqual([{ event: 'withdrawn', via: 'api' }]);
    await removeSubscriber(web.database, web.keyring, id);
    expect((await post('/unsubscribe', { token })).json()).toEqual({ result: 'gone' });
  });

  it('confirms, once and again', async () => {
    const { rows } = await web.database.query<{ id: number }>(
      `INSERT INTO subscribers (address, address_key, address_hash, state, confirm_serial)
       VALUES ('p@example.org', 'p@example.org', 'hash', 'pending', 1) RETURNING id`,
    );
    const id = rows[0]?.id ?? 0;
    expect((await post('/confirm', { token: web.token('confirm', id, 1) })).json()).toEqual({
      result: 'confirmed',
    });
    expect((await post('/confirm', { token: web.token('confirm', id, 1) })).json()).toEqual({
      result: 'already',
    });
    expect((await web.reader(id))?.state).toBe('active');
  });

  it.each([
    ['', { address: 'nobody' }, 422, 'ADDRESS_INVALID'],
    ['', { address: 7 }, 422, 'ADDRESS_INVALID'],
    ['', {}, 400, 'INPUT_INVALID'],
    ['', 'no object', 415, 'INPUT_INVALID'],
    ['', { address: 'x'.repeat(400) }, 400, 'INPUT_INVALID'],
    ['/confirm', { token: 'damaged' }, 400, 'TOKEN_INVALID'],
    ['/confirm', {}, 400, 'INPUT_INVALID'],
    ['/unsubscribe', { token: 'damaged' }, 400, 'TOKEN_INVALID'],
    ['/nothing', {}, 404, 'NOT_FOUND'],
  ])('answers %s with %j as a problem', async (path, payload, status, code) => {
    const answer = await post(path, payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = answer.json();
    expect(problem).toMatchObject({ type: 'about:blank', status, code });
    expect(problem.title.length).toBeGreaterThan(3);
    expect(problem.detail.length).toBeGreaterThan(10);
  });

  it('names what is wrong with a request', async () => {
    const problem = (await post('', {})).json();
    expect(problem.errors).toEqual([{ pointer: '#/body', detail: expect.stringContaining('address') }]);
  });

  it('refuses JSON that is none, and bodies that are too long', async () => {
    const headers = { 'content-type': 'application/json' };
    const url = '/api/v1/subscribers';
    const broken = await web.server.inject({ method: 'POST', url, headers, payload: '{"address":' });
    expect(broken.statusCode).toBe(400);
    expect(broken.json()).toMatchObject({ code: 'INPUT_INVALID' });
    const payload = JSON.stringify({ address: 'x'.repeat(20_000) });
    const long = await web.server.inject({ method: 'POST', url, headers, payload });
    expect(long.statusCode).toBe(413);
    expect(long.json()).toMatchObject({ code: 'INPUT_INVALID', title: 'Payload Too Large' });
  });

  it('says that an expired link has expired', async () => {
    const token = web.token('confirm', 1, 1);
    const then = web.now;
    web.now = new Date(then.getTime() + 8 * 86_400_000);
    const answer = await post('/confirm', { token });
    web.now = then;
    expect(answer.statusCode).toBe(410);
    expect(answer.json()).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});
