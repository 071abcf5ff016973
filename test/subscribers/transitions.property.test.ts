import '../support/property-seed.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import type { SubscriberState, SuppressionReason } from '../../src/model/subscriber.js';
import type { Database } from '../../src/store/database.js';
import { recordEntries, type SettledRow } from '../../src/store/deliveries/delivery-ledger.js';
import { endPauses } from '../../src/store/deliveries/ended-pauses.js';
import { type SettledNotice, settleNotice } from '../../src/store/deliveries/notice-ledger.js';
import {
  suppressBounced,
  suppressComplained,
  unsubscribeByMail,
} from '../../src/store/feedback/feedback-effects.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { liftSuppression } from '../../src/subscribers/address-record.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { pause, readPreferences, skipNext, unpause } from '../../src/subscribers/preferences.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { resumeSubscription } from '../../src/subscribers/resume-subscription.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { addDigest } from '../delivery/delivery-bed.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keyring, limits } from './signed-up.js';

/** The ways in, the ways between states, the ways out; each as people, servers and operators go it. */
const steps = [
  ...['sign up', 'add', 'confirm', 'confirm by an old link', 'come back', 'come back by an old link'],
  ...[
    'leave by one click',
    'leave by the page',
    'leave by an operator',
    'leave by mail',
    'leave by a report',
  ],
  ...[
    'pause plainly',
    'pause with catch-up',
    'pause into the past',
    'end the pause',
    'wait',
    'wait long',
    'skip',
  ],
  ...['bounce', 'bounce in a digest', 'bounce in a notice', 'complain', 'lift', 'erase'],
] as const;
type Step = (typeof steps)[number];

/** What a subscriber is, told without looking at the code that makes it so. */
interface Model {
  /** Null where nobody is known by the address. */
  state: SubscriberState | null;
  suppression: SuppressionReason | null;
  wasConfirmed: boolean;
  /** Whether the newest confirmation link is still good. */
  isAsked: boolean;
  pause: { at: Date; until: Date; ends: 'plainly' | 'with-catch-up' } | null;
  skips: number;
  /** When the address was found dead or its reader complained, by state and by suppression; null where neither. */
  silencedAt: Date | null;
  /** When a confirmation was last asked for, by whomever. */
  askedAt: Date | null;
}

const defaults = { time: '08:00', timeZone: 'UTC' };
const HOUR_MS = 3_600_000;
const anyLimits = { ...limits, repeatAfterMinutes: 0, perAddressDay: 1_000 };

let test: TestDatabase;
let database: Database;
let digestId = 0;
let people = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
  digestId = await addDigest(database);
});
afterAll(() => test.close());

const inMailing = (state: Model['state']) => state === 'active' || state === 'paused';
const isListed = (state: Model['state']) => state === 'pending' || inMailing(state);
const mayLeave = (state: Model['state']) => state === 'bounced' || isListed(state);
const tomorrow = (now: Date, days: number) =>
  new Date(now.getTime() + days * 24 * HOUR_MS).toISOString().slice(0, 10);

