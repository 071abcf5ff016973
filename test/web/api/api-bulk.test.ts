import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import type { Permission } from '../../../src/model/permission.js';
import { makeApiKey } from '../../../src/operators/api-keys.js';
import { runBulk } from '../../../src/subscribers/bulk.js';
import { readerFilter } from '../../../src/subscribers/reader-filter.js';
import { putInState } from '../../support/subscriber-state.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

let web: OpenWeb;
const ids = new Map<string, number>();
const idOf = (name: string) => ids.get(name) ?? 0;

beforeAll(async () => {
  web = await openWeb();
  for (const name of ['ada', 'bob', 'cleo', 'dan', 'eve'])
    ids.set(name, (await web.addReader(`${name}@inbox.example`)).id);
  await putInState(web.database, 'pending', [idOf('cleo'), idOf('dan')]);
  await putInState(web.database, 'unsubscribed', [idOf('eve')]);
});
afterAll(() => web.close());

function call(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, key = adminKey) {
  return web.server.inject({
    ...{ method, url: `/api/v1/admin${path}`, headers: { authorization: `Bearer ${key}` } },
    ...(payload === undefined ? {} : { payload }),
  });
}

async function keyWith(...scopes: Permission[]): Promise<string> {
  const acting = { database: web.database, clock: () => web.now };
  return (
    await makeApiKey(acting, cliActor(), { name: `of a test ${randomUUID()}`, scopes, expiresAt: null })
  ).text;
}

async function audited(): Promise<readonly string[]> {
  const { rows } = await web.database.query<{ told: string }>(
    `SELECT action || ' ' || coalesce(object_id, facts::text) AS told FROM audit_events
      WHERE action LIKE 'subscriber%' OR action LIKE 'suppression%' ORDER BY id`,
  );
  return rows.map(({ told }) => told);
}

const stateOf = async (name: string) => (await web.reader(idOf(name)))?.state ?? null;

