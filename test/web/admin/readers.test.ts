import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { noRules } from '../../../src/model/rules.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { matchRuleSets } from '../../../src/store/editions/editions.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { forgetReaderSearches } from '../../../src/store/subscribers/reader-searches.js';
import { listedPaper } from '../../support/listed-paper.js';
import { putInState } from '../../support/subscriber-state.js';
import { type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

const DATE = '2026-03-24';

let web: OpenWeb;
let owner: string;
let digest: number;
const ids = new Map<string, number>();
const idOf = (name: string) => ids.get(name) ?? 0;

beforeAll(async () => {
  web = await openWeb();
  owner = await signedIn(web, await addOperator(web, 'owner'));
  const { database, now } = web;
  await savePapers(database, [listedPaper({ id: '2603.00001', date: DATE })]);
  const choice = { kind: 'daily', period: DATE, listDate: DATE, now, strategy: 'upvotes' } as const;
  digest = (await assembleDigest(database, choice)).id;
  for (const name of ['ann', 'ben', 'cleo', 'dora', 'eve', 'finn', 'gus'])
    ids.set(name, (await web.addReader(`${name}@inbox.example`)).id);
  const rules = await saveRuleSet(database, {
    ...noRules,
    follow: { ...noRules.follow, keywords: ['no paper has this'] },
  });
  await database.query('UPDATE subscribers SET rule_set_id = $2 WHERE id = $1', [idOf('ben'), rules]);
  await matchRuleSets(database, [digest]);
  await releaseDigest(database, digest, now);
  await putInState(database, 'pending', [idOf('cleo'), idOf('dora')]);
  await putInState(database, 'unsubscribed', [idOf('eve')]);
});
afterAll(() => web.close());

const get = (url: string) => ask(web, { url, token: owner });
const post = (url: string, form: Readonly<Record<string, string>> = {}) =>
  ask(web, { method: 'POST', url, token: owner, form });
const audited = async () => {
  const { rows } = await web.database.query<{ what: string }>(
    "SELECT concat_ws(' ', action, object_kind, facts::text) AS what FROM audit_events WHERE action LIKE '%subscriber%' OR action LIKE 'suppression%' ORDER BY id",
  );
  return rows.map(({ what }) => what);
};

describe('/admin/readers', () => {
  it('finds by a part of an address, which stands in no URL, and forgets it', async () => {
    const searched = await post('/admin/readers', { find: 'CLEO@inbox' });
    expect(searched.statusCode).toBe(303);
    expect(searched.headers.location).toMatch(/^\/admin\/readers\?search=[\w-]{22}$/);
    const page = await get(String(searched.headers.location));
    expect(page.body).toContain('cleo@inbox.example</a>');
    expect(page.body).not.toContain('ann@inbox.example');
    await forgetReaderSearches(web.database, new Date(web.now.getTime() + 1));
    expect((await get(String(searched.headers.location))).statusCode).toBe(404);

    const plain = await post('/admin/readers', { state: 'pending', rules: 'no' });
    expect(plain.headers.location).toBe('/admin/readers?state=pending&rules=no');
    const pending = await get('/admin/readers?state=pending&find=ann');
    expect(pending.body.match(/@inbox\.example<\/a>/g)).toHaveLength(2);
    const fold = /<details class="facts"( open)?><summary>More to search by/;
    expect(pending.body.match(fold)?.[1], 'the fold of a search by what stands before it').toBeUndefined();
    expect((await get(String(plain.headers.location))).body.match(fold)?.[1]).toBe(' open');
    const wrong = await post('/admin/readers', { confirmedFrom: 'soon', find: 'ann@inbox' });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).not.toMatch(/href="[^"]*ann(@|%40)/);
    const misplaced = await post('/admin/readers', { origin: 'ann@inbox.example' });
    expect(misplaced.headers.location).toMatch(/^\/admin\/readers\?search=[\w-]{22}$/);
    expect((await get('/admin/readers?state=gone')).statusCode).toBe(400);
  });

  it('keeps a search with a name, which goes with the person whom it spells', async () => {
    const kept = await post('/admin/readers', { find: 'gus@', name: 'That one' });
    await post('/admin/readers', { state: 'active', name: 'Everybody active' });
    expect((await get('/admin/readers')).body).toContain('>That one</a>');
    expect((await get(String(kept.headers.location))).body).toContain('<h1>That one</h1>');
    expect((await post(`/admin/readers/${idOf('gus')}/erase`)).headers.location).toBe(
      '/admin/readers?done=erased',
    );
    const { body } = await get('/admin/readers');
    expect(body).not.toContain('That one');
    expect(body).toContain('>Everybody active</a>');
  });

  it('gives a file without a formula, recorded, and to owners alone', async () => {
    expect((await get('/admin/readers/export?state=active')).body).toContain('with address, state');
    const file = await post('/admin/readers/export', { state: 'active' });
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['cache-control']).toBe('no-store');
    expect(file.body.split('\r\n')[1]).toMatch(/^ann@inbox\.example,active,/);
    expect(await audited()).toContainEqual('subscribers.export {"state": "active"}');
    web.now = new Date(web.now.getTime() + 11 * 60_000);
    expect((await post('/admin/readers/export')).headers.location).toBe(
      '/admin/again?next=%2Fadmin%2Freaders%2Fexport',
    );
    web.now = new Date(web.now.getTime() - 11 * 60_000);
  });
});

