import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('preferences', () => {
  let web: OpenWeb;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-24T09:30:00Z') });
  });
  afterAll(() => web.close());

  async function reader() {
    readers += 1;
    const { id } = await web.addReader(`reader-${readers}@example.org`);
    const token = web.token('preferences', id);
    return { id, token, path: `/preferences/${token}` };
  }

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });
  const form = (url: string, body: string) =>
    web.server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      payload: body,
    });
  const call = (token: string, method: 'GET' | 'PUT' | 'DELETE', path = '', payload?: object) =>
    web.server.inject({
      method,
      url: `/api/v1/preferences${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  const row = async (id: number) => {
    const { rows } = await web.database.query(
      'SELECT s.*, t.next_due_at FROM subscribers s JOIN reader_times t ON t.subscriber_id = s.id WHERE s.id = $1',
      [id],
    );
    return rows[0] as Record<string, unknown>;
  };

  it('are shown, and opening them changes nothing', async () => {
    const { id, path } = await reader();
    const before = await row(id);
    for (let times = 0; times < 50; times += 1) {
      const { statusCode, headers } = await get(path);
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect(await row(id)).toEqual(before);
    const { body } = await get(path);
    expect(body).toContain('Your next daily digest comes on Wednesday, March 25, at 08:00 (UTC)');
    expect(body).toContain('<option value="Europe/Berlin">');
  });

  it('are saved by the form, shown again, and taken back', async () => {
    const { id, path, token } = await reader();
    const fields =
      'frequency=daily&weekdays=1&weekdays=5&time=07:15&timeZone=Asia/Tokyo&follow.topics=diffusion&follow.topics=agents' +
      '&follow.keywords=state+space,+%3Cb%3E&mute.categories=cs.CV&minUpvotes=5&maxPapers=&onlyWithCode=yes&abstracts=titles&whenNothingMatches=topThree';
    const saved = await form(path, fields);
    expect(saved.statusCode).toBe(200);
    expect(saved.body).toContain('Saved.');
    expect(saved.body).toContain('Friday, March 27, at 07:15 (Asia/Tokyo)');
    expect(saved.body).toContain('value="&lt;b&gt;, state space"');
    expect((await call(token, 'GET')).json()).toMatchObject({
      schedule: { frequency: 'daily', weekdays: [1, 5], time: '07:15', timeZone: 'Asia/Tokyo' },
      rules: {
        follow: { topics: ['agents', 'diffusion'], keywords: ['<b>', 'state space'] },
        mute: { categories: ['cs.CV'] },
        ...{ minUpvotes: 5, maxPapers: null, onlyWithCode: true, abstracts: 'titles' },
        whenNothingMatches: 'topThree',
      },
      nextAt: '2026-03-26T22:15:00.000Z',
    });
    const [, undo = ''] = /name="restore" value="([^"]*)"/.exec(saved.body) ?? [];
    const json = undo.replaceAll('&#34;', '"').replaceAll('&quot;', '"');
    const restored = await form(path, `restore=${encodeURIComponent(json)}`);
    expect(restored.body).toContain('It is as it was before.');
    expect(await row(id)).toMatchObject({
      weekdays: 127,
      local_time: null,
      time_zone: null,
      rule_set_id: null,
    });
  });

  it.each([
    ['frequency=daily&time=08:00', 'choose at least one day'],
    ['weekdays=1&time=08:07', 'a time is written as'],
    ['weekdays=1&timeZone=Mars/Base', 'not a time zone'],
    ['weekdays=1&follow.categories=everything+else', 'not a category of arXiv'],
    ['weekdays=1&follow.topics=astrology', 'there is no such topic'],
  ])('refuses %s, says why, and keeps what was typed', async (fields, fault) => {
    const { id, path } = await reader();
    const before = await row(id);
    const answer = await form(path, fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(fault);
    expect(await row(id)).toEqual(before);
  });

  it('pause until a day, with or without catching up, and end it', async () => {
    const { id, path } = await reader();
    const paused = await form(`${path}/pause`, 'until=2026-04-07&catchUp=yes');
    expect(paused.body).toContain(
      'No mail comes until Tuesday, April 7, 2026. Then comes the best of what was missed.',
    );
    expect(await row(id)).toMatchObject({
      state: 'paused',
      pause_ends: 'with-catch-up',
      paused_until: new Date('2026-04-07T08:00:00Z'),
    });
    const over = await form(`${path}/unpause`, '');
    expect(over.body).toContain('The pause is over.');
    expect(await row(id)).toMatchObject({ state: 'active', paused_until: null, next_due_at: null });
    for (const until of ['2026-03-24', 'tomorrow', '2029-01-01', '']) {
      expect((await form(`${path}/pause`, `until=${until}`)).statusCode).toBe(422);
    }
  });

  it('skip the next digest, and take that back', async () => {
    const { id, path } = await reader();
    expect((await form(`${path}/skip`, 'skip=yes')).body).toContain('and it is skipped');
    expect(await row(id)).toMatchObject({ skips: 1 });
    await form(`${path}/skip`, 'skip=no');
    expect(await row(id)).toMatchObject({ skips: 0 });
  });

  it('offer a week where somebody is about to leave, in no one’s way', async () => {
    const { id } = await reader();
    const { body } = await get(`/unsubscribe/${web.token('unsubscribe', id)}`);
    expect(body.indexOf('Unsubscribe</button>')).toBeLessThan(body.indexOf('Once a week instead</button>'));
    const [action = ''] = /\/unsubscribe\/[A-Za-z0-9_-]{40}0?\/weekly/.exec(body) ?? [];
    expect((await form(action, '')).body).toContain('Once a week from now on.');
    expect(await row(id)).toMatchObject({ frequency: 'weekly', state: 'active' });
  });

  it.each(['weekly', 'monthly'])(
    'offer who gets a %s mail no more of them by a link to leave',
    async (frequency) => {
      const { id, token } = await reader();
      await call(token, 'PUT', '', { schedule: { frequency } });
      const leave = `/unsubscribe/${web.token('unsubscribe', id)}`;
      expect((await get(leave)).body).not.toContain('Once a week instead');
      expect((await form(`${leave}/weekly`, '')).body).toContain('Unsubscribe</button>');
      expect(await row(id)).toMatchObject({ frequency, state: 'active' });
    },
  );

  it('are the same for programs', async () => {
    const { token } = await reader();
    const schedule = { frequency: 'monthly', weekdays: [3], time: '21:45', timeZone: 'America/New_York' };
    const rules = { follow: { authors: ['Ann Invented'] }, abstracts: 'full' };
    const put = await call(token, 'PUT', '', { schedule, rules });
    expect(put.json()).toMatchObject({ schedule, rules, nextAt: '2026-04-02T01:45:00.000Z' });
    expect((await call(token, 'PUT', '/pause', { until: '2026-05-01' })).json()).toMatchObject({
      state: 'paused',
      pause: { until: '2026-05-01', catchUp: false },
    });
    expect((await call(token, 'DELETE', '/pause')).json()).toMatchObject({ state: 'active', pause: null });
    expect((await call(token, 'PUT', '/skips', { skips: 1 })).json()).toMatchObject({ skips: 1 });
    expect((await call(token, 'PUT', '', { rules: { follow: { topics: ['astrology'] } } })).statusCode).toBe(
      400,
    );
    expect((await call(token, 'PUT', '', { rules: { minUpvotes: -1 } })).statusCode).toBe(400);
    expect((await web.server.inject('/api/v1/preferences')).statusCode).toBe(401);
    expect((await call(`${token.slice(0, -1)}x`, 'GET')).json()).toMatchObject({ code: 'TOKEN_INVALID' });
    const { topics } = (await web.server.inject('/api/v1/topics')).json();
    expect(topics).toContainEqual(
      expect.objectContaining({
        name: 'diffusion',
        label: 'Diffusion',
        definition: expect.stringContaining('denoising'),
      }),
    );
  });

  it('end with the reader, and a link of another purpose opens none', async () => {
    const { id, path } = await reader();
    expect((await get(`/preferences/${web.token('unsubscribe', id)}`)).statusCode).toBe(400);
    await web.database.query('DELETE FROM subscribers WHERE id = $1', [id]);
    expect((await get(path)).statusCode).toBe(410);
    expect((await form(path, 'weekdays=1')).statusCode).toBe(410);
  });
});