/** One person, whom things happen to. */
function newPerson() {
  people += 1;
  const address = `person-${people}@example.org`;
  const model: Model = {
    ...{ state: null, suppression: null, wasConfirmed: false, isAsked: false, pause: null, skips: 0 },
    ...{ silencedAt: null, askedAt: null },
  };
  let now = new Date('2026-04-20T06:30:00Z');

  const rowOf = async () => {
    const { rows } = await database.query<Record<string, unknown>>(
      'SELECT * FROM subscribers WHERE address_key = $1',
      [address],
    );
    return rows[0] ?? null;
  };
  const idOf = async () => Number((await rowOf())?.['id'] ?? 0);
  const suppress = (reason: SuppressionReason) => {
    const { suppression } = model;
    const isStronger = suppression === 'bounced' && reason === 'complained';
    if (suppression !== null && suppression !== 'erased' && !isStronger) return;
    model.suppression = reason;
    if (reason === 'bounced' || reason === 'complained') model.silencedAt = now;
  };
  const go = (state: SubscriberState) => {
    model.state = state;
    model.pause = null;
    if (state === 'bounced' || state === 'complained') model.silencedAt = now;
  };
  const left = () => {
    if (!mayLeave(model.state)) return;
    go('unsubscribed');
    model.isAsked = false;
  };
  const bounced = () => {
    if (model.state === null) return;
    if (isListed(model.state)) go('bounced');
    suppress('bounced');
  };

  async function pauseUntil(days: number, ends: 'plainly' | 'with-catch-up'): Promise<void> {
    const until = tomorrow(now, days);
    const done = await pause({ database, defaults, now }, await idOf(), {
      until,
      catchUp: ends === 'with-catch-up',
    });
    const end = new Date(`${until}T08:00:00Z`);
    expect(done).toBe(inMailing(model.state) && end > now);
    if (!done) return;
    model.pause = { at: model.pause?.at ?? now, until: end, ends };
    model.state = 'paused';
  }

  async function confirm(isOld: boolean): Promise<void> {
    const serial = Number((await rowOf())?.['confirm_serial'] ?? 0) - (isOld ? 1 : 0);
    const subscriberId = await idOf();
    const good = !isOld && model.state !== null && !inMailing(model.state);
    const { silencedAt, askedAt } = model;
    const mayBeMailed = silencedAt === null || (askedAt !== null && askedAt >= silencedAt);
    // A link exists only for who was asked; leaving raises the serial without one.
    if (good && !model.isAsked) return;
    const answer = await confirmSubscription(database, {
      ...{ subscriberId, serial, via: 'link', clientHash: null, now },
    });
    expect(answer === 'confirmed').toBe(good && mayBeMailed);
    if (answer !== 'confirmed') return;
    go('active');
    Object.assign(model, { suppression: null, silencedAt: null, wasConfirmed: true, skips: 0 });
  }

  async function comeBack(isOld: boolean): Promise<void> {
    const serial = Number((await rowOf())?.['confirm_serial'] ?? 0);
    if (isOld && serial < 2) return;
    const can = !isOld && model.state === 'unsubscribed' && model.wasConfirmed && model.suppression === null;
    const answer = await resumeSubscription(database, {
      ...{ subscriberId: await idOf(), serial: isOld ? serial - 1 : 0, now },
    });
    expect(answer === 'resumed').toBe(can);
    if (can) go('active');
  }

  async function leave(via: 'one-click' | 'link' | 'operator'): Promise<void> {
    const answer = await unsubscribe(database, { subscriberId: await idOf(), via, now });
    expect(answer === 'left').toBe(mayLeave(model.state));
    left();
  }

  async function leaveByMail(via: 'mailto' | 'report'): Promise<void> {
    await unsubscribeByMail(database, [await idOf()], { via }, now);
    left();
  }

  async function bounceInDigest(): Promise<void> {
    const subscriberId = await idOf();
    if (subscriberId === 0) return;
    await database.query(
      `WITH slice AS (INSERT INTO slices (digest_id) VALUES ($1) RETURNING id)
       INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, fence)
       SELECT $1, $2, id, 'sending', 1, 1 FROM slice
       ON CONFLICT (digest_id, subscriber_id) DO UPDATE SET state = 'sending', attempts = 1, fence = 1, settled_at = NULL`,
      [digestId, subscriberId],
    );
    const outcome = { class: 'dead-address', replyCode: 550, replyStatus: '5.1.1', replyText: 'No' } as const;
    const settled: SettledRow = {
      ...{ digestId, subscriberId, fence: 1, state: 'failed', spent: true, nextAttemptAt: null },
      ...{ reason: 'dead-address', dead: true, relay: 'relay', outcome },
    };
    await recordEntries(database, { settled: [settled], marks: [], unsent: [], repeated: false, now });
    bounced();
  }

  async function bounceInNotice(): Promise<void> {
    const subscriberId = await idOf();
    if (subscriberId === 0) return;
    const { rows } = await database.query<{ id: number }>(
      `INSERT INTO notices (kind, subscriber_id, serial, domain, state, attempts, fence)
       VALUES ('welcome', $1, 0, 'example.org', 'sending', 1, 1)
       ON CONFLICT (kind, subscriber_id, serial) DO UPDATE SET state = 'sending', attempts = 1, fence = 1 RETURNING id`,
      [subscriberId],
    );
    const outcome = { class: 'dead-address', replyCode: 550, replyStatus: '5.1.1', replyText: 'No' } as const;
    const notice: SettledNotice = {
      ...{ id: rows[0]?.id ?? 0, fence: 1, state: 'failed', spent: true, nextAttemptAt: null },
      ...{ reason: 'dead-address', dead: true, outcome },
    };
    await settleNotice(database, notice, now);
    bounced();
  }

  async function complain(): Promise<void> {
    await suppressComplained(database, [await idOf()], now);
    if (model.state === null) return;
    if (model.state !== 'complained') Object.assign(model, { isAsked: false });
    go('complained');
    suppress('complained');
  }

  async function lift(): Promise<void> {
    const lifting = liftSuppression(
      { database, keyring, clock: () => now, log: { warn: () => undefined } },
      cliActor(),
      { address },
      'a mistake',
    );
    if (model.suppression === 'erased') {
      await expect(lifting).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      return;
    }
    expect(await lifting).toBe(model.suppression);
    if (model.suppression === null) return;
    Object.assign(model, { suppression: null, silencedAt: null });
    if (model.state === 'complained') go('unsubscribed');
    if (model.state === 'bounced') go(model.wasConfirmed ? 'active' : 'pending');
  }

  async function erase(): Promise<void> {
    expect(await removeSubscriber(database, keyring, await idOf())).toBe(model.state !== null);
    if (model.state === null) return;
    suppress(model.state === 'bounced' || model.state === 'complained' ? model.state : 'erased');
    model.suppression ??= 'erased';
    Object.assign(model, { state: null, pause: null, wasConfirmed: false, isAsked: false, skips: 0 });
    model.askedAt = null;
  }

  async function signUp(): Promise<void> {
    await requestSubscription(database, { address, via: 'form', clientHash: null });
    await processSignups(database, { keyring, now, limits: anyLimits });
    if (inMailing(model.state)) return;
    const { silencedAt, askedAt } = model;
    const days = model.state === 'complained' || model.suppression === 'complained' ? 30 : 7;
    const isSeldom = silencedAt !== null && askedAt !== null && askedAt >= silencedAt;
    if (isSeldom && now.getTime() - askedAt.getTime() < days * 24 * HOUR_MS) return;
    model.state ??= 'pending';
    Object.assign(model, { isAsked: true, askedAt: now });
  }

  async function add(): Promise<void> {
    const [added] = await addSubscribers(database, keyring, [address], { via: 'operator', now });
    const can = model.state === null && model.suppression === null;
    expect(added?.result === 'added').toBe(can);
    if (can) Object.assign(model, { state: 'active', wasConfirmed: true });
  }

  async function waitFor(hours: number): Promise<void> {
    now = new Date(now.getTime() + hours * HOUR_MS);
    await endPauses(database, now);
    if (model.pause !== null && model.pause.until <= now) go('active');
  }

  const walk: Readonly<Record<Step, () => Promise<unknown>>> = {
    'sign up': signUp,
    add,
    confirm: () => confirm(false),
    'confirm by an old link': () => confirm(true),
    'come back': () => comeBack(false),
    'come back by an old link': () => comeBack(true),
    'leave by one click': () => leave('one-click'),
    'leave by the page': () => leave('link'),
    'leave by an operator': () => leave('operator'),
    'leave by mail': () => leaveByMail('mailto'),
    'leave by a report': () => leaveByMail('report'),
    'pause plainly': () => pauseUntil(3, 'plainly'),
    'pause with catch-up': () => pauseUntil(30, 'with-catch-up'),
    'pause into the past': () => pauseUntil(-1, 'plainly'),
    'end the pause': async () => {
      expect(await unpause({ database, defaults, now }, await idOf())).toBe(model.state === 'paused');
      if (model.state === 'paused') go('active');
    },
    wait: () => waitFor(5),
    'wait long': () => waitFor(24 * 10),
    skip: async () => {
      expect(await skipNext({ database, defaults, now }, await idOf(), 1)).toBe(inMailing(model.state));
      if (inMailing(model.state)) model.skips = 1;
    },
    bounce: async () => {
      await suppressBounced(database, [await idOf()], now);
      bounced();
    },
    'bounce in a digest': bounceInDigest,
    'bounce in a notice': bounceInNotice,
    complain,
    lift,
    erase,
  };

  /** The row, the suppression and what the reader is told are as the model says. */
  async function holds(): Promise<void> {
    const row = await rowOf();
    const { rows } = await database.query<{ reason: string }>(
      `SELECT reason FROM suppressions WHERE address_hash = $1`,
      [addressHash(keyring, address)],
    );
    expect(rows[0]?.reason ?? null).toBe(model.suppression);
    expect(row?.['state'] ?? null).toBe(model.state);
    if (row === null) return;
    expect({ at: row['paused_at'], until: row['paused_until'], ends: row['pause_ends'] }).toEqual(
      model.pause ?? { at: null, until: null, ends: null },
    );
    expect(row['skips']).toBe(model.skips);
    const told = await readPreferences({ database, defaults, now }, Number(row['id']));
    const until = model.pause?.until.toISOString().slice(0, 10);
    expect(told?.pause ?? null).toEqual(
      until === undefined ? null : { until, catchUp: model.pause?.ends === 'with-catch-up' },
    );
    const nextAt = told?.next?.at.getTime() ?? null;
    if (!inMailing(model.state)) expect(nextAt).toBeNull();
    // A reader of every day's digest is told of one within two days, or within two of the end of the pause.
    const from = (model.pause?.until ?? now).getTime();
    if (inMailing(model.state) && nextAt !== null) expect(nextAt).toBeLessThanOrEqual(from + 48 * HOUR_MS);
  }

  return {
    take: async (step: Step) => {
      now = new Date(now.getTime() + 60_000);
      await walk[step]();
      await holds();
    },
  };
}

