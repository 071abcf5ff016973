import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { gatherDays } from '../../src/digests/gather-days.js';
import { digestByName, findDigestByName } from '../../src/mailing/find-digest.js';
import { sendToOne } from '../../src/mailing/send-to-one.js';
import {
  cancelMailing,
  type MailedDigest,
  type MailingContext,
  pauseMailing,
  resumeMailing,
  settleMailing,
} from '../../src/mailing/steer-mailing.js';
import { openAlarms, raiseAlarm } from '../../src/store/deliveries/sending-alarms.js';
import { findSendingControl } from '../../src/store/deliveries/sending-control.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  openDeliveryBed,
  statesOf,
} from '../delivery/delivery-bed.js';
import { putInState } from '../support/subscriber-state.js';

const actor = cliActor();

let bed: DeliveryBed;
let readers: number[] = [];
let digest: MailedDigest;
let slices: readonly number[] = [];
let woken: number[][] = [];
let logged: [string, object][] = [];
let context: MailingContext;
beforeAll(async () => {
  bed = await openDeliveryBed();
  readers = await addReaders(bed.database, addressesOf(3));
  context = {
    database: bed.database,
    clock: () => bed.now,
    log: { warn: (fields: object, event?: string) => void logged.push([event ?? '', fields]) },
    queues: { deliver: async (ids) => void woken.push([...ids]) },
  };
});
afterAll(() => bed.close());
beforeEach(async () => {
  const id = await addDigest(bed.database);
  const { rows } = await bed.database.query<{ period: string }>('SELECT period FROM digests WHERE id = $1', [
    id,
  ]);
  digest = { id, kind: 'daily', period: rows[0]?.period ?? '' };
  slices = await fanOut(bed.database, id);
  woken = [];
  logged = [];
});

describe('an order about a mailing', () => {
  it('to pause and to go on is carried out once, logged, and wakes the workers', async () => {
    await raiseAlarm(bed.database, {
      ...{ level: 'pause', reason: 'complaints', digestId: digest.id, sent: 10, cameBack: 1 },
      raisedAt: bed.now,
    });
    expect(await pauseMailing(context, actor, digest, 'ada@example.org saw an error')).toBe(true);
    expect(await findSendingControl(bed.database, digest.id)).toMatchObject({
      pauseReason: '(address) saw an error',
    });
    expect(await pauseMailing(context, actor, digest, null)).toBe(false);
    expect(woken).toEqual([]);
    expect(await resumeMailing(context, actor, digest)).toBe(true);
    expect(await resumeMailing(context, actor, digest)).toBe(false);
    expect(await openAlarms(bed.database)).toEqual([]);
    expect(woken).toEqual([slices]);
    expect(logged).toEqual([
      ['digest-paused', { digest: digest.id, by: 'operator' }],
      ['digest-resumed', { digest: digest.id }],
    ]);
  });

  it('to cancel is for good: nothing more can be said of it', async () => {
    expect(await cancelMailing(context, actor, digest)).toBe(3);
    expect(await cancelMailing(context, actor, digest)).toBe(0);
    const refusal = { code: 'DIGEST_CANCELLED', message: expect.stringContaining(digest.period) };
    await expect(pauseMailing(context, actor, digest, null)).rejects.toMatchObject(refusal);
    await expect(resumeMailing(context, actor, digest)).rejects.toMatchObject(refusal);
    expect(logged).toEqual([['digest-cancelled', { digest: digest.id }]]);
  });

  it('to send what is uncertain once more wakes the workers; what is settled needs none', async () => {
    await bed.database.query(
      "UPDATE deliveries SET state = 'uncertain', reason = 'uncertain' WHERE digest_id = $1",
      [digest.id],
    );
    const [one = 0] = readers;
    expect(await settleMailing(context, actor, digest, { decision: 'sent', subscriberIds: [one] })).toBe(1);
    expect(woken).toEqual([]);
    expect(await settleMailing(context, actor, digest, { decision: 'resend', subscriberIds: null })).toBe(2);
    expect(woken).toHaveLength(1);
    expect(await settleMailing(context, actor, digest, { decision: 'resend', subscriberIds: null })).toBe(0);
    expect(await statesOf(bed.database, digest.id)).toEqual({ sent: 1, pending: 2 });
    expect(logged.map(([event]) => event)).toEqual(['deliveries-settled', 'deliveries-settled']);
  });

  it('to send to one is carried out once, for who is active', async () => {
    const [newcomer = 0, paused = 0] = await addReaders(bed.database, [
      `new-${digest.id}@example.net`,
      `paused-${digest.id}@example.net`,
    ]);
    expect(await sendToOne(context, digest, { id: newcomer, state: 'active' })).toBe(true);
    expect(await sendToOne(context, digest, { id: newcomer, state: 'active' })).toBe(false);
    expect(woken).toHaveLength(1);
    await putInState(bed.database, 'paused', [paused]);
    await expect(sendToOne(context, digest, { id: paused, state: 'paused' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    await putInState(bed.database, 'unsubscribed', [newcomer, paused]);
  });
});

describe('a digest is found by its name', () => {
  it('for a day, for gathered days, and the sample day while its day has none', async () => {
    const other = await addDigest(bed.database);
    const gathered = await gatherDays(bed.database, [digest.id, other], bed.now);
    expect((await findDigestByName(bed.database, digest.period))?.id).toBe(digest.id);
    const { rows } = await bed.database.query<{ period: string; last: string }>(
      'SELECT period, last_day AS last FROM digests WHERE id = $1',
      [gathered],
    );
    const name = `${rows[0]?.period}--${rows[0]?.last}`;
    expect((await findDigestByName(bed.database, name))?.id).toBe(gathered);

    const { rows: samples } = await bed.database.query<{ id: number }>(
      `INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
       VALUES ('sample', '2026-02-02', '2026-02-02', 'upvotes', now()) RETURNING id`,
    );
    expect((await digestByName(bed.database, '2026-02-02')).id).toBe(samples[0]?.id);
  });

  it.each(['2026-02-03', '2026-W01', '2026-01', '2026-01-01--2026-01-03'])(
    'and that there is none for %s is told as such',
    async (name) => {
      expect(await findDigestByName(bed.database, name)).toBeNull();
      await expect(digestByName(bed.database, name)).rejects.toMatchObject({ code: 'DIGEST_NOT_FOUND' });
    },
  );

  it.each(['yesterday', '2026-13', '2026-W54', '2026-01-03--2026-01-01'])(
    'while %s is no name of one',
    async (name) => {
      expect(await findDigestByName(bed.database, name)).toBeNull();
      await expect(digestByName(bed.database, name)).rejects.toMatchObject({ code: 'DATE_INVALID' });
    },
  );
});