describe('/admin/readers/<id>', () => {
  const why = async (name: string) => {
    const { body } = await get(`/admin/readers/${idOf(name)}`);
    return /<p class="reader-why[^>]*>([^<]*)</.exec(body)?.[1]?.replaceAll('&#34;', '"') ?? body;
  };

  it('begins with why they got the newest digest or nothing', async () => {
    expect(await why('ann')).toContain('their time is worked out');
    expect(await why('ben')).toContain('none of its papers match their rules');
    expect(await why('cleo')).toBe('Gets no mail: the address was never asked to confirm.');
    expect(await why('eve')).toContain('Gets no mail: they left on');
    const { body } = await get(`/admin/readers/${idOf('ben')}`);
    expect(body).toContain('Digest 2026-03-24: no paper matched the rules that day');
    expect(body).toContain('no paper has this');
  });

  it('does what is asked, says what became of it, and records it', async () => {
    const { database } = web;
    const acts: readonly (readonly [name: string, act: string, done: string])[] = [
      ['cleo', 'resend', 'asked'],
      ['cleo', 'resend', 'not-asked'],
      ['ann', 'resend', 'not-asked'],
      ['ann', 'send', 'sent-newest'],
      ['ann', 'send', 'not-sent-newest'],
      ['ben', 'send', 'not-sent-newest'],
      ['ann', 'unsubscribe', 'left'],
      ['ann', 'unsubscribe', 'not-left'],
      ['ann', 'lift', 'not-lifted'],
    ];
    for (const [name, act, done] of acts) {
      const answer = await post(`/admin/readers/${idOf(name)}/${act}`, { reason: 'they wrote to us' });
      expect(`${name} ${answer.headers.location}`).toBe(`${name} /admin/readers/${idOf(name)}?done=${done}`);
      expect((await get(String(answer.headers.location))).body).toContain('role="status"');
    }
    expect(await why('ann')).toContain('taken off by an operator');
    expect(await why('cleo')).toContain('has not gone out');
    expect((await audited()).slice(-3)).toEqual([
      'subscriber.resend-confirmation subscriber {}',
      'subscriber.send subscriber {"digest": "2026-03-24"}',
      'subscriber.unsubscribe subscriber {}',
    ]);

    await database.query(
      `INSERT INTO suppressions (address_hash, reason) SELECT address_hash, 'operator' FROM subscribers WHERE id = $1`,
      [idOf('finn')],
    );
    expect(await why('finn')).toContain('an operator suppressed the address');
    expect((await post(`/admin/readers/${idOf('finn')}/lift`, { reason: ' ' })).statusCode).toBe(400);
    const lifted = await post(`/admin/readers/${idOf('finn')}/lift`, { reason: 'works again' });
    expect(lifted.headers.location).toContain('done=lifted');
  });

  it('gives what is held about one person', async () => {
    const file = await post(`/admin/readers/${idOf('finn')}/export`);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.json()).toMatchObject({ subscriber: { address: 'finn@inbox.example' } });
    expect((await audited()).at(-1)).toBe('subscriber.export subscriber {}');
  });
});

