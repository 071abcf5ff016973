import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import { readConfig } from '../../../src/config/read-config.js';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { curate, takeBack } from '../../../src/digests/curate.js';
import { freezeAgain } from '../../../src/digests/freeze-again.js';
import { approveDigest, holdDigest, liftDigest, releaseNow } from '../../../src/digests/release-desk.js';
import { liftMany, undoLift } from '../../../src/feedback/acting/lift-many.js';
import { removeFailedMail } from '../../../src/feedback/inbound/failed-mail-acts.js';
import { sendToOneByOperator } from '../../../src/mailing/send-to-one.js';
import {
  cancelMailing,
  pauseMailing,
  resumeMailing,
  settleMailing,
} from '../../../src/mailing/steer-mailing.js';
import type { Actor } from '../../../src/model/actor.js';
import { permissions } from '../../../src/model/permission.js';
import { makeApiKey, revokeApiKey } from '../../../src/operators/api-keys.js';
import { startStage } from '../../../src/operators/start-stage.js';
import { recordAct } from '../../../src/store/audit.js';
import { writeDeliveries } from '../../../src/store/deliveries/deliveries.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { liftSuppression } from '../../../src/subscribers/address-record.js';
import { addByOperator, eraseByOperator } from '../../../src/subscribers/operators-acts.js';
import { listedPaper } from '../../support/listed-paper.js';
import { putInState } from '../../support/subscriber-state.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const DATE = '2026-03-23';
const READERS = 4;
/** Operators type them where they should not, and nothing is to be found of them. */
const TYPED = 'reader-0@inbox.example';

let web: OpenWeb;
let key: string;
let digest: number;
const readers: number[] = [];

beforeAll(async () => {
  web = await openWeb();
  const { database, now } = web;
  const acting = { database, clock: () => web.now };
  key = (
    await makeApiKey(acting, cliActor(), { name: `desk of ${TYPED}`, scopes: permissions, expiresAt: null })
  ).text;
  await savePapers(database, [
    listedPaper({ id: '2603.00001', date: DATE }),
    listedPaper({ id: '2603.00002', date: '2026-03-24' }),
  ]);
  const choice = { kind: 'daily', period: DATE, listDate: DATE, now, strategy: 'upvotes' } as const;
  digest = (await assembleDigest(database, choice)).id;
  for (let index = 0; index < READERS; index += 1) {
    readers.push((await web.addReader(`reader-${index}@inbox.example`)).id);
  }
  await releaseDigest(database, digest, now);
  await writeDeliveries(database, digest, 2);
});
afterAll(() => web.close());

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const answer = await web.server.inject({
    ...{ method, url: `/api/v1/admin${path}`, headers: { authorization: `Bearer ${key}` } },
    ...(payload === undefined ? {} : { payload }),
  });
  expect(answer.statusCode, `${method} ${path}: ${answer.body}`).toBeLessThan(300);
  return answer;
}

interface Event {
  readonly id: number;
  readonly actorKind: string;
  readonly actorName: string;
  readonly action: string;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly facts: object;
}

let last = 0;
/** What was recorded since this was asked the last time. */
async function recorded(): Promise<readonly Event[]> {
  const { events }: { events: Event[] } = (await call('GET', `/audit?after=${last}`)).json();
  last = events.at(-1)?.id ?? last;
  return events;
}

async function uncertain(): Promise<void> {
  await web.database.query(
    "UPDATE deliveries SET state = 'uncertain', reason = 'worker-lost' WHERE digest_id = $1",
    [digest],
  );
}

async function bounced(...ids: (number | undefined)[]): Promise<void> {
  const known = ids.map((id) => id ?? 0);
  await putInState(web.database, 'bounced', known);
  await web.database.query(
    `INSERT INTO suppressions (address_hash, reason, created_at)
     SELECT address_hash, 'bounced', $2 FROM subscribers WHERE id = ANY ($1) ON CONFLICT DO NOTHING`,
    [known, web.now],
  );
}