describe('readers by the API', () => {
  it.each([
    [{}, 'Say which readers'],
    [{ state: ' ' }, 'Say which readers'],
    [{ ids: [1], everybody: true }, 'Say in one way'],
    [{ ids: [1], state: 'active' }, 'Say in one way'],
    [{ everybody: true, find: 'ada' }, 'Say in one way'],
    [{ state: 'asleep' }, 'There is no state'],
    [{ ids: [] }, 'expected form'],
    [{ everyone: true }, 'expected form'],
  ])('are not meant by %j', async (body, words) => {
    for (const act of ['unsubscribe', 'resend', 'erase']) {
      const answer = await call('POST', `/subscribers/${act}`, body);
      expect([answer.statusCode, answer.json().code], act).toEqual([400, 'INPUT_INVALID']);
      expect(answer.json().detail).toContain(words);
    }
  });

  it('are unsubscribed: first who it would be, and who is left out, then that', async () => {
    const asked = { ids: [idOf('ada'), idOf('eve')] };
    const groups = [
      { skipped: null, readers: 1, examples: [{ id: idOf('ada'), address: 'ada@inbox.example' }] },
      { skipped: 'left', readers: 1, examples: [{ id: idOf('eve'), address: 'eve@inbox.example' }] },
    ];
    const preview = await call('POST', '/subscribers/unsubscribe', { ...asked, preview: true });
    expect(preview.json()).toEqual({ done: 0, more: false, groups });
    expect(await stateOf('ada')).toBe('active');
    expect((await call('POST', '/subscribers/unsubscribe', asked)).json()).toEqual({
      ...{ done: 1, more: false, groups },
    });
    expect(await stateOf('ada')).toBe('unsubscribed');
    expect((await call('POST', '/subscribers/unsubscribe', asked)).json().done).toBe(0);
    expect(await audited()).toEqual(['subscribers.unsubscribe {"readers": 1}']);
  });

  it('are asked once more, and not again within a day', async () => {
    const asked = { state: 'pending' };
    expect((await call('POST', '/subscribers/resend', asked)).json()).toMatchObject({ done: 2, more: false });
    const again = (await call('POST', '/subscribers/resend', asked)).json();
    expect([again.done, again.groups[0].skipped]).toEqual([0, 'asked-lately']);
  });

  it('are erased one by one, each with a record of its own', async () => {
    const answer = await call('POST', '/subscribers/erase', { find: 'AN@inbox' });
    expect(answer.json()).toMatchObject({ done: 1, more: false });
    expect(await stateOf('dan')).toBeNull();
    expect((await audited()).at(-1)).toBe(`subscriber.erase ${idOf('dan')}`);
  });

  it('are those of a search that is kept by a name, until it is forgotten', async () => {
    const kept = await call('POST', '/searches', { name: 'Bob’s', find: 'bob@' });
    expect(kept.statusCode).toBe(201);
    const { id } = kept.json();
    expect((await call('POST', '/searches', { name: 'x', state: 'asleep' })).statusCode).toBe(400);
    expect((await call('GET', '/searches')).json()).toEqual({
      searches: [{ id, name: 'Bob’s', asked: { find: 'bob@' } }],
    });
    for (const search of [id, 'Bob’s']) {
      const found = (await call('POST', '/subscribers/search', { search })).json();
      expect(found.subscribers.map((one: { id: number }) => one.id)).toEqual([idOf('bob')]);
    }
    const many = await call('POST', '/subscribers/unsubscribe', { search: id, preview: true });
    expect(many.json().groups).toMatchObject([{ skipped: null, readers: 1 }]);
    expect((await call('POST', '/subscribers/search', { search: id, state: 'active' })).statusCode).toBe(400);
    expect((await call('POST', '/subscribers/search', { search: 'none' })).statusCode).toBe(404);
    expect((await call('DELETE', `/searches/${id}`)).statusCode).toBe(204);
    expect((await call('DELETE', `/searches/${id}`)).statusCode).toBe(404);
  });

  it('are not everybody because a kept search says nothing, nor those of one of two that are called alike', async () => {
    const all = (await call('POST', '/searches', { name: 'all', find: ' ' })).json();
    const first = (await call('POST', '/searches', { name: 'two', state: 'paused' })).json();
    const other = (await call('POST', '/searches', { name: 'two', state: 'bounced' })).json();
    for (const [search, words] of [
      ['all', 'everybody'],
      [all.id, 'everybody'],
      ['two', first.id],
      ['two', other.id],
    ]) {
      const answer = await call('POST', '/subscribers/erase', { search, preview: true });
      expect([answer.statusCode, answer.json().code], search).toEqual([400, 'INPUT_INVALID']);
      expect(answer.json().detail).toContain(words);
    }
    expect((await call('POST', '/subscribers/search', { search: 'all' })).statusCode).toBe(200);
    expect((await call('POST', '/subscribers/erase', { search: other.id, preview: true })).statusCode).toBe(
      200,
    );
    for (const { id } of [all, first, other]) await call('DELETE', `/searches/${id}`);
  });

  it('are no more than were shown, the oldest first, and told of no more than were there', async () => {
    const some = await Promise.all(
      ['fay', 'gus', 'hal'].map((name) => web.addReader(`${name}@many.example`)),
    );
    const [oldest = 0, ...others] = some.map(({ id }) => id).sort((one, next) => one - next);
    const selection = { filter: readerFilter({ find: '@many.example' }, 'UTC') };
    const run = { selection, atMost: 1, until: new Date(web.now.getTime() + 60_000) };
    const acting = { database: web.database, keyring: web.keyring, clock: () => web.now };
    const erase = async () => false;
    expect(await runBulk({ ...acting, erase }, cliActor(), 'unsubscribe', run)).toEqual({
      done: 1,
      more: false,
    });
    const statesOf = async (...of: number[]) =>
      Promise.all(of.map(async (id) => (await web.reader(id))?.state));
    expect(await statesOf(oldest, ...others)).toEqual(['unsubscribed', 'active', 'active']);
    // Somebody else erased them a moment before.
    expect(await runBulk({ ...acting, erase }, cliActor(), 'erase', { ...run, atMost: 3 })).toEqual({
      ...{ done: 0, more: false },
    });
    await web.database.query("DELETE FROM subscribers WHERE address LIKE '%@many.example'");
  });

  it('are shown, and looked for by their addresses, to those who may see them', async () => {
    const key = await keyWith('subscribers:write');
    const body = { preview: true, state: 'active' };
    const { groups } = (await call('POST', '/subscribers/unsubscribe', body, key)).json();
    expect(groups).toEqual([{ skipped: null, readers: 1, examples: [] }]);
    const byAddress = await call('POST', '/subscribers/unsubscribe', { preview: true, find: 'bob' }, key);
    expect([byAddress.statusCode, byAddress.json().code]).toEqual([403, 'FORBIDDEN']);
    expect((await call('POST', '/subscribers/erase', { ids: [1] }, key)).statusCode).toBe(403);
  });
});

