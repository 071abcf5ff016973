import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { waitFor } from '../../support/wait-for.js';
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

const field = 'List-Unsubscribe=One-Click';
const part = 'Content-Disposition: form-data; name="List-Unsubscribe"';

/** `../shared/data/cases/one-click.tsv`, and neighbours of its rows. */
const bodies: readonly (readonly [string | null, string])[] = [
  [null, field],
  [null, ''],
  ['application/octet-stream', field],
  ['text/html', field],
  ['text/plain', field],
  ['application/json', ''],
  ['application/json', '{"List-Unsubscribe":'],
  ['multipart/form-data', field],
  ['multipart/form-data; boundary=x', `--x\n${part}\n\nOne-Click\n--x--\n`],
  ['multipart/form-data; boundary=x', `--y\r\n${part}\r\n\r\nOne-Click`],
  ['multipart/mixed; boundary=""', 'x'],
  ['application/xml', '<?xml version="1.0"?><a>&b;'],
  ['application/x-www-form-urlencoded; charset=utf-16', field],
  ['application/x-www-form-urlencoded', 'list-unsubscribe=one-click'],
  ['application/x-www-form-urlencoded', `${field}&more=${'x'.repeat(100_000)}`],
  ['no type at all', 'x'.repeat(2_000_000)],
  ['/', '%E0%A4%A\0'],
  ['application/x-www-form-urlencoded', 'List%2DUnsubscribe=One%2DClick'],
  ['application/x-www-form-urlencoded', 'LIST-UNSUBSCRIBE=ONE-CLICK'],
  ['application/x-www-form-urlencoded', 'List-Unsubscribe=One+Click'],
  ['application/x-www-form-urlencoded', 'a=1&List-Unsubscribe=One-Click&b=2'],
  ['application/x-www-form-urlencoded', '"List-Unsubscribe=One-Click"'],
  ['application/x-www-form-urlencoded', 'List-Unsubscribe: One-Click\r\n'],
  ['application/x-www-form-urlencoded;charset=UTF-8', field],
  ['APPLICATION/X-WWW-FORM-URLENCODED', field],
  [' application/x-www-form-urlencoded', field],
  ['application/x-www-form-urlencoded, application/x-www-form-urlencoded', field],
  ['application/x-www-form-urlencoded', `${field}\0`],
  ['application/x-www-form-urlencoded', '%'],
  ['application/json; charset=utf-8', '{"List-Unsubscribe":"One-Click"}'],
  ['application/vnd.api+json', '[]'],
  ['text/plain; charset=iso-8859-1', field],
  ['text/plain', ''],
  ['multipart/form-data; boundary="a b; c"', `--a b; c\r\n${part}\r\n\r\nOne-Click\r\n--a b; c--\r\n`],
  ['multipart/form-data; boundary=', `--\r\n${part}\r\n\r\nOne-Click\r\n----\r\n`],
  ['multipart/form-data; boundary=x; boundary=y', `--y\r\n${part}\r\n\r\nOne-Click\r\n--y--`],
  [`multipart/form-data; boundary=${'-'.repeat(300)}`, field],
  ['MULTIPART/FORM-DATA; BOUNDARY=x', `--x\r\n${part.toUpperCase()}\r\n\r\nOne-Click\r\n--x--`],
  ['multipart/form-data; boundary=x', `--x\r\n${part.replaceAll('"', '')}\r\n\r\nOne-Click\r\n--x--`],
  ['multipart/form-data; boundary=x', ''],
  ['multipart/form-data; boundary=x', '--x--'],
  ['multipart/alternative', field],
  ['message/rfc822', `Subject: x\r\n\r\n${field}`],
  ['application/x-ndjson', '{}\n{}'],
  ['application/graphql', '{'],
  ['image/png', '\x89PNG'],
  ['text/xml; charset=utf-16', '\xff\xfe<'],
  ['*/*', field],
  ['null', field],
  ['undefined', field],
  ['; charset=utf-8', field],
  ['charset=utf-8', field],
  ['application/x-www-form-urlencoded\t', field],
  ['x'.repeat(4_000), field],
];

describe('one-click unsubscribing (RFC 8058), over HTTP', () => {
  let web: OpenWeb;
  let base: string;

  beforeAll(async () => {
    web = await openWeb();
    base = await web.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => web.close());

  it.each(encodings)(
    'unsubscribes at once and sends no mail for a form as %s, without cookie or redirect, also when it comes again',
    async (type, body) => {
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
    },
  );

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

  it('takes whatever a mail client sends as a body', async () => {
    for (const [index, [type, body]] of bodies.entries()) {
      const { id } = await web.addReader(`body.${index}@example.org`);
      const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
      const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
      const answer = await fetch(url, { method: 'POST', body: Buffer.from(body), headers });
      expect([type, answer.status]).toEqual([type, 200]);
      expect([type, (await web.reader(id))?.state]).toEqual([type, 'unsubscribed']);
    }
    // Who clicks in a mail client has no use for a mail that says goodbye.
    const { rows } = await web.database.query(
      `SELECT DISTINCT c.via, n.id AS mail FROM consents c LEFT JOIN notices n USING (subscriber_id)
        WHERE c.event = 'withdrawn' AND c.subscriber_id IN (SELECT id FROM subscribers WHERE address LIKE 'body.%')`,
    );
    expect(rows).toEqual([{ via: 'one-click', mail: null }]);
  });

  it('takes one that is packed, cut off, or comes from a page of another site', async () => {
    const sent = [
      { 'content-encoding': 'gzip' },
      { origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain;;charset' },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const [index, headers] of sent.entries()) {
      const { id } = await web.addReader(`headers.${index}@example.org`);
      const url = `/unsubscribe/${web.token('unsubscribe', id)}`;
      const answer = await web.server.inject({
        method: 'POST',
        url,
        headers,
        payload: '\x1f\x8b\x08garbage',
      });
      expect([headers, answer.statusCode]).toEqual([headers, 200]);
      expect((await web.reader(id))?.state).toBe('unsubscribed');
    }
    const { id } = await web.addReader('cut.off@example.org');
    const path = `/unsubscribe/${web.token('unsubscribe', id)}`;
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nList-Unsub`);
    setTimeout(() => socket.destroy(), 200);
    await waitFor('the reader to have left', async () => (await web.reader(id))?.state === 'unsubscribed');
  });

  it('works with what text programs leave behind a link', async () => {
    const behind = ['.', ')', '>', '=20', '/', '%0D%0A', '%20', ').', '%3E', '*', '=', '"', '%22', '],'];
    for (const [index, rest] of behind.entries()) {
      const { id } = await web.addReader(`behind.${index}@example.org`);
      const path = `/unsubscribe/${web.token('unsubscribe', id)}${rest}`;
      expect([rest, (await web.server.inject(path)).statusCode]).toEqual([rest, 200]);
      for (const purpose of ['preferences', 'confirm', 'resume'] as const) {
        const other = await web.server.inject(`/${purpose}/${web.token(purpose, id)}${rest}`);
        expect([purpose, rest, other.statusCode]).toEqual([purpose, rest, 200]);
      }
      const answer = await web.post(path, { 'List-Unsubscribe': 'One-Click' });
      expect([rest, answer.statusCode, (await web.reader(id))?.state]).toEqual([rest, 200, 'unsubscribed']);
    }
  });

  it('leaves a HEAD without effect', async () => {
    const { id } = await web.addReader('head@example.org');
    const url = `${base}/unsubscribe/${web.token('unsubscribe', id)}`;
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect((await web.reader(id))?.state).toBe('active');
  });
});