describe('/admin/readers/many', () => {
  const chosen = async (form: Readonly<Record<string, string>>) =>
    String((await post('/admin/readers/choose', form)).headers.location);

  it('counts and names with whom, and who is left out and why, before anything is done', async () => {
    expect(await chosen({ which: 'chosen', act: 'unsubscribe', state: 'active' })).toBe(
      '/admin/readers?state=active&done=none-chosen',
    );
    const url = await chosen({ which: 'all', act: 'resend' });
    expect(url).toMatch(/^\/admin\/readers\/many\/[\w-]{22}\/resend$/);
    const { body } = await get(url);
    expect(body).toContain('1 reader gets the mail that asks to confirm');
    expect(body).toContain('dora@inbox.example');
    for (const group of ['2 left already', '1 who was asked within', '2 who have confirmed'])
      expect(body).toContain(group);
    const unseen = await post(url);
    expect(unseen.headers.location).toBe(`${url}?done=changed`);
    expect((await get(`${url}?done=changed`)).body).toContain('Nothing was done');
    const pressed = await Promise.all([post(url, { readers: '1' }), post(url, { readers: '1' })]);
    const locations = pressed.map(({ headers }) => headers.location).toSorted();
    expect(locations).toEqual([`${url}?done=0`, `${url}?done=1`]);
    const after = await get(`${url}?done=1`);
    expect(after.body).toContain('1 reader is asked once more.');
    expect(after.body).toContain('There is nobody left');
  });

  it('unsubscribes those who were ticked, and erases all who were found', async () => {
    const leaving = await chosen({ which: 'chosen', act: 'unsubscribe', id: String(idOf('finn')) });
    expect((await post(leaving, { readers: '1' })).headers.location).toContain('done=1');
    expect((await web.reader(idOf('finn')))?.state).toBe('unsubscribed');
    const erasing = await chosen({ which: 'all', act: 'erase', state: 'unsubscribed' });
    expect((await get(erasing)).body).toContain('3 readers are erased');
    expect((await post(erasing, { readers: '2' })).headers.location).toContain('done=changed');
    expect((await post(erasing, { readers: '3' })).headers.location).toContain('done=3');
    expect(await web.reader(idOf('eve'))).toBeNull();
    expect(await web.reader(idOf('ben'))).not.toBeNull();
    const gone = (await audited()).filter((what) => what.startsWith('subscriber.erase'));
    expect(gone).toHaveLength(4);
  });

  it('counts some of very many, all where they are asked for, and does no more at once than it says', async () => {
    await web.database.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state, frequency)
       SELECT a, a, sha256(a::bytea), 'unsubscribed', 'monthly' FROM generate_series(1, 10_004) AS n
        CROSS JOIN LATERAL (SELECT n || '@very.many.example' AS a) AS named`,
    );
    const found = String((await post('/admin/readers', { find: '@very.many' })).headers.location);
    const asked = { which: 'all', act: 'unsubscribe', search: found.slice(found.indexOf('=') + 1) };
    const url = await chosen({ ...asked, act: 'erase' });
    const { body } = await get(url);
    expect(body).toContain('10,000 readers are erased');
    expect(body).toContain(
      'There are more than that. One press of the button is for the 10,000 who came first',
    );
    const { rows: first } = await web.database.query<{ id: number }>(
      "SELECT id FROM subscribers WHERE address LIKE '%@very.many.example' ORDER BY id",
    );
    const through = (readers: number) => String(first[readers - 1]?.id);
    expect(body).toContain(`<input type="hidden" name="through" value="${through(10_000)}">`);
    expect(body).toContain('(10,000)</button>');
    const all = (await get(`${url}?count=all`)).body;
    expect(all).toContain('10,004 readers are erased');
    expect(all).not.toContain('There are more than that');
    const leaving = (await get(await chosen(asked))).body;
    expect(leaving).toContain('There is nobody left');
    expect(leaving).toContain('10,000 left already, and more');
    expect((await get('/admin/readers/export')).body).toContain('More than 10,000 readers, with address');

    expect((await post(url, { readers: '2' })).headers.location).toContain('done=changed');
    const monthly = await chosen({ which: 'all', act: 'erase', frequency: 'monthly' });
    const press = () => post(monthly, { readers: '1', through: through(1) });
    expect((await press()).headers.location).toBe(`${monthly}?done=1`);
    // Pressed twice, or by somebody else who was shown the same: it is about those who were shown.
    expect((await press()).headers.location).toContain('done=0');
    // What found them by a part of their addresses has gone with the one who was erased.
    expect((await get(url)).statusCode).toBe(404);
    const again = String((await post('/admin/readers', { find: '@very.many' })).headers.location);
    const anew = await chosen({ ...asked, act: 'erase', search: again.slice(again.indexOf('=') + 1) });
    const erased = await post(anew, { readers: '1', through: through(2) });
    expect(erased.headers.location).toBe('/admin/readers?done=erased-many');
    expect((await get('/admin/readers?done=erased-many')).body).toContain('Search once more');
    const { rows } = await web.database.query<{ first: string; count: number }>(
      `SELECT min(address) FILTER (WHERE id = first) AS first, count(*) AS count
         FROM (SELECT *, min(id) OVER () AS first FROM subscribers WHERE address LIKE '%@very.many.example') AS left_over`,
    );
    expect(rows).toEqual([{ first: '3@very.many.example', count: 10_002 }]);
  });
});

describe('/admin/suppressions and /admin/feedback', () => {
  it('look an address up, add it with a note and lift it with a reason', async () => {
    const address = 'stranger@elsewhere.example';
    const added = await post('/admin/suppressions/add', { address, note: `asked by phone, ${address}` });
    expect(added.headers.location).toBe('/admin/suppressions?done=suppressed');
    expect((await post('/admin/suppressions/add', { address: 'no address' })).statusCode).toBe(400);
    const found = String((await post('/admin/suppressions', { address })).headers.location);
    expect(found).toMatch(/^\/admin\/suppressions\?search=[\w-]{22}$/);
    const { body } = await get(found);
    expect(body).toContain('Suppressed: by an operator.');
    expect(body).toContain('asked by phone, (address)');
    expect(body).toContain('no reader has it');
    const search = found.slice(-22);
    expect((await post('/admin/suppressions/lift', { search, reason: '' })).statusCode).toBe(400);
    const lifted = await post('/admin/suppressions/lift', { search, reason: 'a mistake' });
    expect(lifted.headers.location).toBe('/admin/suppressions?done=lifted');
    expect((await get(found)).body).toContain('Not suppressed');
    expect((await audited()).slice(-2)).toEqual([
      'suppression.add {"note": "asked by phone, (address)"}',
      'suppression.lift {"of": "operator", "reason": "a mistake"}',
    ]);
  });

  it('leave erased who was erased, so that no list brings them back once that is lifted', async () => {
    const address = 'gone@inbox.example';
    const { id } = await web.addReader(address);
    await post(`/admin/readers/${id}/erase`);
    expect((await post('/admin/suppressions/add', { address, note: '' })).statusCode).toBe(303);
    const found = String((await post('/admin/suppressions', { address })).headers.location);
    const lift = { search: found.slice(-22), reason: 'a mistake' };
    expect((await post('/admin/suppressions/lift', lift)).statusCode).toBe(400);
    const { body } = await get(found);
    expect(body).toContain('Suppressed: erased.');
    expect(body).toContain('No operator lifts this');
  });

  it('lift many after a look at whom, and take it back', async () => {
    const { database, now } = web;
    for (const name of ['hal', 'ida']) ids.set(name, (await web.addReader(`${name}@inbox.example`)).id);
    const both = [idOf('hal'), idOf('ida')];
    await putInState(database, 'bounced', both);
    await database.query(
      `INSERT INTO suppressions (address_hash, reason, created_at)
       SELECT address_hash, 'bounced', $2 FROM subscribers WHERE id = ANY ($1)`,
      [both, now],
    );
    expect((await get('/admin/suppressions/many?since=soon')).statusCode).toBe(400);
    expect((await get('/admin/suppressions/many?since=1d')).body).toContain(
      '2 readers would be mailed again.',
    );
    const lifted = await post('/admin/suppressions/many', { since: '1d', reason: 'the relay was at fault' });
    expect(lifted.headers.location).toBe('/admin/suppressions?done=lifted-many');
    expect((await web.reader(idOf('hal')))?.state).toBe('active');
    const { body } = await get('/admin/suppressions');
    expect(body).toContain('2 readers were lifted');
    const batch = /name="batch" value="(\d+)"/.exec(body)?.[1] ?? '';
    expect((await post('/admin/suppressions/undo', { batch })).headers.location).toContain('done=undone');
    expect((await web.reader(idOf('ida')))?.state).toBe('bounced');
  });

  it('show what came back, by what is asked for', async () => {
    await web.database.query(
      `INSERT INTO feedback (content_hash, source, class, status, reply, reason, rule, evidence, effect, subscriber_id,
                             digest_id, domain, excerpt, occurred_at, received_at)
       SELECT n::text::bytea, 'smtp', class, '5.1.1', '550', reason, 'x', 'return-path', 'suppressed', $1, $2, domain,
              'They said no ' || n, now(), now()
         FROM (VALUES (1, 'hard', 'unknown-mailbox', 'one.example'), (2, 'soft', 'mailbox-full', 'two.example'))
              AS report (n, class, reason, domain)`,
      [idOf('hal'), digest],
    );
    const shown = async (query: string) =>
      [...(await get(`/admin/feedback${query}`)).body.matchAll(/They said no (\d)/g)].map(([, n]) => n);
    expect(await shown('')).toEqual(['2', '1']);
    expect(await shown('?class=hard')).toEqual(['1']);
    expect(await shown('?reason=mailbox-full')).toEqual(['2']);
    expect(await shown('?domain=ONE.example')).toEqual(['1']);
    expect(await shown('?digest=2026-03-24&class=soft')).toEqual(['2']);
    expect(await shown('?digest=2026-03-23')).toEqual([]);
    expect(await shown('?relay=main')).toEqual([]);
    const file = await get('/admin/feedback.csv?class=hard');
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.body.split('\r\n').slice(1)).toEqual([
      expect.stringMatching(
        `,hard,unknown-mailbox,,550,5.1.1,suppressed,,one.example,,2026-03-24,${idOf('hal')},`,
      ),
      '',
    ]);
    const { body } = await get('/admin/feedback');
    expect(body).toContain('href="/admin/feedback.csv"');
    expect(body).toContain(`href="/admin/readers/${idOf('hal')}">hal@inbox.example</a>`);
    expect((await get(`/admin/readers/${idOf('hal')}`)).body).toContain('They said no 1');
  });

  it('says nothing of anybody in the log', () => {
    expect(web.logged.join('\n')).not.toContain('inbox.example');
  });
});
