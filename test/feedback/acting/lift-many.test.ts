import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../../src/cli/cli-actor.js';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { type AskedLift, liftFilter } from '../../../src/feedback/acting/lift-filter.js';
import { liftMany, previewLift, undoLift } from '../../../src/feedback/acting/lift-many.js';
import { mailReport } from '../../../src/feedback/acting/mail-report.js';
import { recordReport } from '../../../src/feedback/acting/record-report.js';
import { readMail } from '../../../src/feedback/inbound/read-mail.js';
import { makeReturnAddress } from '../../../src/signing/return-path.js';
import { suppressComplained } from '../../../src/store/feedback/feedback-effects.js';
import {
  addDigest,
  addReaders,
  type DeliveryBed,
  hashOf,
  messageIdKey,
  never,
  openDeliveryBed,
  secretKey,
} from '../../delivery/delivery-bed.js';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.js';
import { bounceMail } from '../feedback-bed.js';

const HOUR = 3_600_000;
const names = ['wrong-0', 'wrong-1', 'wrong-2', 'gone-0', 'reported-0', 'spam-0', 'fine-0', 'fine-1'];
const addresses = names.map((name) => `${name}@example.net`);
const keys = { secretKeys: [secretKey], messageIdKey };

let bed: DeliveryBed;
let sink: SmtpSink;
let start: Date;
beforeAll(async () => {
  sink = await startSmtpSink({
    onRcpt: (address) => {
      if (address.startsWith('wrong'))
        return { code: 550, text: `5.1.1 <${address}> Directory says  no such user` };
      return address.startsWith('gone') ? { code: 550, text: '5.1.6 Mailbox has moved' } : undefined;
    },
  });
});
afterAll(() => sink.stop());

/** Three readers whom a directory called dead, one who has moved, one of whom a report says so, one who complained. */
beforeEach(async () => {
  bed = await openDeliveryBed();
  start = bed.now;
  const ids = await addReaders(bed.database, addresses);
  const context = await bed.context(sink.url, { connections: 1 });
  const digest = await addDigest(bed.database);
  for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
  bed.now = new Date(start.getTime() + HOUR);
  const recipient = 'reported-0@example.net';
  const claim = { kind: 'delivery', id: digest, subscriberId: ids[4] ?? 0 } as const;
  const path = { prefix: '', domain: 'returns.example.org' };
  const raw = bounceMail({ recipient, diagnostic: `smtp; 550 5.1.1 <${recipient}>: user unknown` });
  const recipients = [makeReturnAddress([secretKey], path, claim, recipient)];
  await recordReport(
    { database: bed.database, softBounces: { days: 5, withinDays: 30 }, log: silent },
    mailReport(keys, { raw, source: 'smtp', recipients, receivedAt: bed.now }, readMail(raw)),
  );
  await suppressComplained(bed.database, [ids[5] ?? 0], bed.now);
  bed.now = new Date(start.getTime() + 2 * HOUR);
  return () => bed.close();
});

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const context = () => ({
  database: bed.database,
  clock: () => bed.now,
  log: { warn: (fields: object, event: string) => void logged.push({ event, ...fields }) },
});
let logged: object[] = [];
beforeEach(() => {
  logged = [];
});

const find = async (asked: AskedLift) =>
  (await previewLift(bed.database, liftFilter(asked, bed.now))).readers;
const lift = (asked: AskedLift) =>
  liftMany(context(), cliActor(), {
    filter: liftFilter(asked, bed.now),
    reason: 'their directory was wrong',
  });
const standings = async () => {
  const { rows } = await bed.database.query<{ name: string; state: string; reason: string | null }>(
    `SELECT split_part(address, '@', 1) AS name, state,
            (SELECT reason FROM suppressions x WHERE x.address_hash = s.address_hash) AS reason
       FROM subscribers s ORDER BY id`,
  );
  return Object.fromEntries(rows.map(({ name, state, reason }) => [name, `${state} ${reason ?? '-'}`]));
};