describe('suppressions by the API', () => {
  it('are added, listed page by page, and by reason', async () => {
    const added = await call('POST', '/suppressions', {
      address: 'Bob@inbox.example',
      note: 'asked by bob@inbox.example',
    });
    expect([added.statusCode, added.json()]).toEqual([200, { subscriber: idOf('bob') }]);
    expect((await call('POST', '/suppressions', { address: 'x@elsewhere.example' })).json()).toEqual({
      subscriber: null,
    });
    const wrong = await call('POST', '/suppressions', { address: 'nobody' });
    expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'ADDRESS_INVALID']);
    const listed = (await call('GET', '/suppressions?reason=operator&limit=50')).json();
    expect(listed).toMatchObject({
      next: null,
      suppressions: [{ reason: 'operator' }, { reason: 'operator' }],
    });
    expect(listed.suppressions).toContainEqual({
      ...{ reason: 'operator', at: web.now.toISOString(), note: 'asked by (address)' },
      ...{ subscriber: idOf('bob'), address: 'bob@inbox.example' },
    });
    // Erasures of a moment before: the page after the first has the rest.
    const first = (await call('GET', '/suppressions?limit=1')).json();
    const rest = (await call('GET', `/suppressions?limit=5&before=${first.next}`)).json();
    expect(first.suppressions.length + rest.suppressions.length).toBe(3);
    expect((await call('GET', '/suppressions?reason=gone')).statusCode).toBe(400);
  });
});

describe('what came back by the API', () => {
  it('has no address, and goes on page by page', async () => {
    await web.database.query(
      `INSERT INTO feedback (content_hash, source, class, status, reply, reason, rule, evidence, effect, subscriber_id,
                             domain, excerpt, occurred_at, received_at)
       SELECT n::text::bytea, 'smtp', class, '5.1.1', '550', '=unknown', 'x', 'return-path', 'none', $1, 'inbox.example',
              'of bob@inbox.example', $2, $2
         FROM (VALUES (1, 'hard'), (2, 'soft'), (3, 'hard')) AS report (n, class)`,
      [idOf('bob'), web.now],
    );
    const page = (await call('GET', '/feedback?class=hard&limit=1')).json();
    expect(page.reports).toMatchObject([{ class: 'hard', subscriber: idOf('bob'), domain: 'inbox.example' }]);
    expect(JSON.stringify(page)).not.toContain('@');
    const next = (await call('GET', `/feedback?class=hard&limit=1&before=${page.next}`)).json();
    expect([next.reports.length, next.next]).toEqual([1, null]);
    expect((await call('GET', '/feedback?digest=2020-01-01')).json()).toEqual({ reports: [], next: null });
    expect((await call('GET', '/feedback?class=rude')).statusCode).toBe(400);
    const unnamed = await call('GET', '/feedback?digest=yesterday');
    expect([unnamed.statusCode, unnamed.json().code]).toEqual([400, 'DATE_INVALID']);
  });
});
