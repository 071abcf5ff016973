import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../outbound/receiver.js';
import { type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

let web: OpenWeb;
let receiver: Receiver;
let owner: string;
let id = 0;
beforeAll(async () => {
  receiver = await startReceiver();
  web = await openWeb({ environment: { WEBHOOK_PRIVATE: 'on' } });
  owner = await signedIn(web, await addOperator(web, 'owner'));
});
afterAll(async () => {
  await web.close();
  await receiver.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = () => ({ status: 200, body: 'thanks, ada@example.net' });
});

const page = async (url: string, token = owner) => (await ask(web, { url, token })).body;
const post = (url: string, form: Readonly<Record<string, string>> = {}, token = owner) =>
  ask(web, { method: 'POST', url, token, form });

describe('endpoints in the browser', () => {
  it('are made with a secret that is shown once, and faults are said in words', async () => {
    const wrong = await post('/admin/webhooks', {
      name: 'one',
      url: 'ftp://example.org',
      type: 'digest.frozen',
    });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('Give an https address');
    const empty = await post('/admin/webhooks', { name: 'one', url: receiver.url });
    expect(empty.body).toContain('Choose at least one event');
    const made = await post('/admin/webhooks', {
      name: 'A <b>receiver</b>',
      url: receiver.url,
      type: 'digest.frozen',
    });
    expect(made.body).toMatch(/<code>whsec_[\w+/]{43}=<\/code>/);
    id = Number(/\/admin\/webhooks\/(\d+)/.exec(made.body)?.[1]);
    const list = await page('/admin/webhooks');
    expect(list).toContain('A &lt;b&gt;receiver&lt;/b&gt;');
    expect(list).not.toContain('whsec_');
  });

  it('are tested, paused, given a new secret, sent again and removed', async () => {
    const url = `/admin/webhooks/${id}`;
    expect((await post(`${url}/test`)).headers.location).toBe(`${url}?done=webhook-tested`);
    const shown = await page(url);
    expect(shown).toContain('thanks, (address)');
    expect(shown).toContain('webhook.test');
    const message = receiver.received[0]?.headers['webhook-id'] ?? '';
    expect((await post(`${url}/again`, { delivery: message })).headers.location).toContain('webhook-again');
    expect((await post(`${url}/again`, { from: 'yesterday' })).headers.location).toContain('webhook-range');
    expect(
      (await post(`${url}/again`, { from: '2020-01-01T00:00', until: '2020-01-02T00:00' })).headers.location,
    ).toContain('webhook-none');
    for (const form of [
      {},
      { until: '2020-01-02T00:00' },
      { from: '2020-01-02T00:00', until: '2020-01-01T00:00' },
    ])
      expect((await post(`${url}/again`, form)).headers.location, 'nothing is sent').toContain(
        'webhook-range',
      );
    expect(await page(`${url}?done=webhook-range`)).toContain('Say from when on');
    receiver.answer = () => ({ status: 500 });
    expect((await post(`${url}/test`)).headers.location).toContain('webhook-failed');
    const form = await page(`${url}/change`);
    expect(form).toContain(`value="${receiver.url}`);
    expect(form).toMatch(/value="digest\.frozen" checked/);
    const change = { name: 'Other', url: `${receiver.url}/other`, type: 'digest.released' };
    const wrong = await post(`${url}/change`, { ...change, url: 'nowhere' });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('value="nowhere"');
    expect((await post(`${url}/change`, change)).headers.location).toBe(`${url}?done=webhook-changed`);
    receiver.answer = () => ({ status: 200 });
    await post(`${url}/test`);
    expect(receiver.received.at(-1)?.path).toBe('/other');
    expect(await page(url)).not.toContain('Former secret');
    await post(`${url}/change`, { ...change, name: 'A receiver', url: receiver.url });
    await post(`${url}/pause`);
    expect(await page(url)).toContain('Paused');
    await post(`${url}/resume`);
    expect((await post(`${url}/secret`)).body).toContain('whsec_');
    expect(await page(url)).toContain('signs as well until');
    expect(await page(`${url}/remove`)).toContain('Remove A');
    expect((await post(`${url}/remove`)).headers.location).toBe('/admin/webhooks?done=webhook-removed');
    expect((await ask(web, { url, token: owner })).statusCode).toBe(404);
    const { rows } = await web.database.query<{ action: string }>(
      "SELECT action FROM audit_events WHERE object_kind = 'webhook' ORDER BY id",
    );
    expect(rows.map(({ action }) => action.replace('webhook.', ''))).toEqual([
      ...[
        'make',
        'test',
        'send-again',
        'test',
        'change',
        'test',
        'change',
        'pause',
        'resume',
        'renew-secret',
        'remove',
      ],
    ]);
  });

  it('ask for a factor again', async () => {
    const before = web.now;
    web.now = new Date(before.getTime() + 11 * 60_000);
    const answer = await post('/admin/webhooks', { name: 'one', url: receiver.url, type: 'digest.frozen' });
    expect(answer.headers.location).toBe('/admin/again?next=%2Fadmin%2Fwebhooks');
    web.now = before;
  });
});

describe('alerts in the browser', () => {
  it('are chosen as far as the role allows, and a test waits for its mail', async () => {
    const viewer = await signedIn(web, await addOperator(web, 'viewer'));
    expect(await page('/admin/alerts', viewer)).not.toContain('value="operator.login"');
    await post('/admin/alerts', { type: 'operator.login' }, viewer);
    await post('/admin/alerts', { type: 'source.down' }, owner);
    const { rows } = await web.database.query<{ alerts: string[] }>(
      'SELECT alerts FROM operators ORDER BY id',
    );
    expect(rows.map(({ alerts }) => alerts)).toEqual([['source.down'], []]);
    expect(await page('/admin/alerts')).toContain('value="source.down" checked');
    expect((await post('/admin/alerts/test')).headers.location).toBe('/admin/alerts?done=alerts-test');
    expect(await page('/admin/alerts')).toContain('This is a test');
  });
});
