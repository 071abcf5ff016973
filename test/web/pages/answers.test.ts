import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DigestWithPapers } from '../../../src/model/digest.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { answeredDigest, everyRow } from '../answered-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const start = new Date('2026-03-24T09:30:00Z');

describe('answers to the papers of a digest', () => {
  let web: OpenWeb;
  let digest: DigestWithPapers;

  beforeAll(async () => {
    web = await openWeb({ now: start });
    digest = await answeredDigest(web);
  });
  afterAll(() => web.close());

  async function reader(address: string): Promise<{ id: number; path: string }> {
    const { id } = await web.addReader(address);
    return { id, path: `/answers/${web.token('answer', id, digest.id)}` };
  }

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });
  const votesOf = async (id: number) =>
    (
      await web.database.query<{ entry: string }>(
        "SELECT paper_id || ' ' || value AS entry FROM votes WHERE subscriber_id = $1 ORDER BY 1",
        [id],
      )
    ).rows.map(({ entry }) => entry);
  const savesOf = async (id: number) =>
    (
      await web.database.query<{ paper_id: string }>(
        'SELECT paper_id FROM saves WHERE subscriber_id = $1 ORDER BY 1',
        [id],
      )
    ).rows.map(({ paper_id }) => paper_id);

  /** The buttons of a paper: `text: answer`, with a star where it is pressed. */
  function buttonsOf(body: string, paper: string): string[] {
    const form = body.split('<form').find((part) => part.includes(`value="${paper}"`)) ?? '';
    return [...form.matchAll(/value="([a-z-]+)" class="answer" aria-pressed="(\w+)">([^<]+)</g)].map(
      ([, answer, pressed, text]) => `${text}: ${answer}${pressed === 'true' ? ' *' : ''}`,
    );
  }

  it('begins with the paper that a mail linked to, and changes nothing by that', async () => {
    const { path } = await reader('on-top@example.org');
    const idsOf = (body: string) => [...body.matchAll(/name="paper" value="([^"]+)"/g)].map(([, id]) => id);
    const inOrder = idsOf((await get(path)).body);
    const last = inOrder.at(-1);
    const before = await everyRow(web);
    const asked = await get(`${path}?paper=${last}`);
    expect(asked.statusCode).toBe(200);
    expect(idsOf(asked.body)).toEqual([last, ...inOrder.slice(0, -1)]);
    expect(idsOf((await get(`${path}?paper=nothing&paper=2`)).body)).toEqual(inOrder);
    expect(await everyRow(web)).toEqual(before);
  });

  it('have a button each: more, less, save', async () => {
    const { path } = await reader('buttons@example.org');
    const { statusCode, headers, body } = await get(path);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    for (const { paper } of digest.papers) {
      expect(buttonsOf(body, paper.id)).toEqual([
        'More like this: more',
        'Less like this: less',
        'Save: save',
      ]);
    }
  });

  it('are recorded by a button, shown as pressed, and taken back by pressing it again', async () => {
    const { id, path } = await reader('answers@example.org');
    const press = (answer: string) => web.post(path, { paper: '2603.00002', answer, anchor: 'paper-2' });

    const more = await press('more');
    expect(more.statusCode).toBe(303);
    expect(more.headers.location).toBe(`${path}#paper-2`);
    await press('save');
    expect(buttonsOf((await get(path)).body, '2603.00002')).toEqual([
      'More like this: undo-vote *',
      'Less like this: less',
      'Save: undo-save *',
    ]);
    expect(await votesOf(id)).toEqual(['2603.00002 1']);
    expect(await savesOf(id)).toEqual(['2603.00002']);

    await press('less');
    expect(await votesOf(id)).toEqual(['2603.00002 -1']);
    for (const answer of ['undo-vote', 'undo-vote', 'undo-save', 'undo-save']) await press(answer);
    expect(await votesOf(id)).toEqual([]);
    expect(await savesOf(id)).toEqual([]);
  });

  it('ask once, at the first vote for a paper, whether papers like it come first', async () => {
    const question = 'Put papers like this first for me?';
    const timesAsked = async (path: string) => (await get(path)).body.split(question).length - 1;
    const orderOf = async (id: number) =>
      (
        await web.database.query<{ order: string }>(
          `SELECT CASE WHEN personal_since IS NULL THEN 'common' ELSE 'personal' END AS order
             FROM order_choices WHERE subscriber_id = $1`,
          [id],
        )
      ).rows[0]?.order;
    for (const order of ['personal', 'common']) {
      const { id, path } = await reader(`first-vote-${order}@example.org`);
      expect(await timesAsked(path)).toBe(0);
      await web.post(path, { paper: '2603.00002', answer: 'save' });
      expect(await timesAsked(path)).toBe(0);
      await web.post(path, { paper: '2603.00002', answer: 'more' });
      expect(await timesAsked(path)).toBe(1);
      const answered = await web.post(`${path}/order`, { order, anchor: 'paper-2' });
      expect([answered.statusCode, answered.headers.location]).toEqual([303, `${path}#paper-2`]);
      expect([await timesAsked(path), await orderOf(id)]).toEqual([0, order]);
      await web.post(path, { paper: '2603.00001', answer: 'more' });
      expect(await timesAsked(path)).toBe(0);
    }
    const unanswered = await reader('first-vote-passed-over@example.org');
    for (const paper of ['2603.00001', '2603.00002'])
      await web.post(unanswered.path, { paper, answer: 'more' });
    expect(await timesAsked(unanswered.path)).toBe(0);
  });

  it('change by nothing but a button', async () => {
    const { id, path } = await reader('scanned@example.org');
    const saved = path.replace('/answers/', '/saved/');
    const before = await everyRow(web);
    for (const url of [path, `${path}?paper=2603.00001&answer=more`, saved, `${saved}?removed=2603.00001`]) {
      for (const method of ['GET', 'HEAD', 'GET'] as const) {
        expect((await web.server.inject({ method, url })).statusCode).toBe(200);
      }
    }
    expect(await everyRow(web)).toEqual(before);
    expect(await votesOf(id)).toEqual([]);
  });

  it.each([
    [{ paper: '2603.00001', answer: 'maybe' }, 400],
    [{ paper: '2603.00001' }, 400],
    [{ answer: 'more' }, 400],
    [{ paper: '2603.99999', answer: 'more' }, 404],
    [{ paper: "'; DROP TABLE votes; --", answer: 'save' }, 404],
  ])('are refused where they are none: %j', async (form, status) => {
    const { id, path } = await reader(`refused-${status}-${JSON.stringify(form).length}@example.org`);
    expect((await web.post(path, form as Record<string, string>)).statusCode).toBe(status);
    expect([await votesOf(id), await savesOf(id)]).toEqual([[], []]);
  });

  it('lead nowhere but to the page itself', async () => {
    const { path } = await reader('led@example.org');
    const answer = await web.post(path, {
      paper: '2603.00001',
      answer: 'more',
      anchor: '//elsewhere.example',
    });
    expect(answer.headers.location).toBe(path);
  });

  it('are nobody’s whose link was damaged, made for something else, or whose reader is gone', async () => {
    const { id, path } = await reader('gone@example.org');
    const form = { paper: '2603.00001', answer: 'more' };
    for (const purpose of ['unsubscribe', 'data', 'feed'] as const) {
      const foreign = `/answers/${web.token(purpose, id, digest.id)}`;
      expect((await web.post(foreign, form)).statusCode).toBe(400);
      expect((await get(foreign)).statusCode).toBe(400);
    }
    expect((await web.post(`${path.slice(0, -1)}_`, form)).statusCode).toBe(400);
    await removeSubscriber(web.database, web.keyring, id);
    expect((await get(path)).statusCode).toBe(410);
    expect((await web.post(path, form)).statusCode).toBe(410);
    expect(await votesOf(id)).toEqual([]);
  });

  it('work through the API as well, with a link to all that is kept', async () => {
    const { id, path } = await reader('api@example.org');
    const token = path.split('/').at(-1) ?? '';
    const call = (url: string, body: object) =>
      web.server.inject({ method: 'POST', url: `/api/v1${url}`, payload: { token, ...body } });
    const more = await call('/answers', { paperId: '2603.00003', answer: 'more' });
    expect(more.json()).toEqual({ paperId: '2603.00003', vote: 'more', saved: false });
    await call('/answers', { paperId: '2603.00001', answer: 'save' });
    const listed = (await call('/answers/list', {})).json();
    expect(listed.answers).toEqual([
      { paperId: '2603.00001', vote: null, saved: true },
      { paperId: '2603.00002', vote: null, saved: false },
      { paperId: '2603.00003', vote: 'more', saved: false },
    ]);
    const data = `/your-data/${web.token('data', id)}`;
    expect((await get(data)).body).toContain('1 saved paper, 1 vote');
    expect((await call('/saved', {})).json().papers).toMatchObject([
      { id: '2603.00001', savedAt: start.toISOString() },
    ]);
    expect((await call('/answers', { paperId: '2603.00003', answer: 'loud' })).statusCode).toBe(400);
    await removeSubscriber(web.database, web.keyring, id);
    expect((await call('/answers', { paperId: '2603.00003', answer: 'more' })).statusCode).toBe(404);
    expect((await call('/saved', {})).statusCode).toBe(404);
  });

  it('are limited for each reader, and for no other', async () => {
    const { path } = await reader('eager@example.org');
    const other = await reader('calm@example.org');
    const form = { paper: '2603.00001', answer: 'more' };
    const statuses = new Set<number>();
    for (let n = 0; n <= 300; n += 1) statuses.add((await web.post(path, form)).statusCode);
    expect([...statuses]).toEqual([303, 429]);
    expect((await web.post(other.path, form)).statusCode).toBe(303);
  });
});
