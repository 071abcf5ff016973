import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { makeApiKey } from '../../../src/operators/api-keys.js';
import { writeDeliveries } from '../../../src/store/deliveries/deliveries.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

const DATE = '2026-03-23';
const READERS = 6;

describe('steering a mailing', () => {
  let web: OpenWeb;
  let digest: number;
  const readers: number[] = [];

  beforeAll(async () => {
    web = await openWeb();
    const { database, now } = web;
    await savePapers(database, [listedPaper({ id: '2603.00001', date: DATE })]);
    const choice = { kind: 'daily', period: DATE, listDate: DATE, now, strategy: 'upvotes' } as const;
    digest = (await assembleDigest(database, choice)).id;
    for (let index = 0; index < READERS; index += 1) {
      readers.push((await web.addReader(`reader-${index}@inbox.example`)).id);
    }
  });
  afterAll(() => web.close());

  const call = (method: 'GET' | 'POST', path: string, payload: object = {}) =>
    web.server.inject({
      method,
      url: `/api/v1/admin/digests/${path}`,
      headers: { authorization: `Bearer ${adminKey}` },
      ...(method === 'GET' ? {} : { payload }),
    });
  const page = async () => (await web.server.inject({ url: `/digests/${DATE}` })).body;

  it('says nothing in public before it begins', async () => {
    expect((await call('GET', `${DATE}/progress`)).json()).toMatchObject({ state: 'waiting' });
    expect((await web.server.inject({ url: `/digests/${DATE}/sending` })).statusCode).toBe(404);
    expect(await page()).not.toContain('data-sending');
  });

  it('shows progress, and to the public two counts', async () => {
    await releaseDigest(web.database, digest, web.now);
    await writeDeliveries(web.database, digest, 2);
    await web.database.query(
      "UPDATE deliveries SET state = 'sent', settled_at = $2 WHERE subscriber_id = ANY ($1)",
      [readers.slice(0, 2), new Date(web.now.getTime() - 10_000)],
    );
    const progress = (await call('GET', `${DATE}/progress`)).json();
    expect(progress).toEqual({
      date: DATE,
      state: 'sending',
      deliveries: { pending: 4, sending: 0, sent: 2, deferred: 0, failed: 0, uncertain: 0, skipped: 0 },
      messagesPerSecond: { lastMinute: 0.2, overall: 2 },
      secondsLeft: 20,
      pausedAt: null,
      pausedBy: null,
      pauseReason: null,
      cancelledAt: null,
    });
    const answer = await web.server.inject({ url: `/digests/${DATE}` });
    expect(answer.body).toContain(`data-sending="/digests/${DATE}/sending"`);
    expect(answer.headers['cache-control']).toBe('public, no-cache');
    expect(answer.body).toMatch(/<script src="\/assets\/sending\.js\?v=[^"]+" defer>/);
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    const shown = await web.server.inject({ url: `/digests/${DATE}/sending` });
    expect(Object.keys(shown.json())).toEqual(['live', 'text']);
    expect(shown.body).not.toContain('inbox.example');
  });

  it('pauses with a reason and resumes, and wakes the workers', async () => {
    const paused = (await call('POST', `${DATE}/pause`, { reason: 'a typing error' })).json();
    expect(paused).toMatchObject({
      state: 'paused',
      pausedBy: 'operator',
      pauseReason: 'a typing error',
      secondsLeft: null,
    });
    expect((await call('POST', `${DATE}/pause`)).json()).toMatchObject({ pauseReason: 'a typing error' });
    const waiting = async () =>
      (await web.backend.openQueue('deliver').getJobCounts('waiting'))['waiting'] ?? 0;
    expect(await waiting()).toBe(0);
    expect((await call('POST', `${DATE}/resume`)).json()).toMatchObject({ state: 'sending', pausedAt: null });
    expect(await waiting()).toBe(2);
  });

  it('lists uncertain deliveries by page and settles them', async () => {
    await web.database.query(
      "UPDATE deliveries SET state = 'uncertain', reason = 'uncertain', settled_at = $2 WHERE subscriber_id = ANY ($1)",
      [readers.slice(2, 5), web.now],
    );
    const first = (await call('GET', `${DATE}/uncertain?limit=2`)).json();
    expect(first).toMatchObject({ next: readers[3], deliveries: [{ subscriberId: readers[2] }, {}] });
    const second = (await call('GET', `${DATE}/uncertain?limit=2&after=${first.next}`)).json();
    expect(second).toMatchObject({ next: null, deliveries: [{ address: 'reader-4@inbox.example' }] });

    const scopes = ['deliveries:settle'];
    const context = { database: web.database, clock: () => web.now };
    const making = { name: 'settles', scopes, expiresAt: null };
    const { text } = await makeApiKey(context, cliActor(), making);
    const blind = await web.server.inject({
      url: `/api/v1/admin/digests/${DATE}/uncertain`,
      headers: { authorization: `Bearer ${text}` },
    });
    expect(blind.json().deliveries[0]).toMatchObject({ subscriberId: readers[2], address: null });

    const settle = async (body: object) => (await call('POST', `${DATE}/settle`, body)).json();
    const outrun = await settle({ decision: 'sent', atMost: 2 });
    expect(outrun, 'three are uncertain').toMatchObject({ status: 409, code: 'MORE_UNCERTAIN' });
    expect(await settle({ decision: 'sent', subscriberId: readers[2] })).toEqual({ settled: 1 });
    expect(await settle({ decision: 'resend', subscriberIds: readers.slice(2, 4) })).toEqual({ settled: 1 });
    expect(await settle({ decision: 'resend', atMost: 1 })).toEqual({ settled: 1 });
    expect(await settle({ decision: 'failed' })).toEqual({ settled: 0 });
    const { deliveries } = (await call('GET', `${DATE}/progress`)).json();
    expect(deliveries).toMatchObject({ sent: 3, pending: 3, uncertain: 0 });
  });

  it('cancels for good', async () => {
    expect((await call('POST', `${DATE}/cancel`)).json()).toMatchObject({
      state: 'cancelled',
      deliveries: { sent: 3, skipped: 3, pending: 0 },
    });
    expect((await call('POST', `${DATE}/cancel`)).statusCode, 'again').toBe(200);
    for (const action of ['pause', 'resume']) {
      const answer = await call('POST', `${DATE}/${action}`);
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ code: 'DIGEST_CANCELLED' });
    }
  });

  it.each([
    ['GET', '2026-03-01/uncertain', {}, 404, 'DIGEST_NOT_FOUND'],
    ['POST', '2026-03-01/pause', {}, 404, 'DIGEST_NOT_FOUND'],
    ['POST', 'today/cancel', {}, 400, 'DATE_INVALID'],
    ['POST', `${DATE}/settle`, { decision: 'perhaps' }, 400, 'INPUT_INVALID'],
    ['GET', `${DATE}/uncertain?limit=501`, {}, 400, 'INPUT_INVALID'],
  ] as const)('answers %s %s with %j as a problem', async (method, path, payload, status, code) => {
    const answer = await call(method, path, payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it('asks for the key', async () => {
    for (const action of ['pause', 'resume', 'cancel', 'settle']) {
      const url = `/api/v1/admin/digests/${DATE}/${action}`;
      expect((await web.server.inject({ method: 'POST', url, payload: {} })).statusCode).toBe(401);
    }
  });
});