describe('each act by the API is recorded, once, with the key that did it', () => {
  beforeAll(() => recorded());

  it.each<[string, () => Promise<unknown>, Partial<Event>]>([
    [
      'adding addresses',
      () => call('POST', '/subscribers', { addresses: ['new@inbox.example', TYPED] }),
      { action: 'subscribers.add', objectKind: null, facts: { added: 1, of: 2 } },
    ],
    [
      'pausing',
      () => call('POST', `/digests/${DATE}/pause`, { reason: `<${TYPED}> wrote to us` }),
      {
        action: 'digest.pause',
        objectKind: 'digest',
        objectId: DATE,
        facts: { reason: '<(address)> wrote to us' },
      },
    ],
    [
      'resuming',
      () => call('POST', `/digests/${DATE}/resume`, {}),
      { action: 'digest.resume', objectId: DATE, facts: { alarms: 0 } },
    ],
    [
      'settling',
      async () => {
        await uncertain();
        return call('POST', `/digests/${DATE}/settle`, { decision: 'sent', subscriberId: readers[1] });
      },
      { action: 'deliveries.settle', objectId: DATE },
    ],
    [
      'reading a list',
      () => call('POST', '/ingest', { date: DATE }),
      { action: 'list.read', facts: { dates: [DATE] } },
    ],
    [
      'freezing',
      () => call('POST', '/assemble', { kind: 'weekly', date: DATE }),
      { action: 'digest.freeze', objectKind: 'digest', objectId: '2026-W13' },
    ],
    ['releasing', () => call('POST', '/send', { date: DATE }), { action: 'digest.release', objectId: DATE }],
    [
      'sending to one',
      async () => {
        await web.addReader('late@inbox.example');
        return call('POST', '/send', { date: DATE, address: 'LATE@inbox.example' });
      },
      { action: 'subscriber.send', objectKind: 'subscriber', facts: { digest: DATE } },
    ],
    [
      'pinning',
      () =>
        call('POST', '/curations', { action: 'pin', paperId: '2603.00002', date: '2026-03-24', note: TYPED }),
      {
        ...{ action: 'paper.pin', objectKind: 'paper', objectId: '2603.00002' },
        facts: { curation: 1, what: 'pin', from: '2026-03-24' },
      },
    ],
    [
      'noting a pin',
      () => call('PATCH', '/curations/1', { note: `${TYPED} again` }),
      { action: 'curation.note', objectKind: 'paper', objectId: '2603.00002' },
    ],
    [
      'taking a pin back',
      () => call('DELETE', '/curations/1'),
      { action: 'curation.end', objectKind: 'paper', objectId: '2603.00002' },
    ],
    [
      'lifting one',
      async () => {
        await bounced(readers[0]);
        return call('POST', '/lift', { address: TYPED, reason: `${TYPED} is right` });
      },
      { action: 'suppression.lift', facts: { of: 'bounced', reason: '(address) is right' } },
    ],
    [
      'lifting many',
      async () => {
        await bounced(readers[1], readers[2]);
        return call('POST', '/lifts', { since: '2026-03-01', reason: 'their server was wrong' });
      },
      { action: 'suppressions.lift', objectKind: 'lift-batch', objectId: '1' },
    ],
    [
      'taking that back',
      () => call('POST', '/lifts/undo', {}),
      { action: 'suppressions.lift-undo', objectKind: 'lift-batch', objectId: '1' },
    ],
    [
      'making a key',
      () => call('POST', '/keys', { name: 'of the walk', scopes: ['digests:read'] }),
      { action: 'key.make', objectKind: 'key', objectId: '2' },
    ],
    ['revoking a key', () => call('DELETE', '/keys/2'), { action: 'key.revoke', objectId: '2' }],
    [
      'erasing',
      () => call('DELETE', `/subscribers/${readers[3]}`),
      { action: 'subscriber.erase', objectKind: 'subscriber' },
    ],
    [
      'cancelling',
      () => call('POST', `/digests/${DATE}/cancel`, {}),
      { action: 'digest.cancel', objectKind: 'digest', objectId: DATE },
    ],
  ])('%s', async (_, act, expected) => {
    await act();
    const events = await recorded();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      ...{ actorKind: 'key', actorName: 'desk of (address)', actorId: 1 },
      client: expect.stringMatching(/^[0-9a-f]{16}$/),
      ...expected,
    });
  });

  it('and what changes nothing is not', async () => {
    await call('POST', `/digests/${DATE}/cancel`, {});
    await call('POST', `/digests/${DATE}/settle`, { decision: 'sent', subscriberId: readers[1] });
    await call('POST', '/subscribers', { addresses: ['new@inbox.example'] });
    await call('DELETE', '/keys/2');
    await call('POST', '/lifts/preview', { since: '2026-03-01' });
    expect(await recorded()).toEqual([]);
  });

  it('with the curation it says who decided', async () => {
    const { curations } = (await call('GET', '/curations?all=true')).json();
    expect(curations[0]).toMatchObject({ via: 'api', by: 'desk of (address)' });
  });
});

