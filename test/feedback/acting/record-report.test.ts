import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailReport } from '../../../src/feedback/acting/mail-report.js';
import { recordReport } from '../../../src/feedback/acting/record-report.js';
import { readMail } from '../../../src/feedback/inbound/read-mail.js';
import { makeReturnAddress } from '../../../src/signing/return-path.js';
import {
  type Bounce,
  bounceMail,
  type FeedbackBed,
  keys,
  openFeedbackBed,
  returnPath,
} from '../feedback-bed.js';

const day = (date: number, hour = 9) => new Date(Date.UTC(2026, 2, date, hour));

let bed: FeedbackBed;
beforeEach(async () => {
  bed = await openFeedbackBed(4);
});
afterEach(() => bed.close());

/** A bounce of the digest's message to a reader, by the way of its return path. */
const bounceOf = (index: number, changes: Partial<Bounce> = {}) =>
  bounceMail({ to: bed.returnAddress(index), recipient: bed.addresses[index] ?? '', ...changes });

const receive = (raw: Buffer, receivedAt = day(25), recipients: string[] = []) =>
  recordReport(bed.acting, mailReport(keys, { raw, source: 'smtp', recipients, receivedAt }, readMail(raw)));

describe('a dead address', () => {
  it('is suppressed at once, with one row that says why', async () => {
    await receive(bounceOf(0));
    expect(await bed.stateOf(0)).toEqual({ state: 'bounced', suppressed: 'bounced' });
    expect(await bed.stateOf(1)).toEqual({ state: 'active', suppressed: null });
    expect(await bed.feedback()).toMatchObject([
      {
        class: 'hard',
        status: '5.1.1',
        reason: 'unknown-mailbox',
        source: 'smtp',
        evidence: 'return-path',
        effect: 'suppressed',
        subscriber_id: bed.readers[0],
        digest_id: bed.digest,
        domain: 'example.net',
        excerpt: expect.stringContaining('Undelivered'),
      },
    ]);
    expect(bed.logged.join()).not.toContain('@');
  });

  it('is told by the recipient of the envelope, whatever the header says', async () => {
    await receive(bounceOf(0, { to: 'undisclosed@elsewhere.example' }), day(25), [bed.returnAddress(0)]);
    expect(await bed.stateOf(0)).toMatchObject({ state: 'bounced' });
  });

  it('is told through BATV, SRS and folded case', async () => {
    const local = bed.returnAddress(0).split('@')[0];
    const wrapped = `SRS0=ABCD=ZZ=returns.example.org=PRVS=1234ABCDEF=${local?.toUpperCase()}@forwarder.example`;
    await receive(bounceOf(0, { to: wrapped }));
    expect(await bed.stateOf(0)).toMatchObject({ state: 'bounced' });
  });

  it('is likely where only the Message-ID tells whose message came back', async () => {
    await receive(bounceOf(1, { to: 'papers@example.org', messageId: bed.messageId(1) }));
    expect(await bed.stateOf(1)).toEqual({ state: 'active', suppressed: null });
    expect(await bed.feedback()).toMatchObject([
      { evidence: 'message-id', digest_id: bed.digest, effect: 'watched' },
    ]);
  });
});

describe('of many events in one report', () => {
  it('one that cannot be kept keeps back none of the others', async () => {
    await bed.database.query(`
      CREATE FUNCTION cursed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cursed'; END $$;
      CREATE TRIGGER cursed BEFORE INSERT ON feedback FOR EACH ROW
        WHEN (NEW.subscriber_id = ${bed.readers[1]}) EXECUTE FUNCTION cursed()`);
    const reports = [0, 1, 2].map((index) => {
      const raw = bounceOf(index);
      return mailReport(keys, { raw, source: 'smtp', recipients: [], receivedAt: day(25) }, readMail(raw));
    });
    const report = { ...reports[0], events: reports.flatMap(({ events }) => events) } as (typeof reports)[0];
    const kept = await recordReport(bed.acting, report);
    expect(kept.map(({ subscriberId }) => subscriberId)).toEqual([bed.readers[0], bed.readers[2]]);
    const states = [];
    for (const index of [0, 1, 2]) states.push((await bed.stateOf(index)).state);
    expect(states).toEqual(['bounced', 'active', 'bounced']);
    expect(bed.logged.join()).toContain('feedback-passed-over');
    // Where it is alone, whoever brought it has to know.
    await expect(recordReport(bed.acting, reports[1] as (typeof reports)[0])).rejects.toThrow('cursed');
  });
});

