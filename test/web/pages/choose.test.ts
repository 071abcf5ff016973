import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../src/model/language.js';
import { shippedVocabulary } from '../../../src/topics/vocabulary.js';
import { firstTopics } from '../../../src/web/forms/first-topics.js';
import { addTopicDigest } from '../../tastes/topic-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('choosing topics in a few taps', () => {
  let web: OpenWeb;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-26T09:30:00Z') });
    await addTopicDigest(web.database, '2026-03-24', ['robots', 'proteins', 'scenes']);
  });
  afterAll(() => web.close());

  async function reader() {
    readers += 1;
    const { id } = await web.addReader(`chooses-${readers}@example.org`);
    const token = web.token('preferences', id);
    return { id, token, path: `/preferences/${token}/start` };
  }
  const preferences = async (token: string) =>
    (
      await web.server.inject({
        url: '/api/v1/preferences',
        headers: { authorization: `Bearer ${token}` },
      })
    ).json();

  it('offers eight topics at once and all others behind them', async () => {
    expect(firstTopics(shippedVocabulary)).toHaveLength(8);
    const { path } = await reader();
    for (const language of languages) {
      const { body } = await web.server.inject({ url: path, headers: { 'accept-language': language } });
      const all = [...body.matchAll(/name="topics" value="([^"]+)"/g)].map(([, name]) => name);
      expect(all.slice(0, 8)).toEqual(firstTopics(shippedVocabulary));
      expect([...all].sort()).toEqual([...shippedVocabulary.names].sort());
    }
  });

  it('stands right behind the button that confirms', async () => {
    const { id } = await reader();
    await web.database.query("UPDATE subscribers SET state = 'pending', confirm_serial = 4 WHERE id = $1", [
      id,
    ]);
    const page = await web.post(`/confirm/${web.token('confirm', id, 4)}`);
    expect(page.body).toContain('You are subscribed.');
    const [, action = ''] =
      /<form method="post" action="(\/preferences\/[^"]+\/start)"/.exec(page.body) ?? [];
    const saved = await web.post(action, { topics: 'agents', frequency: 'weekly', time: '07:00' });
    expect(saved.body).toContain('Saved.');
    const token = action.split('/')[2] ?? '';
    expect(await preferences(token)).toMatchObject({
      schedule: { frequency: 'weekly', time: '07:00' },
      rules: { follow: { topics: ['agents'] } },
    });
  });

  it('changes what it asks and nothing else, and opening it changes nothing', async () => {
    const { token, path } = await reader();
    await web.post(`/preferences/${token}`, {
      ...{ weekdays: '1', time: '07:15', timeZone: 'Asia/Tokyo', 'follow.keywords': 'proteins' },
      ...{ 'topic.agents': 'mute', 'topic.video': 'follow', maxPapers: '5' },
    });
    const before = await preferences(token);
    const opened = await web.server.inject({ url: `${path}?follow=agents` });
    expect(opened.body).toMatch(/value="agents" checked/);
    expect(opened.body).toMatch(/value="video" checked/);
    expect(await preferences(token)).toEqual(before);
    await web.post(path, { topics: 'agents', time: '07:15', timeZone: 'Asia/Tokyo' });
    expect(await preferences(token)).toMatchObject({
      schedule: { weekdays: [1], time: '07:15', timeZone: 'Asia/Tokyo' },
      rules: { follow: { topics: ['agents'], keywords: ['proteins'] }, mute: { topics: [] }, maxPapers: 5 },
    });
    expect((await web.server.inject({ url: `${path}?follow=%3Cb%3E` })).statusCode).toBe(200);
  });

  it('saves and mails the current digest with one button', async () => {
    const { id, path } = await reader();
    const answer = await web.post(path, { send: 'digest' });
    expect(answer.body).toContain('Saved.');
    const { rows } = await web.database.query('SELECT 1 FROM deliveries WHERE subscriber_id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(answer.body).toContain('in your inbox in a moment');
    const again = await web.post(path, { send: 'digest' });
    expect(again.body).toContain('The current digest was not mailed');
  });
});
