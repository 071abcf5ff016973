import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answersUrl, savedUrl, yourDataUrl, yourFeedsUrl } from '../../../src/model/links.js';
import { emptyTables } from '../../support/empty-tables.js';
import { answeredDigest, everyRow } from '../answered-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const wanted = 'moved@example.net';

describe('links in mails to an address that a reader has left', () => {
  let web: OpenWeb;
  let id: number;
  let digestId: number;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());
  beforeEach(async () => {
    await emptyTables(web.database, 'subscribers, suppressions, digests, digest_papers, papers, notices');
    digestId = (await answeredDigest(web)).id;
    ({ id } = await web.addReader('stayed@example.org'));
    await web.post(`/preferences/${web.token('preferences', id)}/address`, { address: wanted });
    for (const side of ['old-address', 'new-address'] as const) {
      await web.post(`/address-change/${web.token(side, id, 1)}`);
    }
    expect(await web.reader(id)).toMatchObject({ address: wanted, addressVersion: 1 });
  });

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });
  const api = (method: 'GET' | 'POST' | 'PUT', path: string, token: string, payload: object) =>
    web.server.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(method === 'GET'
        ? {}
        : { payload: path.startsWith('/preferences') ? payload : { ...payload, token } }),
    });
  /** Pages that belong to a reader, by the links of mails and those that these lead to. */
  const pages = (addressVersion: number) => {
    const token = (purpose: Parameters<OpenWeb['token']>[0], serial = 0) =>
      web.token(purpose, id, serial, addressVersion);
    const answer = token('answer', digestId);
    return [
      `/preferences/${token('preferences')}`,
      `/preferences/${token('preferences')}/order`,
      answersUrl('', answer),
      savedUrl('', answer),
      `${savedUrl('', answer)}/papers.bib`,
      yourFeedsUrl('', answer),
      yourDataUrl('', token('data')),
      `${yourDataUrl('', token('data'))}/export.json`,
      `${yourDataUrl('', token('data'))}/erase`,
      `/current-digest/${token('digest')}`,
      `/confirm/${token('confirm')}`,
    ];
  };

  it('show nothing, and say what happened and what to do', async () => {
    for (const page of pages(0)) {
      const { statusCode, body } = await get(page);
      expect([page, statusCode]).toEqual([page, 410]);
      expect(body).toContain('This link was for another address');
      expect(body).toContain('open the newest mail');
      expect(body).not.toContain(wanted);
    }
    for (const page of pages(1)) expect([page, (await get(page)).statusCode]).toEqual([page, 200]);
  });

  it('change nothing, by pages and by programs', async () => {
    const before = await everyRow(web);
    const old = (purpose: 'preferences' | 'answer' | 'data' | 'digest') =>
      web.token(purpose, id, purpose === 'answer' ? digestId : 0);
    const preferences = `/preferences/${old('preferences')}`;
    for (const [path, form] of [
      [preferences, { frequency: 'weekly', weekdays: '1' }],
      [`${preferences}/weekly`, {}],
      [`${preferences}/pause`, { until: '2026-04-20' }],
      [`${preferences}/skip`, {}],
      [`${preferences}/order`, { order: 'personal' }],
      [`${preferences}/order/forget`, {}],
      [`${preferences}/address`, { address: 'another@example.net' }],
      [answersUrl('', old('answer')), { paper: '2603.00001', answer: 'more' }],
      [savedUrl('', old('answer')), { paper: '2603.00001', answer: 'save' }],
      [yourFeedsUrl('', old('answer')), {}],
      [`${yourDataUrl('', old('data'))}/erase`, {}],
      [`/current-digest/${old('digest')}`, {}],
    ] as const) {
      const { statusCode } = await web.post(path, form);
      expect([path, statusCode]).toEqual([path, 410]);
    }
    for (const [method, path, purpose, payload] of [
      ['GET', '/preferences', 'preferences', {}],
      ['PUT', '/preferences', 'preferences', {}],
      ['GET', '/preferences/order', 'preferences', {}],
      ['PUT', '/preferences/pause', 'preferences', { until: '2026-04-20' }],
      ['POST', '/answers', 'answer', { paperId: '2603.00001', answer: 'save' }],
      ['POST', '/answers/list', 'answer', {}],
      ['POST', '/saved', 'answer', {}],
      ['POST', '/feeds', 'answer', {}],
      ['POST', '/feeds/change', 'answer', {}],
      ['POST', '/subscribers/export', 'data', {}],
      ['POST', '/subscribers/erase', 'data', { confirm: true }],
    ] as const) {
      const answer = await api(method, path, old(purpose), payload);
      expect([path, answer.json().code]).toEqual([path, 'ADDRESS_CHANGED']);
    }
    expect(await everyRow(web)).toEqual(before);
  });

  it('end the subscription all the same, by one click and by the page, which leads no further', async () => {
    const url = `/unsubscribe/${web.token('unsubscribe', id)}`;
    const page = (await get(url)).body;
    expect(page).toContain('sent to a former address');
    expect(page).not.toMatch(/\/(?:preferences|your-data|resume)\//);
    const left = await web.post(url);
    expect(left.body).toContain('The subscription is ended.');
    expect(left.body).not.toContain('/resume/');
    expect((await web.reader(id))?.state).toBe('unsubscribed');

    await web.database.query("UPDATE subscribers SET state = 'active' WHERE id = $1", [id]);
    const clicked = await web.post(url, { 'List-Unsubscribe': 'One-Click' });
    expect(clicked.statusCode).toBe(200);
    expect((await web.reader(id))?.state).toBe('unsubscribed');
  });

  it('leave the page of a mail to the present address as it is', async () => {
    const page = (await get(`/unsubscribe/${web.token('unsubscribe', id, 0, 1)}`)).body;
    const data = /\/your-data\/request\/[A-Za-z0-9_-]{40}0?/.exec(page)?.[0] ?? '';
    expect((await get(data)).statusCode).toBe(200);
  });
});