describe('a forged report', () => {
  it('that knows no more than an address changes nothing, and is kept', async () => {
    await receive(bounceOf(0, { to: 'papers@example.org' }));
    await receive(bounceOf(0, { to: 'papers@example.org', messageId: '<made-up@example.org>', name: 'b' }));
    const token = bed.returnAddress(0).replace(/[a-z2-7]@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
    await receive(bounceOf(0, { to: token, name: 'c' }));
    expect(await bed.stateOf(0)).toEqual({ state: 'active', suppressed: null });
    const row = { effect: 'none', cause: 'unproven', subscriber_id: bed.readers[0], digest_id: null };
    expect(await bed.feedback()).toMatchObject([row, row, row]);
  });

  it('with the signature of one message cannot reach another reader', async () => {
    await receive(bounceOf(1, { to: bed.returnAddress(0), recipient: bed.addresses[1] ?? '' }));
    expect(await bed.stateOf(1)).toEqual({ state: 'active', suppressed: null });
    expect(await bed.stateOf(0)).toEqual({ state: 'active', suppressed: null });
    expect(await bed.feedback()).toMatchObject([{ effect: 'counted', subscriber_id: bed.readers[0] }]);
  });
});

describe('the same report', () => {
  it('counts once, also when it comes by another way or at the same time', async () => {
    const raw = bounceOf(0);
    const byAnotherWay = Buffer.from(
      `Received: from elsewhere.example\r\nDelivered-To: bounces@example.org\r\n${String(raw)}`.replaceAll(
        '\r\n',
        '\n',
      ),
    );
    await Promise.all([receive(raw), receive(raw), receive(byAnotherWay)]);
    expect(await receive(raw, day(26))).toEqual([]);
    expect(await bed.feedback()).toHaveLength(1);
  });
});

describe('soft bounces', () => {
  const unreachable = { status: '4.4.1', diagnostic: 'smtp; 451 4.4.1 connection timed out' };
  const full = { status: '4.2.2', diagnostic: 'smtp; 452 4.2.2 mailbox full' };
  const bounceOn = (date: number, name: string, index = 0) =>
    receive(bounceOf(index, { ...unreachable, name }), day(date));

  it('of a full mailbox are a sign of life and count for less', async () => {
    for (let date = 1; date <= 11; date += 1)
      await receive(bounceOf(0, { ...full, name: `${date}` }), day(date));
    expect(await bed.stateOf(0)).toEqual({ state: 'active', suppressed: null });
    await receive(bounceOf(0, { ...full, name: 'last' }), day(12));
    expect(await bed.stateOf(0)).toEqual({ state: 'bounced', suppressed: 'bounced' });
  });

  it('count once a day and suppress when the measure is full', async () => {
    await bounceOn(25, 'a');
    await bounceOn(25, 'b');
    await bounceOn(25, 'c');
    await bounceOn(26, 'd');
    expect(await bed.stateOf(0)).toEqual({ state: 'active', suppressed: null });
    await bounceOn(27, 'e');
    expect(await bed.stateOf(0)).toEqual({ state: 'bounced', suppressed: 'bounced' });
    expect((await bed.feedback()).map(({ effect }) => effect)).toEqual([
      ...Array(4).fill('counted'),
      'suppressed',
    ]);
  });

  it('expire', async () => {
    await bounceOn(25, 'a');
    await bounceOn(26, 'b');
    await bounceOn(25 + 31, 'c');
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
  });

  it('are forgotten when a message is reported as delivered', async () => {
    await bounceOn(25, 'a');
    await bounceOn(26, 'b');
    await receive(bounceOf(0, { action: 'delivered', status: '2.0.0', name: 'fine' }), day(27, 8));
    await bounceOn(27, 'c');
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
  });

  it('are forgotten when a later message stayed unanswered for five days', async () => {
    await bounceOn(25, 'a');
    await bounceOn(26, 'b');
    await bed.sendDigest(day(27));
    await bed.sendDigest(day(40));
    await bounceOn(41, 'c');
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
  });

  it('of a delay that is not final do not count', async () => {
    for (const date of [25, 26, 27, 28]) {
      await receive(bounceOf(0, { action: 'delayed', status: '4.4.1', name: `delay-${date}` }), day(date));
    }
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
    expect(await bed.feedback()).toMatchObject([{ effect: 'none', cause: 'not-final' }, {}, {}, {}]);
  });
});

describe('a request by mail', () => {
  const request = (index: number, name = 'leave') => {
    const claim = { kind: 'unsubscribe', id: bed.digest, subscriberId: bed.readers[index] ?? 0 } as const;
    const to = makeReturnAddress(keys.secretKeys, returnPath, claim, bed.addresses[index] ?? '');
    return Buffer.from(
      `From: Somebody <other@example.com>\r\nTo: ${to}\r\nMessage-ID: <${name}@example.com>\r\nSubject: unsubscribe\r\n\r\n`,
    );
  };

  it('to the signed address takes its reader off the list', async () => {
    await receive(request(0));
    expect(await bed.stateOf(0)).toEqual({ state: 'unsubscribed', suppressed: null });
    expect(await bed.stateOf(1)).toMatchObject({ state: 'active' });
    const { rows } = await bed.database.query(
      'SELECT event, via, digest_id FROM consents WHERE subscriber_id = $1',
      [bed.readers[0]],
    );
    expect(rows).toEqual([{ event: 'withdrawn', via: 'mailto', digest_id: bed.digest }]);
  });

  it('takes who came back off the list again by a new mail, but not by the one that did it before', async () => {
    await receive(request(0));
    await bed.database.query("UPDATE subscribers SET state = 'active' WHERE id = $1", [bed.readers[0]]);
    await receive(request(0));
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
    await receive(request(0, 'again'));
    expect(await bed.stateOf(0)).toMatchObject({ state: 'unsubscribed' });
  });
});

describe('ordinary mail', () => {
  it('to a return path does nothing', async () => {
    const text = `From: reader@example.net\r\nTo: ${bed.returnAddress(0)}\r\nSubject: Hello\r\n\r\nA greeting.\r\n`;
    await receive(Buffer.from(text));
    expect(await bed.stateOf(0)).toMatchObject({ state: 'active' });
    expect(await bed.feedback()).toMatchObject([{ class: 'none', effect: 'none', cause: null }]);
  });
});

describe('when the reader is gone', () => {
  it('a report is kept and does nothing', async () => {
    const raw = bounceOf(0);
    await bed.database.query('DELETE FROM subscribers WHERE id = $1', [bed.readers[0]]);
    await receive(raw);
    expect(await bed.feedback()).toMatchObject([{ effect: 'none', cause: 'gone', subscriber_id: null }]);
  });

  it('and has another address now, it does nothing either', async () => {
    const raw = bounceOf(0);
    await bed.database.query(
      "UPDATE subscribers SET address = 'new@example.net', address_key = 'new@example.net' WHERE id = $1",
      [bed.readers[0]],
    );
    await receive(raw);
    expect(await bed.stateOf(0)).toEqual({ state: 'active', suppressed: null });
    expect(await bed.feedback()).toMatchObject([{ cause: 'former-address' }]);
  });
});
