import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

type Method = 'GET' | 'POST' | 'DELETE';

interface Page {
  readonly subscribers: readonly { readonly id: number; readonly address: string; readonly state: string }[];
  readonly next: number | null;
}

describe('the API for operators', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const call = (method: Method, path: string, payload?: object, key = adminKey) =>
    web.server.inject({
      method,
      url: `/api/v1/admin${path}`,
      headers: { authorization: `Bearer ${key}` },
      ...(payload === undefined ? {} : { payload }),
    });

  it.each([
    ['nothing', undefined],
    ['no scheme', adminKey],
    ['another scheme', `Basic ${adminKey}`],
    ['another key', 'Bearer an operator of the web testz'],
    ['a part of the key', `Bearer ${adminKey.slice(0, -1)}`],
    ['an empty key', 'Bearer '],
  ])('asks for the key where the header holds %s', async (_name, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    for (const url of ['/api/v1/admin/subscribers', '/api/v1/admin/digests/2026-03-23/progress']) {
      const answer = await web.server.inject({ url, headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.json()).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    }
  });

  it('lets nobody in where no key is configured and none was made', async () => {
    const without = await openWeb({ environment: { ADMIN_API_KEY: '' } });
    try {
      for (const authorization of ['Bearer ', 'Bearer null', `Bearer ${adminKey}`]) {
        const url = '/api/v1/admin/subscribers';
        const answer = await without.server.inject({ url, headers: { authorization } });
        expect(answer.statusCode).toBe(401);
      }
    } finally {
      await without.close();
    }
  });

  it('adds addresses and says what became of each', async () => {
    const gone = await web.addReader('gone@example.org');
    await web.post(`/unsubscribe/${web.token('unsubscribe', gone.id)}`);
    const addresses = ['new@example.org', 'NEW@example.org', 'nobody', 'gone@example.org'];
    const answer = await call('POST', '/subscribers', { addresses });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().results.map(({ result }: { result: string }) => result)).toEqual([
      'added',
      'already',
      'invalid',
      'refused',
    ]);
    expect(answer.json().results[3]).toMatchObject({ address: 'gone@example.org', id: gone.id });
  });

  it('takes five thousand addresses at once', async () => {
    const addresses = Array.from({ length: 5_000 }, (_, index) => `many-${index}@inbox.example`);
    const answer = await call('POST', '/subscribers', { addresses });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().results).toHaveLength(5_000);
  });

  it('pages through the subscribers by key, each once, also while some are added', async () => {
    const seen: number[] = [];
    let after = 0;
    for (;;) {
      const page: Page = (
        await call('GET', `/subscribers?query=MANY-1&limit=300&after=${after}&state=active`)
      ).json();
      seen.push(...page.subscribers.map(({ id }) => id));
      if (seen.length === 300) await web.addReader('many-1x@inbox.example');
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toHaveLength(1_112);
    expect(new Set(seen).size).toBe(1_112);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it('finds by state and part of the address', async () => {
    const left: Page = (await call('GET', '/subscribers?state=unsubscribed')).json();
    expect(left.subscribers.map(({ address }) => address)).toEqual(['gone@example.org']);
    const percent: Page = (await call('GET', '/subscribers?query=%25')).json();
    expect(percent).toEqual({ subscribers: [], next: null });
  });

  it.each([
    ['/subscribers?stat=pending', 'Did you mean state?'],
    ['/subscribers?State=pending', 'Did you mean state?'],
    ['/subscribers?state=pending&limt=1', 'Did you mean limit?'],
    ['/feedback?kind=hard', 'It takes class,'],
    ['/watch?limit=1', 'It takes none.'],
    ['/subscribers?__proto__=1', 'There is no query parameter __proto__'],
  ])('refuses %s, which would otherwise answer with everything', async (path, words) => {
    const answer = await call('GET', path);
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID', detail: expect.stringContaining(words) });
    expect(answer.statusCode).toBe(400);
    // Whoever may not ask learns of the key first.
    expect((await web.server.inject({ url: `/api/v1/admin${path}` })).statusCode).toBe(401);
  });

  it('shows one subscriber, and erases one for good', async () => {
    const { id } = await web.addReader('one@example.org');
    expect((await call('GET', `/subscribers/${id}`)).json()).toMatchObject({
      id,
      address: 'one@example.org',
      state: 'active',
    });
    expect((await call('DELETE', `/subscribers/${id}`)).statusCode).toBe(204);
    expect((await call('GET', `/subscribers/${id}`)).statusCode).toBe(404);
    expect((await call('DELETE', `/subscribers/${id}`)).statusCode).toBe(404);
    const again = await call('POST', '/subscribers', { addresses: ['one@example.org'] });
    expect(again.json().results).toEqual([{ address: 'one@example.org', result: 'refused', id: null }]);
  });

  it('hands work to the queues', async () => {
    const counts = async (name: 'poll' | 'digest') =>
      (await web.backend.openQueue(name).getJobs(['waiting'])).map(({ name, data }) => ({ name, data }));
    expect((await call('POST', '/ingest', { date: '2026-03-23' })).json()).toEqual({ date: '2026-03-23' });
    expect((await call('POST', '/ingest', {})).json()).toEqual({ date: null });
    expect((await call('POST', '/assemble', { date: '2026-03-23' })).statusCode).toBe(202);
    expect((await call('POST', '/send', {})).json()).toEqual({ date: '2026-03-24' });
    const week = await call('POST', '/assemble', { kind: 'weekly', date: '2026-03-12' });
    expect(week.json()).toEqual({ date: '2026-03-09' });
    expect((await call('POST', '/assemble', { kind: 'monthly' })).json()).toEqual({ date: '2026-02-01' });
    expect(await counts('poll')).toEqual(
      expect.arrayContaining([
        { name: 'poll-date', data: { date: '2026-03-23' } },
        { name: 'poll-recent', data: {} },
      ]),
    );
    expect(await counts('digest')).toEqual(
      expect.arrayContaining([
        { name: 'assemble', data: { kind: 'daily', period: '2026-03-23', release: false } },
        { name: 'assemble', data: { kind: 'daily', period: '2026-03-24', release: true } },
        { name: 'assemble', data: { kind: 'weekly', period: '2026-03-09', release: false } },
        { name: 'assemble', data: { kind: 'monthly', period: '2026-02-01', release: false } },
      ]),
    );
  });

  it('sends one digest to one reader, by id or address, once', async () => {
    const date = '2026-03-23';
    const reader = await web.addReader('sole@example.org');
    expect((await call('POST', '/send', { date, subscriberId: reader.id })).json()).toMatchObject({
      code: 'DIGEST_NOT_FOUND',
    });
    await savePapers(web.database, [listedPaper({ id: '2603.00001', date })]);
    const choice = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
    await assembleDigest(web.database, { ...choice, strategy: 'upvotes' });
    expect((await call('POST', '/send', { date, address: 'SOLE@example.org' })).statusCode).toBe(202);
    expect((await call('POST', '/send', { date, subscriberId: reader.id })).statusCode).toBe(202);
    expect((await call('GET', `/digests/${date}/progress`)).json()).toMatchObject({
      date,
      deliveries: { pending: 1, sent: 0, failed: 0 },
    });
  });

  it.each([
    ['POST', '/send', { address: 'nobody' }, 422, 'ADDRESS_INVALID'],
    ['POST', '/send', { address: 'unknown@example.org' }, 404, 'NOT_FOUND'],
    ['POST', '/send', { date: '2026-13-01' }, 400, 'DATE_INVALID'],
    ['POST', '/ingest', { date: 'today' }, 400, 'DATE_INVALID'],
    ['POST', '/subscribers', { addresses: [] }, 400, 'INPUT_INVALID'],
    ['GET', '/subscribers?state=happy', undefined, 400, 'INPUT_INVALID'],
    ['GET', '/subscribers?limit=501', undefined, 400, 'INPUT_INVALID'],
    ['POST', '/assemble', { kind: 'yearly' }, 400, 'INPUT_INVALID'],
    ['GET', '/digests/2026-W12/progress', undefined, 404, 'DIGEST_NOT_FOUND'],
    ['GET', '/digests/2026-W54/progress', undefined, 400, 'DATE_INVALID'],
    ['GET', '/subscribers/0', undefined, 400, 'INPUT_INVALID'],
    ['GET', '/subscribers/99999999', undefined, 404, 'NOT_FOUND'],
    ['GET', '/digests/2026-03-01/progress', undefined, 404, 'DIGEST_NOT_FOUND'],
  ] as const)('answers %s %s with %j as a problem', async (method, path, payload, status, code) => {
    const answer = await call(method, path, payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
  });

  it('writes neither the key nor an address to the log', () => {
    const log = web.logged.join('');
    expect(log).toContain('"route":"/api/v1/admin/subscribers"');
    for (const secret of [adminKey, 'example.org', 'inbox.example']) expect(log).not.toContain(secret);
  });
});