describe('what is found', () => {
  it.each([
    [{ since: '3h' }, 5],
    [{ since: '2026-03-24T08:30Z' }, 1],
    [{ until: '2026-03-24T08:30Z' }, 4],
    [{ since: '2026-03-25' }, 0],
    [{ reply: 'directory SAYS no such user' }, 3],
    [{ reply: '550 5.1.1' }, 4],
    [{ reply: '5.1.6' }, 1],
    [{ reply: 'user unknown' }, 1],
    [{ reply: '%' }, 0],
    [{ cause: 'dead-address' }, 5],
    [{ cause: 'unknown-mailbox' }, 4],
    [{ cause: 'moved-away' }, 1],
    [{ relay: 'relay' }, 5],
    [{ relay: 'other' }, 0],
    [{ relay: 'relay', cause: 'dead-address', reply: 'moved', since: '1d' }, 1],
  ])('by %j', async (asked, expected) => {
    expect(await find(asked)).toBe(expected);
  });

  it('is refused where nothing is said, or nothing that can be', () => {
    for (const asked of [
      {},
      { reply: ' ' },
      { cause: 'bad-luck' },
      { cause: 'complaint' },
      { since: 'Monday' },
    ]) {
      expect(() => liftFilter(asked, bed.now)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });

  it('is shown by cause, relay and code', async () => {
    const { groups } = await previewLift(bed.database, liftFilter({ since: '1d' }, bed.now));
    expect(groups).toEqual([
      { cause: 'unknown-mailbox', relay: 'relay', reply: '550', status: '5.1.1', readers: 4 },
      { cause: 'moved-away', relay: 'relay', reply: '550', status: '5.1.6', readers: 1 },
    ]);
  });
});

describe('lifting many', () => {
  const wrong = { reply: 'directory says' };

  it('lets those be mailed again and no other, and is undone within a day', async () => {
    const before = await standings();
    const { batch, lifted } = await lift(wrong);
    expect(lifted).toBe(3);
    expect(await standings()).toEqual({
      ...before,
      ...{ 'wrong-0': 'active -', 'wrong-1': 'active -', 'wrong-2': 'active -' },
    });
    expect(await find(wrong)).toBe(0);
    bed.now = new Date(bed.now.getTime() + 23 * HOUR);
    expect(await undoLift(context(), cliActor(), null)).toEqual({ batch, putBack: 3 });
    expect(await standings()).toEqual(before);
    expect(await find(wrong)).toBe(3);
    await expect(undoLift(context(), cliActor(), batch)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(logged).toEqual([
      { event: 'suppressions-lifted', batch, count: 3 },
      { event: 'lift-undone', batch, count: 3 },
    ]);
  });

  it('stays after a day', async () => {
    await lift(wrong);
    bed.now = new Date(bed.now.getTime() + 24 * HOUR);
    await expect(undoLift(context(), cliActor(), null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stays for who confirmed or complained since', async () => {
    await lift(wrong);
    await bed.database.query('UPDATE subscribers SET confirmed_at = $1 WHERE address_key = $2', [
      new Date(bed.now.getTime() + HOUR),
      'wrong-0@example.net',
    ]);
    const { rows } = await bed.database.query<{ id: number }>(
      'SELECT id FROM subscribers WHERE address_hash = $1',
      [hashOf('wrong-1@example.net')],
    );
    await suppressComplained(bed.database, [rows[0]?.id ?? 0], bed.now);
    bed.now = new Date(bed.now.getTime() + 2 * HOUR);
    expect(await undoLift(context(), cliActor(), null)).toMatchObject({ putBack: 2 });
    expect(await standings()).toMatchObject({
      'wrong-0': 'active -',
      'wrong-1': 'complained complained',
      'wrong-2': 'bounced bounced',
    });
  });
});
