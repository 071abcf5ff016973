import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learnTastes } from '../../../src/tastes/learn-tastes.js';
import { addTopicDigest, answerAll, type TopicDigest } from '../../tastes/topic-digest.js';
import { everyRow } from '../answered-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('an order of one’s own', () => {
  let web: OpenWeb;
  let digest: TopicDigest;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-26T09:30:00Z') });
    const topics = ['robots', 'proteins', 'scenes', 'proteins', 'scenes', 'proteins'] as const;
    digest = await addTopicDigest(web.database, '2026-03-24', topics);
  });
  afterAll(() => web.close());

  async function reader() {
    readers += 1;
    const { id } = await web.addReader(`own-order-${readers}@example.org`);
    const token = web.token('preferences', id);
    return { id, token, path: `/preferences/${token}/order` };
  }

  const get = async (url: string, language = 'en') =>
    (await web.server.inject({ url, headers: { accept: 'text/html', 'accept-language': language } })).body;
  const answer = (id: number) => {
    const [, a, b, c, d, e] = digest.paperIds;
    const given = [
      ...([
        [a, 'more'],
        [b, 'less'],
        [c, 'save'],
        [d, 'less'],
        [e, 'more'],
      ] as const),
    ];
    return answerAll(web.database, id, given, web.now);
  };
  const learn = () => learnTastes(web.database, web.now, new AbortController().signal);
  const call = async (token: string, method: 'GET' | 'PUT' | 'DELETE', path = '', payload?: object) =>
    web.server.inject({
      method,
      url: `/api/v1/preferences${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });

  it('is off, is chosen on the preferences page, and says what it does and from what it learns', async () => {
    const { id, path, token } = await reader();
    const before = await everyRow(web);
    const preferences = await get(`/preferences/${token}`);
    expect(preferences).toContain('The papers come in the common order');
    expect(preferences).toContain('The day’s top paper stays on top, and none is left out.');
    expect(preferences).toContain('in the papers that you answered, and from nothing else');
    expect(await get(path)).toContain('Nothing is learned while you have the common order.');
    expect(await everyRow(web)).toEqual(before);

    const chosen = await web.post(path, { order: 'personal' });
    expect(chosen.body).toContain('From the next digest on, the papers come in an order of your own.');
    expect(chosen.body).toContain('There are 0 of the 5 answers that it needs');
    expect(await get(`/preferences/${token}`)).toContain('The papers come in an order of your own.');
    const { rows } = await web.database.query(
      'SELECT personal_since FROM order_choices WHERE subscriber_id = $1',
      [id],
    );
    expect(rows).toEqual([{ personal_since: web.now }]);
  });

  it('shows what was learned, for and against, and how many answers it rests on', async () => {
    const { id, path } = await reader();
    await web.post(path, { order: 'personal' });
    await answer(id);
    expect(await get(path)).toContain('Your last answers are not learned yet');
    await learn();
    const page = await get(path);
    expect(page).toContain('Learned on Mar 26, 2026, 09:30 UTC from 5 answers.');
    const [, liked = '', disliked = ''] = page.split('<ul class="places"');
    expect(liked).toContain('<li>proteins <span class="quiet">(topic)</span></li>');
    expect(disliked).toContain('<li>splat</li>');
    expect(await get(path, 'de')).toContain('Gelernt am 26. März 2026, 09:30 UTC aus 5 Antworten.');
  });

  it('forgets, and takes that back', async () => {
    const { id, path } = await reader();
    await web.post(path, { order: 'personal' });
    await answer(id);
    await learn();
    web.now = new Date(web.now.getTime() + 60_000);
    const forgotten = await web.post(`${path}/forget`);
    expect(forgotten.body).toContain('It is forgotten.');
    expect(forgotten.body).toContain('There are 0 of the 5 answers');
    expect(forgotten.body).toContain('Only what you answered since Mar 26, 2026, 09:31 UTC counts.');
    const [, until = '?'] = /name="until" value="([^"]*)"/.exec(forgotten.body) ?? [];
    expect((await web.post(`${path}/recall`, { until })).body).toContain('counts again');
    await learn();
    expect(await get(path)).toContain('from 5 answers');
    const common = await web.post(path, { order: 'common' });
    expect(common.body).toContain('What was learned is deleted; your answers stay.');
    const { rows } = await web.database.query('SELECT FROM tastes WHERE subscriber_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('is the same for programs', async () => {
    const { id, token } = await reader();
    expect((await call(token, 'GET')).json()).toMatchObject({ order: 'common' });
    expect((await call(token, 'GET', '/order')).json()).toEqual({
      ...{ order: 'common', answersSince: null, answers: 0, fewestAnswers: 5, waits: false, learned: null },
    });
    const chosen = await call(token, 'PUT', '/order', { order: 'personal' });
    expect(chosen.json()).toMatchObject({ order: 'personal', waits: true });
    expect((await call(token, 'GET')).json()).toMatchObject({ order: 'personal' });
    await answer(id);
    await learn();
    const learned = (await call(token, 'GET', '/order')).json().learned;
    expect(learned).toMatchObject({ at: web.now.toISOString(), answers: 5 });
    expect(learned.liked).toContainEqual({ kind: 'topic', term: 'proteins', weight: expect.any(Number) });
    expect(learned.disliked[0].weight).toBeLessThan(0);

    web.now = new Date(web.now.getTime() + 60_000);
    const forgotten = (await call(token, 'DELETE', '/order/learned')).json();
    expect(forgotten).toMatchObject({ answersSince: web.now.toISOString(), learned: null, answers: 0 });
    const recalled = await call(token, 'PUT', '/order', { order: 'personal', answersSince: null });
    expect(recalled.json()).toMatchObject({ answersSince: null, answers: 5, waits: true });
    // Saving preferences leaves it as it is.
    await call(token, 'PUT', '', { rules: { maxPapers: 5 } });
    expect((await call(token, 'GET')).json()).toMatchObject({ order: 'personal' });
    expect((await call(token, 'PUT', '/order', { order: 'best' })).statusCode).toBe(400);
    expect((await call('nonsense', 'GET', '/order')).statusCode).toBe(400);
    expect((await web.server.inject('/api/v1/preferences/order')).statusCode).toBe(401);
  });

  it('ends with the reader, and opens by no other link', async () => {
    const { id, token, path } = await reader();
    const saved = `/preferences/${web.token('answer', id)}/order`;
    expect((await web.server.inject(saved)).statusCode).toBe(400);
    await web.post(path, { order: 'personal' });
    await web.database.query('DELETE FROM subscribers WHERE id = $1', [id]);
    expect((await web.server.inject(path)).statusCode).toBe(410);
    expect((await web.post(path, { order: 'personal' })).statusCode).toBe(410);
    expect((await web.post(`${path}/forget`)).statusCode).toBe(410);
    expect((await call(token, 'PUT', '/order', { order: 'personal' })).statusCode).toBe(404);
  });
});
