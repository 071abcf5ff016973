import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { resumeSubscription } from '../../src/subscribers/resume-subscription.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { consentsOf, emptyTables, minutesAfter, noticesTo, rowOf, setState, signUp } from './signed-up.js';

const now = new Date();
const address = 'reader@example.org';

let test: TestDatabase;
let database: Database;
let id: number;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(async () => {
  await emptyTables(database);
  await signUp(database, address, now);
  id = (await rowOf(database, address)).id;
});
afterAll(() => test.close());

const confirm = (serial: number, subscriberId = id, at = now) =>
  confirmSubscription(database, { subscriberId, serial, via: 'link', clientHash: null, now: at });
const leave = (via: 'one-click' | 'link' | 'operator' = 'link', subscriberId = id) =>
  unsubscribe(database, { subscriberId, via, now });
const resume = (serial?: number, subscriberId = id) =>
  resumeSubscription(database, { subscriberId, now, ...(serial === undefined ? {} : { serial }) });
const suppress = (reason: string) =>
  database.query(
    'INSERT INTO suppressions (address_hash, reason) SELECT address_hash, $2 FROM subscribers WHERE id = $1',
    [id, reason],
  );
const suppressions = async () => (await database.query('SELECT reason FROM suppressions')).rows;
const state = async () => (await rowOf(database, address)).state;

describe('confirmSubscription', () => {
  it('makes the reader active, with a welcome and a record; the second time it was done already', async () => {
    expect(await confirm(1)).toBe('confirmed');
    expect(await rowOf(database, address)).toMatchObject({ state: 'active', confirmed_at: now });
    expect(await confirm(1)).toBe('already');
    expect(await noticesTo(database, id)).toEqual(['confirmation 1', 'welcome 1']);
    expect(await consentsOf(database, id)).toEqual(['requested form form-1', 'confirmed link']);
  });

  it('takes the newest link only, and tells the others that they were replaced', async () => {
    await signUp(database, address, minutesAfter(now, 11));
    expect(await confirm(1)).toBe('superseded');
    expect(await state()).toBe('pending');
    expect(await confirm(2)).toBe('confirmed');
    expect(await confirm(1)).toBe('already');
  });

  it('does nothing for a subscriber who is not there', async () => {
    expect(await confirm(1, id + 1)).toBe('gone');
  });

  it.each(['bounced', 'complained'])('does nothing for a reader who is %s', async (standing) => {
    await setState(database, id, standing);
    await database.query('UPDATE subscribers SET state_changed_at = $1', [minutesAfter(now, 1)]);
    expect(await confirm(1)).toBe('gone');
    expect(await state()).toBe(standing);
  });

  it('does not bring back who left by the link of the time before', async () => {
    await confirm(1);
    await leave();
    expect(await confirm(1)).toBe('gone');
    expect(await state()).toBe('unsubscribed');
  });

  it('brings back who left and asked again, by the new link', async () => {
    await confirm(1);
    await leave();
    await signUp(database, address, minutesAfter(now, 60));
    expect(await confirm(1)).toBe('superseded');
    expect(await confirm(3, id, minutesAfter(now, 61))).toBe('confirmed');
    expect(await rowOf(database, address)).toMatchObject({
      state: 'active',
      confirmed_at: minutesAfter(now, 61),
    });
    expect(await noticesTo(database, id)).toEqual([
      'confirmation 1',
      'welcome 1',
      'goodbye 2',
      'confirmation 3',
      'welcome 3',
    ]);
  });

  it.each(['bounced', 'complained', 'operator'])(
    'refuses an address suppressed as %s since',
    async (reason) => {
      await suppress(reason);
      expect(await confirm(1)).toBe('gone');
      expect(await state()).toBe('pending');
      expect(await suppressions()).toEqual([{ reason }]);
    },
  );

  it('forgets that the address was erased once: the person came back', async () => {
    await suppress('erased');
    expect(await confirm(1)).toBe('confirmed');
    expect(await suppressions()).toEqual([]);
  });

  it('confirms once when pressed twenty times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(1)));
    expect(answers.filter((answer) => answer === 'confirmed')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'already')).toHaveLength(19);
    expect(await noticesTo(database, id)).toEqual(['confirmation 1', 'welcome 1']);
    expect(await consentsOf(database, id)).toHaveLength(2);
  });
});

