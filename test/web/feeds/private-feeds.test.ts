import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchRuleSets } from '../../../src/store/editions/editions.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { listedPaper } from '../../support/listed-paper.js';
import { answeredDigest } from '../answered-digest.js';
import { type OpenWeb, openWeb, publicUrl } from '../open-web.js';

const start = new Date('2026-03-24T09:30:00Z');

describe('private feeds', () => {
  let web: OpenWeb;
  let digestId: number;

  beforeAll(async () => {
    web = await openWeb({ now: start });
    const hostile = listedPaper({ id: '2603.00077', date: '2026-03-23', upvotes: 99 });
    const title = 'A <b>bold</b> & "quoted" ]]> title\u0001';
    await savePapers(web.database, [{ ...hostile, paper: { ...hostile.paper, title } }]);
    digestId = (await answeredDigest(web)).id;
  });
  afterAll(() => web.close());

  const get = (url: string, headers: Record<string, string> = {}) =>
    web.server.inject({ url: url.replace(publicUrl, ''), headers: { accept: 'text/html', ...headers } });

  /** A reader, the path of the page, and the two addresses on it. */
  async function reader(address: string) {
    const { id } = await web.addReader(address);
    const path = `/your-feeds/${web.token('answer', id)}`;
    return { id, path, ...(await addresses(path)) };
  }

  async function addresses(path: string): Promise<{ atom: string; json: string }> {
    const { body } = await get(path);
    const [, atom = ''] = /href="([^"]+\/atom\.xml)"/.exec(body) ?? [];
    const [, json = ''] = /href="([^"]+\/feed\.json)"/.exec(body) ?? [];
    return { atom, json };
  }

  it('are Atom that a parser reads', async () => {
    const { atom } = await reader('atom@example.org');
    const { headers, body } = await get(atom);
    expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(headers['cache-control']).toBe('private, max-age=900');
    expect(XMLValidator.validate(body)).toBe(true);
    const { feed } = new XMLParser({ ignoreAttributes: false }).parse(body);
    expect(feed).toMatchObject({ id: atom, title: 'Broadsheet, for you', updated: start.toISOString() });
    expect(feed.entry.title).toBe('Monday, March 23, 2026');
    expect(feed.entry.content['@_type']).toBe('html');
    expect(feed.entry.content['#text']).toContain(
      '<strong>bold</strong> &amp; &#34;quoted&#34; ]]&gt; title',
    );
    expect(feed.entry.content['#text']).toContain('href="https://arxiv.org/abs/2603.00001"');
  });

  it('are JSON Feed with the same entries', async () => {
    const { json } = await reader('json@example.org');
    const { headers, body } = await get(json);
    expect(headers['content-type']).toBe('application/feed+json; charset=utf-8');
    const feed = JSON.parse(body);
    expect(feed).toMatchObject({ version: 'https://jsonfeed.org/version/1.1', feed_url: json });
    expect(feed.items).toMatchObject([
      {
        url: `${publicUrl}/digests/2026-03-23`,
        title: 'Monday, March 23, 2026',
        date_published: start.toISOString(),
      },
    ]);
    // By whom the feed is by: a list of authors, even one of none, would say otherwise.
    expect(feed).toMatchObject({ authors: [{ name: 'Broadsheet' }] });
    expect(Object.keys(feed.items[0])).not.toContain('authors');
    expect(feed.items[0].content_text).toMatch(/^1\. .*\nhttps:\/\/arxiv\.org\/abs\/2603\.00077/);
  });

  it('are in the language of the reader, whatever the program that fetches them asks for', async () => {
    const { id, atom, json } = await reader('german@example.org');
    await web.database.query(`UPDATE subscribers SET language = 'de' WHERE id = $1`, [id]);
    const { body } = await get(atom, { 'accept-language': 'en' });
    expect(body).toContain('xml:lang="de"');
    expect(new XMLParser().parse(body).feed.entry.title).toBe('Montag, 23. März 2026');
    const feed = (await get(json, { 'accept-language': 'en' })).json();
    expect(feed).toMatchObject({ language: 'de', items: [{ title: 'Montag, 23. März 2026' }] });
  });

  it('are sent once while nothing changes', async () => {
    const { atom } = await reader('again@example.org');
    const first = await get(atom);
    const again = await get(atom, { 'if-none-match': String(first.headers['etag']) });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

  it('keep their addresses until the reader changes them; the former end at once', async () => {
    const { path, atom, json } = await reader('changes@example.org');
    expect(await addresses(path)).toEqual({ atom, json });
    expect((await web.post(path)).statusCode).toBe(303);
    const fresh = await addresses(path);
    expect(fresh.atom).not.toBe(atom);
    for (const former of [atom, json]) {
      const answer = await get(former);
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('The address of this feed was changed');
    }
    expect((await get(fresh.atom)).statusCode).toBe(200);
    expect((await get(fresh.json)).statusCode).toBe(200);
  });

  it('are told and changed through the API', async () => {
    const { path, atom, json } = await reader('api@example.org');
    const token = path.split('/').at(-1);
    const call = (url: string) =>
      web.server.inject({ method: 'POST', url: `/api/v1${url}`, payload: { token } });
    expect((await call('/feeds')).json()).toEqual({ atom, json });
    const fresh = (await call('/feeds/change')).json();
    expect(fresh.atom).not.toBe(atom);
    expect(await addresses(path)).toEqual(fresh);
  });

  it('open to no other link, and to nobody once the reader is erased', async () => {
    const { id, path, atom } = await reader('erased@example.org');
    for (const purpose of ['answer', 'unsubscribe', 'data'] as const) {
      expect((await get(`/feeds/${web.token(purpose, id)}/atom.xml`)).statusCode).toBe(400);
    }
    expect((await get(atom.replace('/feeds/', '/answers/').replace('/atom.xml', ''))).statusCode).toBe(400);
    await removeSubscriber(web.database, web.keyring, id);
    expect((await get(atom)).statusCode).toBe(410);
    expect((await get(path)).statusCode).toBe(410);
    expect((await web.post(path)).statusCode).toBe(410);
  });

  it('hold what the rules of the reader choose, and the page of answers as well', async () => {
    const { id, json } = await reader('rules@example.org');
    await web.database.query(
      `WITH rules AS (INSERT INTO rule_sets (hash, rules) VALUES ('one', '{"maxPapers": 2}') RETURNING id)
       UPDATE subscribers SET rule_set_id = rules.id FROM rules WHERE subscribers.id = $1`,
      [id],
    );
    expect(JSON.parse((await get(json)).body).items).toEqual([]);
    await matchRuleSets(web.database, [digestId]);
    const [item] = JSON.parse((await get(json)).body).items;
    expect(item.content_text.match(/^\d+\. /gm)).toEqual(['1. ', '2. ']);
    const { body } = await get(`/answers/${web.token('answer', id, digestId)}`);
    expect(body.match(/class="paper answered"/g)).toHaveLength(2);
  });

  it('hold no digest that was not released', async () => {
    const { json } = await reader('waits@example.org');
    await web.database.query('UPDATE digests SET released_at = NULL');
    expect(JSON.parse((await get(json)).body).items).toEqual([]);
    expect(XMLValidator.validate((await get(json.replace('feed.json', 'atom.xml'))).body)).toBe(true);
    await web.database.query('UPDATE digests SET released_at = $1', [start]);
  });
});