describe('after the walk', () => {
  it('no address and no secret stands in the audit or in the log', async () => {
    const { rows } = await web.database.query<{ row: string }>('SELECT a::text AS row FROM audit_events a');
    const audit = rows.map(({ row }) => row).join('\n');
    const log = web.logged.join('');
    expect(rows.length).toBeGreaterThan(15);
    for (const secret of [key.slice(12), 'inbox.example', 'reader-0', '127.0.0.1']) {
      expect(audit).not.toContain(secret);
    }
    for (const secret of [key.slice(12), 'inbox.example']) expect(log).not.toContain(secret);
  });

  it('it is read page by page, by action, by actor and by object', async () => {
    const pages: Event[] = [];
    let before = '';
    for (;;) {
      const { events, next } = (await call('GET', `/audit?limit=4${before}`)).json();
      pages.push(...events);
      if (next === null) break;
      before = `&before=${next}`;
    }
    const ids = pages.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages.at(-1)).toMatchObject({ action: 'key.make', actorKind: 'cli' });
    const actions = async (query: string) =>
      (await call('GET', `/audit?${query}`)).json().events.map(({ action }: Event) => action);
    expect(await actions('action=digest')).toEqual([
      ...['digest.cancel', 'digest.release', 'digest.freeze', 'digest.resume', 'digest.pause'],
    ]);
    expect(await actions('action=digest.pause')).toEqual(['digest.pause']);
    expect(await actions('objectKind=lift-batch&objectId=1')).toEqual([
      'suppressions.lift-undo',
      'suppressions.lift',
    ]);
    expect(await actions(`actor=${cliActor().name}`)).toEqual(['key.make']);
    expect(await actions('actor=nobody')).toEqual([]);
  });
});

describe('who may not', () => {
  const nobody: Actor = { ...cliActor(), name: 'nobody', permissions: new Set() };
  const quiet = { info: () => undefined, warn: () => undefined };
  const unasked = async () => {
    throw new Error('it was begun');
  };

  it.each<[string, (context: ReturnType<typeof contextOf>) => unknown]>([
    ['curate', (c) => curate(c, nobody, { paper: '2603.00002', action: 'hide', digest: weekly, note: null })],
    ['takeBack', (c) => takeBack(c, nobody, 1)],
    ['pauseMailing', (c) => pauseMailing(c, nobody, daily, null)],
    ['resumeMailing', (c) => resumeMailing(c, nobody, daily)],
    ['cancelMailing', (c) => cancelMailing(c, nobody, daily)],
    ['settleMailing', (c) => settleMailing(c, nobody, daily, { decision: 'sent', subscriberIds: null })],
    ['sendToOneByOperator', (c) => sendToOneByOperator(c, nobody, daily, { id: 1, state: 'active' })],
    ['holdDigest', (c) => holdDigest(c, nobody, daily, null)],
    ['liftDigest', (c) => liftDigest(c, nobody, daily)],
    ['approveDigest', (c) => approveDigest(c, nobody, daily)],
    ['releaseNow', (c) => releaseNow(c, nobody, daily)],
    ['freezeAgain', (c) => freezeAgain(c, nobody, daily)],
    ['startStage', (c) => startStage(c, nobody, { kind: 'read-lists', dates: [] }, unasked)],
    ['startStage', (c) => startStage(c, nobody, { kind: 'release', digest: DATE }, unasked)],
    ['addByOperator', (c) => addByOperator(c, nobody, ['more@inbox.example'], 'en')],
    ['eraseByOperator', (c) => eraseByOperator(c, nobody, readers[0] ?? 0)],
    ['liftSuppression', (c) => liftSuppression(c, nobody, { id: readers[0] ?? 0 }, 'a mistake')],
    ['liftMany', (c) => liftMany(c, nobody, { filter, reason: 'a mistake' })],
    ['undoLift', (c) => undoLift(c, nobody, null)],
    ['removeFailedMail', (c) => removeFailedMail(c, nobody, 1)],
    ['makeApiKey', (c) => makeApiKey(c, nobody, { name: 'x', scopes: ['digests:read'], expiresAt: null })],
    ['revokeApiKey', (c) => revokeApiKey(c, nobody, 1)],
  ])('%s is refused, whatever let them in, and nothing is recorded', async (_, act) => {
    const before = await recorded();
    await expect((async () => act(contextOf()))()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(before).toEqual([]);
    expect(await recorded()).toEqual([]);
  });

  const weekly = { kind: 'weekly', period: '2026-03-23' } as const;
  const daily = { kind: 'daily', period: DATE, id: 1 } as const;
  const filter = { since: null, until: null, causes: null, relay: 'x', reply: null };

  function contextOf() {
    const queues = { deliver: async () => undefined, assemble: async () => undefined };
    const { database, keyring } = web;
    return { ...{ database, keyring, log: quiet, queues }, config: readConfig({}), clock: () => web.now };
  }
});

it('what is recorded leaves addresses out, wherever they were typed', async () => {
  const reason = 'Ada <ada.l+x@müller.example>; see https://a.example/x and @handle';
  await recordAct(
    web.database,
    { ...cliActor(), name: 'root@host.example' },
    { action: 'digest.pause', object: null, facts: { reason, deep: [{ said: 'x@y"z\\' }], n: 1 } },
  );
  const [event] = await recorded();
  expect(event).toMatchObject({ actorName: '(address)' });
  expect(event?.facts).toEqual({
    reason: 'Ada <(address)>; see https://a.example/x and @handle',
    ...{ deep: [{ said: '(address)"z\\' }], n: 1 },
  });
});