describe('unsubscribe', () => {
  it.each([
    ['link', ['goodbye 2']],
    ['one-click', []],
    ['operator', []],
  ] as const)('by %s takes effect at once and may be repeated', async (via, goodbye) => {
    await confirm(1);
    expect(await leave(via)).toBe('left');
    expect(await leave(via)).toBe('already');
    expect(await state()).toBe('unsubscribed');
    expect(await noticesTo(database, id)).toEqual(['confirmation 1', 'welcome 1', ...goodbye]);
    expect(await consentsOf(database, id)).toEqual([
      'requested form form-1',
      'confirmed link',
      `withdrawn ${via}`,
    ]);
  });

  it('of someone who never confirmed sends no goodbye, and ends the confirmation link', async () => {
    expect(await leave()).toBe('left');
    expect(await noticesTo(database, id)).toEqual(['confirmation 1']);
    expect(await confirm(1)).toBe('gone');
  });

  it('leaves a reader who complained as is', async () => {
    await setState(database, id, 'complained');
    expect(await leave()).toBe('already');
    expect(await state()).toBe('complained');
  });

  it('lets a reader leave whose address is called dead, and keeps on record that they did', async () => {
    await confirm(1);
    await setState(database, id, 'bounced');
    expect(await leave('one-click')).toBe('left');
    expect(await state()).toBe('unsubscribed');
    expect((await consentsOf(database, id)).at(-1)).toBe('withdrawn one-click');
  });

  it('lets a paused reader leave, and knows of readers who are gone', async () => {
    await confirm(1);
    await setState(database, id, 'paused');
    expect(await leave('one-click')).toBe('left');
    expect(await leave('one-click', id + 1)).toBe('gone');
  });

  it('counts once when clicked twenty times at once', async () => {
    await confirm(1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => leave()));
    expect(answers.filter((answer) => answer === 'left')).toHaveLength(1);
    expect((await noticesTo(database, id)).filter((name) => name.startsWith('goodbye'))).toEqual([
      'goodbye 2',
    ]);
    expect(await consentsOf(database, id)).toHaveLength(3);
  });
});

describe('resumeSubscription', () => {
  it('takes leaving back, without a mail, and may be repeated', async () => {
    await confirm(1);
    await leave();
    expect(await resume(2)).toBe('resumed');
    expect(await resume(2)).toBe('already');
    expect(await state()).toBe('active');
    expect(await noticesTo(database, id)).toEqual(['confirmation 1', 'welcome 1', 'goodbye 2']);
    expect((await consentsOf(database, id)).at(-1)).toBe('resumed link');
  });

  it.each([undefined, 0])('with serial %s is bound to no leave', async (serial) => {
    await confirm(1);
    await leave();
    expect(await resume(serial)).toBe('resumed');
  });

  it('is refused by the link of an earlier leave', async () => {
    await confirm(1);
    await leave();
    await resume(2);
    await leave();
    expect(await resume(2)).toBe('refused');
    expect(await resume(3)).toBe('resumed');
  });

  it('is refused to who never confirmed', async () => {
    expect(await resume()).toBe('refused');
    await leave();
    expect(await resume()).toBe('refused');
    expect(await state()).toBe('unsubscribed');
  });

  it.each(['bounced', 'complained', 'operator', 'erased'])(
    'is refused when suppressed as %s',
    async (reason) => {
      await confirm(1);
      await leave();
      await suppress(reason);
      expect(await resume()).toBe('refused');
      expect(await state()).toBe('unsubscribed');
    },
  );

  it('knows of readers who are gone', async () => {
    expect(await resume(undefined, id + 1)).toBe('gone');
  });
});
