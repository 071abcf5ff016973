import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { HOUR_MS } from '../../src/durations.js';
import type { Actor } from '../../src/model/actor.js';
import { type EventType, eventTypes, isChosenType } from '../../src/model/events.js';
import {
  changeWebhook,
  makeWebhook,
  removeWebhook,
  renewWebhookSecret,
  sendWebhookAgain,
  setWebhookState,
  testWebhook,
} from '../../src/outbound/manage-webhooks.js';
import { openPoster } from '../../src/outbound/post-message.js';
import { sendOutbound } from '../../src/outbound/send-outbound.js';
import { sendWebhooks, type WebhookSending } from '../../src/outbound/send-webhooks.js';
import { dropOldEvents, nextOutboundAt, spreadOutbox } from '../../src/store/outbound/spread-outbox.js';
import { claimDeliveries, listDeliveries } from '../../src/store/outbound/webhook-deliveries.js';
import { findEndpoint, listEndpoints } from '../../src/store/outbound/webhook-endpoints.js';
import { tell } from '../../src/store/outbox.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { type Keyring, openKeyring } from '../../src/subscribers/keyring.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { waitFor } from '../support/wait-for.js';
import { type Received, type Receiver, startReceiver } from './receiver.js';

const actor = cliActor();
const forever = new AbortController().signal;
const logged: string[] = [];
const log = { warn: (_: object, event: string) => void logged.push(event) };
const poster = openPoster({
  ...{ allowsPrivate: true, clock: () => now },
  proxies: { httpProxy: '', httpsProxy: '', noProxy: '*' },
});
let test: TestDatabase;
let keyring: Keyring;
let receiver: Receiver;
let now = new Date();
let sending: WebhookSending;
beforeAll(async () => {
  test = await createTestDatabase();
  keyring = await openKeyring(test.database, ['only for the tests of webhooks, 32 characters']);
  receiver = await startReceiver();
  const { operatorKey } = keyring;
  sending = { database: test.database, clock: () => now, log, operatorKey, poster, random: () => 0 };
});
afterAll(async () => {
  await poster.close();
  await receiver.close();
  await test.close();
});
beforeEach(async () => {
  await emptyTables(test.database, 'outbox, webhook_endpoints');
  receiver.received.length = 0;
  receiver.answer = () => ({ status: 200 });
  now = new Date();
  logged.length = 0;
});

const acting = () => ({ ...sending, allowsPrivate: true });
const chosen = eventTypes.filter(isChosenType);
const make = (
  path = '/hook',
  types: readonly EventType[] = chosen,
  withAddresses = false,
  by: Actor = actor,
) => makeWebhook(acting(), by, { name: `of ${path}`, url: receiver.url + path, types, withAddresses });
const frozen = (papers: number) =>
  tell(test.database, { type: 'digest.frozen', at: now, data: { digest: '2026-03-24', papers } });
const send = () => sendWebhooks(sending, forever);
const verify = (secret: string, { body, headers }: Received) => new Webhook(secret).verify(body, headers);
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const idsOf = () => receiver.received.map(({ headers }) => headers['webhook-id']);

