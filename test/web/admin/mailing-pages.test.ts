import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDeliveries } from '../../../src/store/deliveries/deliveries.js';
import { raiseAlarm } from '../../../src/store/deliveries/sending-alarms.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { waitFor } from '../../support/wait-for.js';
import { answeredDigest } from '../answered-digest.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';
import { type Asking, addOperator, ask, signedIn } from './operator-sessions.js';

const NAME = '2026-03-23';
const url = (page: string) => `/admin/digests/${NAME}/${page}`;

describe('the pages of a mailing', () => {
  let web: OpenWeb;
  let digest: number;
  const readers: number[] = [];
  const tokens: Record<'operator' | 'viewer', string> = { operator: '', viewer: '' };

  beforeAll(async () => {
    web = await openWeb();
    for (let index = 0; index < 8; index += 1)
      readers.push((await web.addReader(`reader-${index}@${index < 6 ? 'inbox' : 'other'}.example`)).id);
    digest = (await answeredDigest(web, NAME)).id;
    // It was made on its day; nobody has made that of today.
    await web.database.query(`UPDATE digests SET frozen_at = '2026-03-23T08:00:00Z'`);
    await writeDeliveries(web.database, digest, 4);
    for (const role of ['operator', 'viewer'] as const)
      tokens[role] = await signedIn(web, await addOperator(web, role, `The ${role}`));
  });
  afterAll(() => web.close());

  const page = async (path: string, who: keyof typeof tokens = 'operator') =>
    (await ask(web, { url: url(path), token: tokens[who] })).body;
  const post = (path: string, form: Asking['form'] = {}) =>
    ask(web, { method: 'POST', url: url(path), token: tokens.operator, form });
  const set = (ids: readonly number[], columns: string) =>
    web.database.query(`UPDATE deliveries SET ${columns} WHERE subscriber_id = ANY ($1)`, [ids]);
  const audit = async () =>
    (
      await web.database.query<{ action: string; facts: object }>(
        `SELECT action, facts, actor_name FROM audit_events WHERE action ~ '^(digest|deliveries)' ORDER BY id`,
      )
    ).rows;
  it('say before anything else how it is', async () => {
    await set(readers.slice(0, 2), `state = 'sent', relay = 'main', settled_at = '2026-03-24T09:29:50Z'`);
    await set(
      readers.slice(2, 3),
      `state = 'failed', relay = 'main', settled_at = '2026-03-24T09:29:55Z', reply_code = 550,
       reply_status = '5.1.1', reply_text = 'no reader-2@inbox.example here', reason = 'dead-address'`,
    );
    let body = '';
    // Whoever comes while it is counted is told so.
    await waitFor('the counts', async () => {
      body = await page('mailing', 'viewer');
      return body.includes('Going out') && body.includes('inbox.example');
    });
    expect(body).toContain('Going out, 37\u00a0%: 2 of 8 sent.');
    expect(body).toMatch(/About \d+ seconds left/);
    expect(body).toContain('<progress');
    expect(body).toMatch(/main<\/th><td class="number"[^>]*>2</);
    expect(body).toMatch(/inbox\.example<\/th><td class="number"[^>]*>2</);
    expect(body).toContain('550 5.1.1');
    expect(body).not.toContain('@inbox.example');
    expect(body).toContain('<noscript><meta http-equiv="refresh" content="10"></noscript>');
    expect(body).not.toContain('Pause the mailing');
    const fragment = await page('mailing/live', 'viewer');
    expect(fragment.trim()).toMatch(/^<div class="live" data-state="true">[\s\S]*<\/div>$/);
  });

  it('pause with a reason, and let it go on, with the alarms that were open', async () => {
    await raiseAlarm(web.database, {
      ...{ level: 'warn', reason: 'complaints', digestId: digest, sent: 2, cameBack: 1 },
      raisedAt: web.now,
    });
    const paused = await post('pause', { reason: ' a typing error ' });
    expect(paused.headers.location).toBe(`${url('mailing')}?done=paused`);
    const body = await page('mailing?done=paused');
    expect(body).toContain('The mailing is paused.');
    expect(body).toContain('Paused by an operator: a typing error.');
    expect(body).toContain('1 of 2 readers complained. The mailing goes on. Raised Mar 24, 2026, 09:30 UTC');
    expect(body).toContain('All open alarms count as answered with it.');
    const { body: today } = await ask(web, { url: '/admin', token: tokens.viewer });
    expect(today).toContain('Paused by an operator: a typing error. 2 of 8 sent so far.');
    expect(today).toContain('Digest of Mon, Mar 23: its mailing is paused.');
    expect(today).toContain('Digest of Mon, Mar 23: 1 of 2 readers complained.');
    expect(today).toContain('Digest of Tue, Mar 24: it is due and has not been made.');
    await post('resume');
    await waitFor('the counts', async () => (await page('mailing')).includes('Going out'));
    expect(await audit()).toMatchObject([
      { action: 'digest.pause', facts: { reason: 'a typing error' }, actor_name: 'The operator' },
      { action: 'digest.resume', facts: { alarms: 1 } },
    ]);
  });

  it('stand below four figures of thirty days, each with its line', async () => {
    await web.database.query(`
      INSERT INTO counted_days (day, starts, ends, counted_at, incomplete)
      SELECT d, d, d + interval '1 day', d + interval '1 day', false
        FROM generate_series(timestamptz '2026-02-01', timestamptz '2026-03-24', interval '1 day') AS d`);
    await web.database.query(`
      INSERT INTO daily_numbers (measure, dimension, day, label, value)
      SELECT m.measure, m.dimension, day, m.label, m.value + CASE m.measure WHEN 'readers' THEN day - date '2026-03-24' ELSE 0 END
        FROM counted_days,
             (VALUES ('readers', 'state', 'active', 5000), ('readers', 'state', 'paused', 90), ('joined', 'via', 'form', 10),
                     ('joined', 'origin', 'home', 10), ('left', 'via', 'one-click', 2), ('mail.sent', 'relay', 'main', 1000),
                     ('mail.complaints', 'relay', 'main', 2)) AS m (measure, dimension, label, value)`);
    const { body } = await ask(web, { url: '/admin', token: tokens.viewer });
    const figures = body
      .slice(body.indexOf('class="four"'))
      .replace(/<svg[^>]*aria-label="([^"]*)"[\s\S]*?<\/svg>/g, '$1');
    expect(figures.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(
      new RegExp(
        'Readers 5,000 \\+29 in 30 days Readers by day: between 4,971 and 5,000, 5,000 at last. ' +
          'Joined 300 in 30 days .*Left 60 in 30 days .*Complaints 0.20 % 60 of 30,000 sent in 30 days',
      ),
    );
    expect(figures).toContain('four-value warn');
  });

  it('settle what is uncertain: one, those that are chosen, and all', async () => {
    await set(
      readers.slice(3, 8),
      `state = 'uncertain', reason = 'worker-lost', settled_at = '2026-03-24T09:29:58Z'`,
    );
    const body = await page('uncertain');
    expect(body).toContain('Of 5 deliveries nobody knows');
    expect(body).toContain('reader-3@inbox.example');
    expect(body.match(/type="checkbox"/g)).toHaveLength(5);
    const chosen = new URLSearchParams({ decision: 'sent' });
    for (const id of readers.slice(3, 5)) chosen.append('reader', String(id));
    const settled = await post('uncertain', chosen);
    expect(settled.headers.location).toBe(`${url('uncertain')}?done=settled`);
    expect((await post('uncertain', { decision: 'failed' })).headers.location).toContain('settled-none');
    expect((await post('uncertain', { decision: 'perhaps', reader: '1' })).statusCode).toBe(400);
    const asked = await page('uncertain/all?decision=resend');
    expect(asked).toContain('Send 3 uncertain deliveries again?');
    const outrun = await post('uncertain/all', { decision: 'resend', shown: '2' });
    expect(outrun.statusCode).toBe(409);
    expect(outrun.body).toContain('Nothing was done: one more has come since you were asked.');
    expect(outrun.body).toContain('name="shown" value="3"');
    await post('uncertain/all', { decision: 'resend', shown: '3' });
    expect(await page('uncertain')).toContain('Of no delivery of this digest');
    expect((await audit()).slice(2)).toMatchObject([
      {
        action: 'deliveries.settle',
        facts: { decision: 'sent', subscribers: readers.slice(3, 5), count: 2 },
      },
      { action: 'deliveries.settle', facts: { decision: 'resend', subscribers: null, count: 3 } },
    ]);
  });

  it('say what came of it, and give it as a file without an address', async () => {
    const { database } = web;
    await database.query(
      `INSERT INTO consents (subscriber_id, event, via, digest_id) VALUES ($1, 'withdrawn', 'one-click', $2)`,
      [readers[0], digest],
    );
    await database.query(
      `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, subscriber_id, digest_id, occurred_at, received_at)
       VALUES ('a', 'imap', 'complaint', 'complaint', 'arf', 'return-path', 'complained', $1, $2, now(), now()),
              ('b', 'imap', 'hard', 'mailbox-unknown', 'dsn', 'return-path', 'suppressed', $3, $2, now(), now()),
              ('c', 'imap', 'hard', 'mailbox-unknown', 'dsn', 'none', 'none', $3, $2, now(), now())`,
      [readers[0], digest, readers[1]],
    );
    await database.query(`UPDATE digest_papers SET paper = paper || '{"title": "=1+1"}' WHERE position = 1`);
    await database.query(
      `INSERT INTO votes SELECT id, '2603.00001', 1, now() FROM unnest($1::bigint[]) AS id`,
      [readers.slice(0, 3)],
    );
    await database.query(`INSERT INTO saves VALUES ($1, '2603.00002', now())`, [readers[0]]);
    const body = (await page('result')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(body).toMatch(/Hard bounces 1 .*Complaints 1 .*Left by this digest 1 /);
    expect(body).toContain('=1+1 3 0 0');
    const file = await ask(web, { url: url('result.csv'), token: tokens.viewer });
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${NAME}-result.csv"`);
    const lines = file.body.split('\n');
    expect(lines[1]).toMatch(/^digest,2026-03-23,,4,1,0,0,1,0,1,1,,,$/);
    expect(lines[2]).toBe(`paper,2603.00001,'=1+1,,,,,,,,,3,0,0`);
    expect(file.body).not.toContain('@');
    const api = async (path: string) => {
      const headers = { authorization: `Bearer ${adminKey}` };
      return (await web.server.inject({ url: `/api/v1/admin/digests/${NAME}/${path}`, headers })).json();
    };
    expect(await api('result')).toMatchObject({
      hard: 1,
      soft: 0,
      complaints: 1,
      left: 1,
      papers: [{ liked: 3 }, {}, {}],
    });
    expect(await api('mailing')).toMatchObject({
      relays: [{ relay: 'main', sent: 2, failed: 1 }],
      domains: [{ domain: 'inbox.example' }, { domain: 'other.example' }],
      replies: [{ state: 'failed', replyCode: 550, reason: 'dead-address', count: 1 }],
    });
  });

  it('say what is lost before it is cancelled, and cancel for good', async () => {
    await waitFor('the counts', async () =>
      (await page('cancel')).includes('3 readers who wait for it will not get it. 4 readers have it already'),
    );
    expect((await post('cancel')).statusCode).toBe(303);
    await waitFor('the counts', async () =>
      (await page('mailing')).includes('The mailing was cancelled: 4 of 8 were sent.'),
    );
    const refused = await post('pause');
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('This mailing was cancelled');
  });

  it('show what was read of each source, and have it read', async () => {
    const polls = [
      ['2026-03-23', '2026-03-24T09:20:00Z', 30, null],
      ['2026-03-24', '2026-03-24T09:25:00Z', 0, 'SOURCE_UNAVAILABLE'],
      ['2026-03-20', '2026-03-20T09:25:00Z', 0, 'LIST_NOT_OPEN'],
    ] as const;
    for (const [listDate, at, papers, errorCode] of polls)
      await recordPoll(web.database, {
        ...{ source: 'huggingface', listDate, papers, skipped: 0, errorCode, errorDetail: null },
        ...{ startedAt: new Date(at), finishedAt: new Date(at) },
      });
    const { body } = await ask(web, { url: '/admin/sources', token: tokens.viewer });
    expect(body).toContain('It does not answer.');
    expect(body).toContain('Last read Mar 24, 2026, 09:20 UTC, 10 minutes ago.');
    expect(body).toContain('Lists of the last 14 days: 1 with papers, 1 that could not be read.');
    expect(body).not.toContain('Poll now');
    const read = (form: Readonly<Record<string, string>>) =>
      ask(web, { method: 'POST', url: '/admin/sources', token: tokens.operator, form });
    expect((await read({ day: '2026-02-30' })).statusCode).toBe(400);
    expect((await read({ day: '2026-03-19' })).headers.location).toBe('/admin/sources?done=polled');
    const waiting = await web.backend.openQueue('poll').getWaiting();
    expect(waiting.map(({ data }) => data)).toEqual([{ date: '2026-03-19' }]);
    const answer = await web.server.inject({
      url: '/api/v1/admin/sources',
      headers: { authorization: `Bearer ${adminKey}` },
    });
    expect(answer.json().sources[0]).toMatchObject({ source: 'huggingface', state: 'down', lagMinutes: 10 });
    expect(answer.json().sources[0].polls).toHaveLength(3);
  });

  it('say of a digest that there is none, and how digests are named', async () => {
    for (const name of ['2026-03-01', 'yesterday']) {
      const answer = await ask(web, { url: `/admin/digests/${name}/mailing`, token: tokens.viewer });
      expect(answer.body).toContain('There is no such digest');
      expect([400, 404]).toContain(answer.statusCode);
    }
  });
});
