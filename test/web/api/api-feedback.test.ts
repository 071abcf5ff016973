import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailReport } from '../../../src/feedback/acting/mail-report.js';
import { recordReport } from '../../../src/feedback/acting/record-report.js';
import { readMail } from '../../../src/feedback/inbound/read-mail.js';
import { noticeMessageId } from '../../../src/signing/message-id.js';
import { makeReturnAddress } from '../../../src/signing/return-path.js';
import { addSubscribers } from '../../../src/subscribers/add-subscribers.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { bounceMail } from '../../feedback/feedback-bed.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.close());

const call = (method: 'GET' | 'POST', path: string, payload?: object) =>
  web.server.inject({
    method,
    url: `/api/v1/admin${path}`,
    headers: { authorization: `Bearer ${adminKey}` },
    ...(payload === undefined ? {} : { payload }),
  });

/** The notice of a reader comes back: with another name, another time. */
async function bounce(
  subscriberId: number,
  recipient: string,
  name = 'first',
  sentAt = web.now,
): Promise<void> {
  const { rows } = await web.database.query<{ id: number }>(
    `INSERT INTO notices (kind, subscriber_id, serial, domain, state, settled_at)
     VALUES ('welcome', $1, (SELECT count(*) FROM notices), 'example.net', 'sent', $2) RETURNING id`,
    [subscriberId, sentAt],
  );
  const { messageIdKey } = web.keyring;
  const messageId = noticeMessageId(messageIdKey, rows[0]?.id ?? 0, 'example.org');
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const acting = { database: web.database, softBounces: { days: 5, withinDays: 30 }, log: silent };
  const raw = bounceMail({ recipient, messageId, name });
  const keys = { secretKeys: ['an invented key of this test'], messageIdKey };
  const claim = { kind: 'notice', id: rows[0]?.id ?? 0, subscriberId } as const;
  const path = { prefix: 'bounce-', domain: 'bounces.example.org' };
  const recipients = [makeReturnAddress(keys.secretKeys, path, claim, recipient)];
  await recordReport(
    acting,
    mailReport(keys, { raw, source: 'imap', recipients, receivedAt: web.now }, readMail(raw)),
  );
}

it('shows what happened around a subscriber, and lifts a suppression with a reason', async () => {
  const { id } = await web.addReader('dead@example.net');
  await bounce(id, 'dead@example.net');
  const record = (await call('GET', `/subscribers/${id}/history`)).json();
  expect(record).toMatchObject({ subscriber: { id, state: 'bounced' }, suppression: 'bounced' });
  expect(record.history.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    'consent',
    'feedback',
    'notice',
    'suppression',
  ]);
  const told = record.history.find(({ kind }: { kind: string }) => kind === 'feedback');
  expect(told.facts).toMatchObject({
    class: 'hard',
    effect: 'suppressed',
    evidence: 'return-path',
    source: 'imap',
  });
  expect(told.facts.excerpt).toContain('Undelivered');

  expect((await call('POST', `/subscribers/${id}/lift`, { reason: '  ' })).statusCode).toBe(400);
  const lifted = await call('POST', `/subscribers/${id}/lift`, { reason: 'their server was misconfigured' });
  expect(lifted.json()).toEqual({ lifted: 'bounced' });
  expect(await web.reader(id)).toMatchObject({ state: 'active' });
  expect((await call('POST', `/subscribers/${id}/lift`, { reason: 'again' })).json()).toEqual({
    lifted: null,
  });
  const after = (await call('POST', '/history', { address: 'Dead@Example.net' })).json();
  expect(after).toMatchObject({ suppression: null, subscriber: { id } });
  expect(after.history).toContainEqual(
    expect.objectContaining({
      kind: 'lift',
      facts: { of: 'bounced', reason: 'their server was misconfigured' },
    }),
  );
});

it('a report on a message from before the lift does not suppress again, one from after does', async () => {
  const { id } = await web.addReader('lifted@example.net');
  await bounce(id, 'lifted@example.net');
  web.now = new Date('2026-03-26T09:00:00Z');
  await call('POST', `/subscribers/${id}/lift`, { reason: 'mended' });
  await bounce(id, 'lifted@example.net', 'late', new Date('2026-03-24T09:00:00Z'));
  expect(await web.reader(id)).toMatchObject({ state: 'active' });
  web.now = new Date('2026-03-27T09:00:00Z');
  await bounce(id, 'lifted@example.net', 'new');
  expect(await web.reader(id)).toMatchObject({ state: 'bounced' });
});

it('who complained is unsubscribed after a lift', async () => {
  const { id } = await web.addReader('angry@example.net');
  await web.database.query("UPDATE subscribers SET state = 'complained' WHERE id = $1", [id]);
  await web.database.query(
    "INSERT INTO suppressions (address_hash, reason) SELECT address_hash, 'complained' FROM subscribers WHERE id = $1",
    [id],
  );
  expect((await call('POST', `/subscribers/${id}/lift`, { reason: 'asked to' })).json()).toEqual({
    lifted: 'complained',
  });
  expect(await web.reader(id)).toMatchObject({ state: 'unsubscribed' });
});

it('who was erased is not brought back', async () => {
  const { id } = await web.addReader('erased@example.net');
  await removeSubscriber(web.database, web.keyring, id);
  const answer = await call('POST', '/lift', { address: 'erased@example.net', reason: 'by mistake' });
  expect(answer.statusCode).toBe(400);
  const adding = { via: 'operator', now: web.now } as const;
  const [again] = await addSubscribers(web.database, web.keyring, ['erased@example.net'], adding);
  expect(again).toMatchObject({ result: 'refused' });
});

it('knows who is not there', async () => {
  expect((await call('GET', '/subscribers/999999/history')).statusCode).toBe(404);
  expect((await call('POST', '/history', { address: 'no address' })).statusCode).toBe(422);
  expect((await call('POST', '/history', { address: 'nobody@example.net' })).json()).toEqual({
    subscriber: null,
    suppression: null,
    history: [],
  });
});

it('counts and lifts many whose bounce fits, and puts them back', async () => {
  const { id } = await web.addReader('many@example.net');
  await bounce(id, 'many@example.net', 'many');
  const asked = { cause: 'unknown-mailbox', reply: 'no such user here' };
  const preview = (await call('POST', '/lifts/preview', asked)).json();
  expect(preview.readers).toBeGreaterThan(0);
  expect(preview.groups[0]).toMatchObject({ cause: 'unknown-mailbox', reply: '550', status: '5.1.1' });
  expect((await call('POST', '/lifts', asked)).statusCode).toBe(400);
  expect((await call('POST', '/lifts', { reason: 'everybody' })).statusCode).toBe(400);
  const lifted = (await call('POST', '/lifts', { ...asked, reason: 'their directory was wrong' })).json();
  expect(lifted.lifted).toBe(preview.readers);
  expect((await call('POST', '/lifts/preview', asked)).json()).toEqual({ readers: 0, groups: [] });
  const undone = await call('POST', '/lifts/undo', {});
  expect(undone.json()).toEqual({ batch: lifted.batch, putBack: preview.readers });
  expect((await call('POST', '/lifts/undo', {})).statusCode).toBe(404);
});

it('lists who is on watch', async () => {
  expect((await call('GET', '/watch')).json()).toEqual({ watched: [] });
});