describe('an endpoint', () => {
  it('is sent what it listens to, once, signed as standardwebhooks verifies it', async () => {
    const { secret } = await make();
    await make('/other', ['source.down']);
    await frozen(12);
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('nothing was received');
    expect(verify(secret, received)).toEqual({
      ...{ type: 'digest.frozen', timestamp: now.toISOString() },
      data: { digest: '2026-03-24', papers: 12 },
    });
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{32}$/),
    });
    expect(() => verify(secret, { ...received, body: received.body.replace('12', '13') })).toThrow();
    expect(await listEndpoints(test.database, now)).toMatchObject([
      { delivered: 1, failed: 0, waiting: 0 },
      { delivered: 0 },
    ]);
  });

  it('is signed for by two secrets for a day after a new one', async () => {
    const { endpoint, secret: former } = await make();
    const { secret } = await renewWebhookSecret(acting(), actor, endpoint.id);
    await frozen(1);
    await send();
    const [received] = receiver.received;
    if (received === undefined) throw new Error('nothing was received');
    expect(secret).not.toBe(former);
    for (const one of [former, secret])
      expect(verify(one, received)).toMatchObject({ type: 'digest.frozen' });
    now = new Date(now.getTime() + 24 * HOUR_MS);
    await frozen(2);
    await send();
    const [, second] = receiver.received;
    expect(second?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });

  it('is tried again under the same id until it answers, and then gets the rest', async () => {
    await make();
    await frozen(1);
    receiver.answer = () => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    await send();
    await frozen(2);
    expect(await send()).toBe(0);
    expect(await nextOutboundAt(test.database, now)).toEqual(new Date(now.getTime() + 5_000));
    later(5_000);
    receiver.answer = () => ({ status: 200 });
    expect(await send()).toBe(2);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
    const [first, second, third] = idsOf();
    expect([second, third].filter((id) => id === first)).toHaveLength(1);
    expect(await nextOutboundAt(test.database, now)).toBeNull();
  });

  it('says when to come back, and gets nothing before', async () => {
    await make();
    await frozen(1);
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    await send();
    await frozen(2);
    later(HOUR_MS - 1_000);
    expect(await send()).toBe(0);
    receiver.answer = () => ({ status: 200 });
    later(1_000);
    expect(await send()).toBe(2);
  });

  it('that wants nothing more is disabled, which is told, and what follows is kept for it', async () => {
    const { endpoint } = await make();
    await make('/watcher', ['webhook.disabled']);
    await frozen(1);
    receiver.answer = ({ path }) => ({ status: path === '/hook' ? 410 : 200 });
    await send();
    await frozen(2);
    await send();
    expect(await findEndpoint(test.database, endpoint.id)).toMatchObject({
      state: 'disabled',
      disabledReason: 'gone',
    });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/watcher']);
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
      data: { webhook: endpoint.id, name: 'of /hook', reason: 'gone' },
    });
    expect(logged).toEqual(['webhook-disabled']);
    const again = { endpointId: endpoint.id, id: null, from: new Date(0), until: null, onlyMissed: true };
    await expect(sendWebhookAgain(acting(), actor, again)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    receiver.answer = () => ({ status: 200 });
    await setWebhookState(acting(), actor, endpoint.id, 'active');
    expect(await send()).toBe(0);
    expect(await sendWebhookAgain(acting(), actor, again)).toBe(3);
    expect(await send()).toBe(3);
  });

  it('that wants nothing more or asks for a pause is not sent what was claimed with it', async () => {
    const { endpoint } = await make();
    for (let papers = 0; papers < 20; papers += 1) await frozen(papers);
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '60' } });
    expect(await send()).toBeLessThanOrEqual(4);
    const states = async () => {
      const found = await listDeliveries(test.database, endpoint.id, { before: null, limit: 50 });
      return found.map(({ state, attempts }) => `${state} ${attempts}`);
    };
    expect((await states()).filter((state) => state === 'pending 0').length).toBeGreaterThanOrEqual(16);
    later(60_000);
    receiver.answer = () => ({ status: 200 });
    let rounds = 0;
    await sendOutbound(sending, forever, async () => {
      rounds += 1;
    });
    expect(rounds).toBeGreaterThan(0);
    for (let papers = 0; papers < 20; papers += 1) await frozen(papers);
    receiver.received.length = 0;
    receiver.answer = () => ({ status: 410 });
    expect(await send()).toBe(receiver.received.length);
    expect(receiver.received.length).toBeLessThanOrEqual(8);
    expect(await findEndpoint(test.database, endpoint.id)).toMatchObject({ disabledReason: 'gone' });
    expect(new Set((await states()).slice(0, 20).map((state) => state.split(' ')[0]))).toEqual(
      new Set(['dropped']),
    );
  });

  it('that does not answer holds up none but itself', async () => {
    await make('/slow');
    await make('/quick');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    const post: typeof poster.post = async (url, headers, body) => {
      asked.push(new URL(url).pathname);
      if (url.endsWith('/slow')) await released;
      return poster.post(url, headers, body);
    };
    const reached = (path: string) => receiver.received.filter((received) => received.path === path).length;
    await frozen(1);
    const work = sendOutbound({ ...sending, poster: { ...poster, post } }, forever, async () => undefined);
    try {
      await waitFor('both to be asked', () => asked.includes('/slow') && reached('/quick') === 1);
      await frozen(2);
      await waitFor('the quick one to be told what came then', () => reached('/quick') === 2, 10_000);
      expect([reached('/slow'), asked.filter((path) => path === '/slow')]).toEqual([0, ['/slow']]);
    } finally {
      release();
      await work;
    }
    await send();
    expect([reached('/slow'), reached('/quick')]).toEqual([2, 2]);
  });

  it('that has answered nothing for five days and twenty attempts is disabled', async () => {
    const { endpoint } = await make();
    receiver.answer = () => ({ status: 500, body: 'no, ada@example.net' });
    for (let round = 0; round < 20; round += 1) {
      if (round === 19)
        await test.database.query("UPDATE webhook_endpoints SET failing_since = now() - interval '5 days'");
      await frozen(round);
      await send();
      later(300_000);
    }
    expect(await findEndpoint(test.database, endpoint.id)).toMatchObject({ disabledReason: 'failing' });
    const [newest] = await listDeliveries(test.database, endpoint.id, { before: null, limit: 1 });
    expect(newest).toMatchObject({ state: 'dropped' });
  });

  it('that is paused gets what happened meanwhile once it goes on', async () => {
    const { endpoint } = await make();
    await setWebhookState(acting(), actor, endpoint.id, 'paused');
    await frozen(1);
    expect(await send()).toBe(0);
    await setWebhookState(acting(), actor, endpoint.id, 'active');
    expect(await send()).toBe(1);
  });

  it('is sent again what one asks for, under the ids that it had', async () => {
    const { endpoint } = await make();
    const first = now;
    await frozen(1);
    later(60_000);
    await frozen(2);
    await send();
    const ids = idsOf();
    const filter = { endpointId: endpoint.id, id: null, from: first, until: now, onlyMissed: false };
    expect(await sendWebhookAgain(acting(), actor, { ...filter, onlyMissed: true })).toBe(0);
    expect(await sendWebhookAgain(acting(), actor, filter)).toBe(1);
    expect(
      await sendWebhookAgain(acting(), actor, { ...filter, id: ids[1] ?? '', from: null, until: null }),
    ).toBe(1);
    await send();
    expect(idsOf().sort()).toEqual([...ids, ...ids].sort());
    for (const [from, until] of [
      [null, null],
      [null, now],
      [now, first],
    ])
      await expect(
        sendWebhookAgain(acting(), actor, { ...filter, from: from ?? null, until: until ?? null }),
        'which would be all of thirty days',
      ).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { reason: 'range' } });
  });

  it('is changed with its secrets kept, and gets what waits where it is now', async () => {
    const { endpoint, secret } = await make();
    receiver.answer = ({ path }) => ({ status: path === '/hook' ? 500 : 200 });
    await frozen(1);
    await send();
    const { id } = endpoint;
    const moved = await changeWebhook(acting(), actor, id, { url: `${receiver.url}/elsewhere` });
    expect(moved).toMatchObject({ name: endpoint.name, types: endpoint.types, failingSince: null });
    await changeWebhook(acting(), actor, id, { types: ['source.down'], name: ' Renamed ' });
    await frozen(2);
    expect(await send(), 'at once').toBe(1);
    const received = receiver.received.at(-1);
    expect(received?.path).toBe('/elsewhere');
    expect(received && verify(secret, received)).toMatchObject({ data: { papers: 1 } });
    await expect(changeWebhook(acting(), actor, id, { url: 'ftp://x' })).rejects.toMatchObject({
      details: { reason: 'url' },
    });
    const blind: Actor = { ...actor, permissions: new Set(['webhooks:manage'] as const) };
    await changeWebhook(acting(), actor, id, { withAddresses: true });
    await expect(
      changeWebhook(acting(), blind, id, { url: `${receiver.url}/mine` }),
      'addresses would go there',
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await findEndpoint(test.database, id)).toMatchObject({
      ...{ name: 'Renamed', url: `${receiver.url}/elsewhere`, types: ['source.down'], withAddresses: true },
    });
    const { rows } = await test.database.query<{ facts: object }>(
      `SELECT facts FROM audit_events WHERE action = 'webhook.change' AND object_id = $1 ORDER BY id`,
      [String(id)],
    );
    expect(rows.map(({ facts }) => facts)).toMatchObject([
      { isMoved: true },
      { name: 'Renamed', former: endpoint.name, isMoved: false },
      { withAddresses: true },
    ]);
    expect(JSON.stringify(rows)).not.toContain('elsewhere');
  });

  it('that moved while it was sent to has nothing held against it, and is sent the rest where it is now', async () => {
    const { endpoint } = await make();
    const { id } = endpoint;
    const sendAndMoveTo = async (path: string) => {
      let moving: Promise<unknown> | null = null;
      const post: typeof poster.post = async (...asked) => {
        const answer = await poster.post(...asked);
        moving ??= changeWebhook(acting(), actor, id, { url: receiver.url + path });
        await moving;
        return answer;
      };
      await sendWebhooks({ ...sending, poster: { ...poster, post } }, forever);
    };
    const pathsOf = () => receiver.received.map(({ path }) => path);
    receiver.answer = ({ path }) => ({ status: path === '/hook' ? 410 : 200 });
    for (let papers = 0; papers < 50; papers += 1) await frozen(papers);
    // It says that it wants nothing more just after somebody has named another address.
    await sendAndMoveTo('/elsewhere');
    expect(await findEndpoint(test.database, id)).toMatchObject({ state: 'active', failingSince: null });
    receiver.received.length = 0;
    await sendAndMoveTo('/third');
    expect(pathsOf().length, 'what was claimed').toBeLessThanOrEqual(40);
    expect(new Set(pathsOf())).toEqual(new Set(['/elsewhere']));
    receiver.received.length = 0;
    expect(await send()).toBeGreaterThan(0);
    expect(new Set(pathsOf())).toEqual(new Set(['/third']));
  });

  it('has the changes of two who change it at once', async () => {
    const { endpoint } = await make();
    const { id } = endpoint;
    await Promise.all([
      changeWebhook(acting(), actor, id, { name: 'Renamed' }),
      changeWebhook(acting(), actor, id, { types: ['source.down'] }),
      changeWebhook(acting(), actor, id, { url: `${receiver.url}/elsewhere` }),
    ]);
    expect(await findEndpoint(test.database, id)).toMatchObject({
      ...{ name: 'Renamed', types: ['source.down'], url: `${receiver.url}/elsewhere` },
    });
  });

  it('is tested at once, whatever it listens to', async () => {
    const { endpoint, secret } = await make('/hook', ['source.down']);
    receiver.answer = () => ({ status: 202, body: 'thanks' });
    const tested = await testWebhook(acting(), actor, endpoint.id);
    expect(tested).toMatchObject({ state: 'delivered', type: 'webhook.test', status: 202, answer: 'thanks' });
    const [received] = receiver.received;
    expect(received && verify(secret, received)).toMatchObject({ type: 'webhook.test' });
  });

  it('is given an address only where it asked and its maker may read it today', async () => {
    const { rows } = await test.database.query<{ id: number }>(
      `INSERT INTO operators (name, address, address_key, role, created_at)
       VALUES ('Ada', 'ada@example.org', 'ada@example.org', 'owner', now()) RETURNING id`,
    );
    const ada: Actor = {
      ...actor,
      kind: 'operator',
      id: rows[0]?.id ?? 0,
      name: 'Ada',
      authenticatedAt: now,
    };
    const viewing = { ...ada, permissions: new Set(['webhooks:manage'] as const) };
    await expect(make('/hers', chosen, true, viewing)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await make('/without', ['subscriber.confirmed']);
    await make('/with', ['subscriber.confirmed'], true);
    await make('/hers', ['subscriber.confirmed'], true, ada);
    const add = (address: string) =>
      addSubscribers(test.database, keyring, [address], {
        via: 'operator',
        now,
        language: 'en',
        origin: { place: 'command', of: null, campaign: null },
      });
    const addresses = () =>
      Object.fromEntries(
        receiver.received.map(({ path, body }) => [path, JSON.parse(body).data.address ?? null]),
      );
    await add('first@example.net');
    await send();
    expect(addresses()).toEqual({
      '/without': null,
      '/with': 'first@example.net',
      '/hers': 'first@example.net',
    });
    await test.database.query("UPDATE operators SET role = 'viewer'");
    await add('second@example.net');
    await send();
    expect(addresses()).toEqual({ '/without': null, '/with': 'second@example.net', '/hers': null });
    expect(JSON.stringify((await test.database.query('SELECT * FROM outbox')).rows)).not.toContain(
      'example.net',
    );
  });

  it('loses nothing and gets nothing under two ids where a worker is killed in between', async () => {
    const { endpoint } = await make();
    await frozen(1);
    const spread = await Promise.all([1, 2, 3].map(() => spreadOutbox(test.database, now)));
    expect(spread.reduce((sum, count) => sum + count, 0)).toBe(1);
    const [taken] = await claimDeliveries(test.database, endpoint, { now, limit: 10 });
    expect(await send()).toBe(0);
    await test.database.query("UPDATE webhook_deliveries SET lease_until = now() - interval '1 second'");
    expect(await send()).toBe(1);
    expect(idsOf()).toEqual([taken?.id]);
  });

  it('is removed with its deliveries, and what is old is forgotten', async () => {
    const { endpoint } = await make();
    await frozen(1);
    await send();
    await dropOldEvents(test.database, new Date(now.getTime() - 1_000));
    expect(await listDeliveries(test.database, endpoint.id, { before: null, limit: 9 })).toHaveLength(1);
    await dropOldEvents(test.database, new Date(now.getTime() + 1_000));
    expect(await listDeliveries(test.database, endpoint.id, { before: null, limit: 9 })).toEqual([]);
    await removeWebhook(acting(), actor, endpoint.id);
    expect(await findEndpoint(test.database, endpoint.id)).toBeNull();
    const { rows } = await test.database.query<{ action: string }>(
      "SELECT action FROM audit_events WHERE object_kind = 'webhook' AND object_id = $1 ORDER BY id",
      [String(endpoint.id)],
    );
    expect(rows.map(({ action }) => action)).toEqual(['webhook.make', 'webhook.remove']);
  });

  it.each([
    [{ url: 'http://example.org/' }, 'WEBHOOK_PRIVATE=on'],
    [{ url: 'https://10.0.0.1/' }, 'not public'],
    [{ name: ' ' }, 'a name'],
    [{ types: [] }, 'at least one event'],
    [{ types: ['webhook.test'] }, 'no event webhook.test'],
  ])('of %j is refused', async (wrong, words) => {
    const right = {
      name: 'one',
      url: 'https://example.org/',
      types: ['digest.frozen'],
      withAddresses: false,
    };
    const making = makeWebhook({ ...acting(), allowsPrivate: false }, actor, { ...right, ...wrong });
    await expect(making).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(words),
    });
  });
});
