import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('preferences that are open in two tabs', () => {
  let web: OpenWeb;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  async function reader() {
    readers += 1;
    const { id } = await web.addReader(`tabs-${readers}@example.org`);
    return { id, path: `/preferences/${web.token('preferences', id)}` };
  }
  const baseOf = (body: string) =>
    (/name="base" value="([^"]*)"/.exec(body)?.[1] ?? '').replaceAll('&#34;', '"');
  const opened = async (path: string) => baseOf((await web.server.inject({ url: path })).body);
  const fields = { frequency: 'daily', weekdays: '1' };
  const frequency = async (id: number) => {
    const { rows } = await web.database.query<{ frequency: string }>(
      'SELECT frequency FROM subscribers WHERE id = $1',
      [id],
    );
    return rows[0]?.frequency;
  };

  it('says in the second what the first changed, and saves nothing', async () => {
    const { id, path } = await reader();
    const base = await opened(path);
    const first = await web.post(path, { ...fields, base, frequency: 'weekly', 'topic.agents': 'follow' });
    expect(first.body).toContain('Saved.');
    const second = await web.post(path, { ...fields, base, 'topic.video': 'mute' });
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('changed elsewhere');
    expect(second.body).toContain('<strong>When:</strong> Once a week, the best of it');
    expect(second.body).toContain('<strong>Topics:</strong> 1 followed');
    expect(second.body).not.toContain('<strong>How much:</strong>');
    expect(await frequency(id)).toBe('weekly');
    expect(second.body).toMatch(/name="topic.video" value="mute" checked/);
    const again = await web.post(path, { ...fields, base: baseOf(second.body), 'topic.video': 'mute' });
    expect(again.body).toContain('Saved.');
    expect(await frequency(id)).toBe('daily');
  });

  it('asks nothing where both say the same, or nothing was changed meanwhile', async () => {
    const { path } = await reader();
    for (let times = 0; times < 3; times += 1) {
      const base = await opened(path);
      expect((await web.post(path, { ...fields, base, 'topic.agents': 'follow' })).statusCode).toBe(200);
    }
    expect((await web.post(path, { ...fields, 'topic.video': 'follow' })).statusCode).toBe(200);
    expect((await web.post(path, { ...fields, base: '{"schedule":7}' })).statusCode).toBe(200);
  });

  it('shows who left since when, and the way back by mail, and nothing else', async () => {
    const { id, path } = await reader();
    const unsubscribe = `/unsubscribe/${web.token('unsubscribe', id)}`;
    await web.post(unsubscribe);
    for (const url of [path, unsubscribe]) {
      const { body } = await web.server.inject({ url });
      expect(body).toContain('You left on');
      expect(body).not.toContain('example.org');
      expect(body.match(/<form /g)).toHaveLength(1);
      const answer = await web.post(`${url}/return`);
      expect(answer.body).toContain('Check your inbox');
    }
    const { rows } = await web.database.query<{ address: string }>('DELETE FROM signups RETURNING address');
    expect(rows.map(({ address }) => address)).toEqual(Array(2).fill(`tabs-${readers}@example.org`));
    expect(await web.reader(id)).toMatchObject({ state: 'unsubscribed' });
    const other = await reader();
    expect((await web.post(`${other.path}/return`)).statusCode).toBe(410);
  });
});
