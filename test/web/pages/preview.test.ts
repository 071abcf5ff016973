import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMissingTopics } from '../../../src/store/digests/paper-topics.js';
import { confirmSubscription } from '../../../src/subscribers/confirm-subscription.js';
import { defaultSignupLimits } from '../../../src/subscribers/decide-signup.js';
import { processSignups } from '../../../src/subscribers/process-signups.js';
import { shippedVocabulary } from '../../../src/topics/vocabulary.js';
import { inventedPaper } from '../../rendering/invented-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('a preview', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-24T09:30:00Z') });
    for (const [day, titles] of [
      ['2026-03-10', ['Denoising long ago']],
      ['2026-03-20', ['A robot that folds', 'Denoising <b>in fewer steps']],
      ['2026-03-21', []],
      ['2026-03-24', ['Proofs without words', 'A diffusion policy']],
    ] as const) {
      await addDigest(day, titles);
    }
  });
  afterAll(() => web.close());

  async function addDigest(day: string, titles: readonly string[]): Promise<void> {
    const papers = titles.map((title, index) => ({
      ...inventedPaper(Number(day.slice(8)) * 10 + index),
      ...{ title, abstract: 'Invented.', keywords: [], authors: [] },
    }));
    await web.database.query(
      `WITH new AS (
         INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
         VALUES ('daily', $1, $1, 'upvotes', $1::date + time '08:00', $1::date + time '08:00') RETURNING id
       ), added AS (
         INSERT INTO papers (id, title, abstract) SELECT p ->> 'id', 't', 'a' FROM unnest($2::jsonb[]) AS p
       )
       INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       SELECT new.id, 'daily', n, p ->> 'id', 1, '{}', 7, 0, p
         FROM new, unnest($2::jsonb[]) WITH ORDINALITY AS i (p, n)`,
      [day, papers.map((paper) => JSON.stringify(paper))],
    );
    await readMissingTopics(web.database, shippedVocabulary.topicsOf, day);
  }

  const api = (rules: object) =>
    web.server.inject({ method: 'POST', url: '/api/v1/preview', payload: rules });
  const counts = async () => {
    const { rows } = await web.database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM rule_sets) AS rules, (SELECT count(*) FROM rule_terms) AS terms,
              (SELECT count(*) FROM editions) AS editions, (SELECT count(*) FROM signups) AS signups`,
    );
    return rows[0];
  };

  it('shows the last seven days under rules, newest first, and keeps nothing', async () => {
    const before = await counts();
    const { days } = (await api({ follow: { topics: ['diffusion'] } })).json();
    expect(days).toMatchObject([
      {
        date: '2026-03-24',
        total: 2,
        papers: [{ title: 'A diffusion policy', position: 2, why: 'follows: diffusion' }],
      },
      { date: '2026-03-20', total: 2, papers: [{ title: 'Denoising <b>in fewer steps', position: 2 }] },
    ]);
    expect((await api({})).json().days.map(({ papers }: { papers: object[] }) => papers.length)).toEqual([
      2, 2,
    ]);
    expect(await counts()).toEqual(before);
  });

  it('refuses rules that cannot be kept', async () => {
    const answer = await api({ follow: { topics: ['astrology'] } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('is a page as well, from which a sign-up takes the rules along', async () => {
    expect((await web.server.inject('/preview')).body).toContain('Show the last seven days');
    const page = await web.post('/preview', {
      'follow.topics': 'diffusion',
      'follow.keywords': '"><script>',
    });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('In the last seven days: 2 mails with 2 of 4 papers.');
    expect(page.body).toContain('Denoising &lt;b&gt;in fewer steps');
    expect(page.body).not.toContain('<script>');
    const [, held = ''] = /name="preferences" value="([^"]*)"/.exec(page.body) ?? [];
    const preferences = held
      .replaceAll('&#34;', '"')
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<');
    const signup = await web.post('/subscribe', { address: 'new@example.org', preferences });
    expect(signup.body).toContain('Check your inbox');
    const now = web.now;
    await processSignups(web.database, { keyring: web.keyring, now, limits: defaultSignupLimits });
    const { rows } = await web.database.query<{
      id: number;
      confirm_serial: number;
      rule_set_id: number | null;
    }>("SELECT id, confirm_serial, rule_set_id FROM subscribers WHERE address = 'new@example.org'");
    expect(rows).toMatchObject([{ rule_set_id: null }]);
    const { id = 0, confirm_serial: serial = 0 } = rows[0] ?? {};
    await confirmSubscription(web.database, { subscriberId: id, serial, via: 'link', clientHash: null, now });
    const token = web.token('preferences', id);
    const kept = await web.server.inject({
      url: '/api/v1/preferences',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(kept.json().rules.follow).toMatchObject({ topics: ['diffusion'], keywords: ['"><script>'] });
  });

  it('a sign-up by the API may say all preferences', async () => {
    const ask = (preferences: object) =>
      web.server.inject({
        method: 'POST',
        url: '/api/v1/subscribers',
        payload: { address: 'api@example.org', preferences },
      });
    expect((await ask({ schedule: { frequency: 'weekly', timeZone: 'Asia/Tokyo' } })).statusCode).toBe(202);
    expect((await ask({ schedule: { timeZone: 'Mars/Base' } })).statusCode).toBe(400);
  });
});
