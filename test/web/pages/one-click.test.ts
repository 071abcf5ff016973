import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { type OpenWeb, openWeb } from '../open-web.js';

function multipart(): FormData {
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  return body;
}

const encodings = [
  ['application/x-www-form-urlencoded', () => new URLSearchParams('List-Unsubscribe=One-Click')],
  ['multipart/form-data', multipart],
] as const;

describe('one-click unsubscribing (RFC 8058), over HTTP', () => {
  let web: OpenWeb;
  let base: string;

  beforeAll(async () => {
    web = await openWeb();
    base = await web.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => web.close());

  it.each(encodings)('takes %s, without cookie or redirect, however often', async (type, body) => {
    const { id } = await web.addReader(`${type.replace('/', '.')}@example.org`);
    const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
    for (const time of ['first', 'second', 'third']) {
      const answer = await fetch(url, { method: 'POST', body: body(), redirect: 'manual' });
      expect(answer.status, time).toBe(200);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect((await answer.text()).length).toBeLessThan(100);
      expect((await web.reader(id))?.state).toBe('unsubscribed');
    }
    const { rows } = await web.database.query(
      `SELECT event, via, (SELECT count(*) FROM notices n WHERE n.subscriber_id = c.subscriber_id) AS mails
       FROM consents c WHERE subscriber_id = $1 ORDER BY id`,
      [id],
    );
    expect(rows).toEqual([
      { event: 'added', via: 'operator', mails: 0 },
      { event: 'withdrawn', via: 'one-click', mails: 0 },
    ]);
  });

  it.each(encodings)('answers 2xx to %s for a reader who was erased', async (type, body) => {
    const { id } = await web.addReader(`erased.${type.replace('/', '.')}@example.org`);
    await removeSubscriber(web.database, web.keyring, id);
    const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
    expect((await fetch(url, { method: 'POST', body: body() })).status).toBe(200);
  });

  it('works sixty days later and longer', async () => {
    const { id } = await web.addReader('patient@example.org');
    const url = `/unsubscribe/${web.token('unsubscribe', id)}`;
    web.now = new Date(web.now.getTime() + 400 * 86_400_000);
    const answer = await web.post(url, { 'List-Unsubscribe': 'One-Click' });
    expect(answer.statusCode).toBe(200);
    expect((await web.reader(id))?.state).toBe('unsubscribed');
  });

  it.each(encodings)('changes nothing for a forged token in %s', async (_type, body) => {
    const { id } = await web.addReader('forged@example.org');
    const token = web.token('unsubscribe', id);
    const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const answer = await fetch(`${base}/unsubscribe/${forged}`, { method: 'POST', body: body() });
    expect(answer.status).toBe(400);
    expect((await web.reader(id))?.state).toBe('active');
  });

  it('refuses forms that are larger than any mail client sends', async () => {
    const { id } = await web.addReader('large@example.org');
    const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
    const fields = multipart();
    for (let index = 0; index < 50; index += 1) fields.set(`field-${index}`, 'x'.repeat(1_000));
    const file = multipart();
    file.set('file', new Blob(['x'.repeat(100_000)]), 'file.bin');
    const long = new URLSearchParams({ 'List-Unsubscribe': 'One-Click', more: 'x'.repeat(100_000) });
    for (const body of [fields, file, long]) {
      const answer = await fetch(url, { method: 'POST', body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect((await web.reader(id))?.state).toBe('active');
  });

  it('leaves a HEAD without effect', async () => {
    const { id } = await web.addReader('head@example.org');
    const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect((await web.reader(id))?.state).toBe('active');
  });
});