/** How one comes to each state, and each pause, from nothing. */
const waysTo: Readonly<Record<SubscriberState | 'nobody' | 'paused for long', readonly Step[]>> = {
  nobody: [],
  pending: ['sign up'],
  active: ['sign up', 'confirm'],
  paused: ['add', 'pause plainly'],
  'paused for long': ['add', 'pause with catch-up'],
  unsubscribed: ['add', 'leave by one click'],
  bounced: ['add', 'bounce'],
  complained: ['add', 'complain'],
};

it('every way out of every state leads where it should', async () => {
  for (const way of Object.values(waysTo)) {
    for (const step of steps) {
      const person = newPerson();
      for (const each of [...way, step]) await person.take(each);
    }
  }
}, 120_000);

it('whoever left while their address was called dead has left when that is lifted', async () => {
  for (const leaving of ['leave by one click', 'leave by the page', 'leave by mail'] as const) {
    const person = newPerson();
    for (const step of ['add', 'bounce', leaving, 'lift'] as const) await person.take(step);
  }
});

it('a subscriber is what became of them, whatever happens in whatever order', async () => {
  const comingIn = fc.constantFrom(...Object.values(waysTo));
  const life = fc.tuple(comingIn, fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 25 }));
  await fc.assert(
    fc.asyncProperty(life, async ([first, then]) => {
      const person = newPerson();
      for (const step of [...first, ...then]) await person.take(step);
    }),
    { numRuns: 50 },
  );
}, 120_000);
