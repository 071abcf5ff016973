import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import { receiveMail } from '../../src/feedback/inbound/receive-mail.js';
import { makeReturnAddress } from '../../src/signing/return-path.js';
import { suppressBounced, suppressComplained } from '../../src/store/feedback/feedback-effects.js';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { adminKey, type OpenWeb, openWeb, webSecrets } from '../web/open-web.js';

const returnPath = { prefix: '', domain: 'returns.example.org' };

/** A reader pauses, goes without ending the pause, and comes back: the pause went with them. */
describe('a reader who pauses until May 20 and then', () => {
  let web: OpenWeb;
  let readers = 0;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  async function pausedReader() {
    web.now = new Date('2026-05-02T09:30:00Z');
    readers += 1;
    const address = `reader-${readers}@example.org`;
    const { id } = await web.addReader(address);
    const path = `/preferences/${web.token('preferences', id)}`;
    const paused = await web.post(`${path}/pause`, { until: '2026-05-20', catchUp: 'yes' });
    expect(paused.body).toContain('No mail comes until Wednesday, May 20, 2026.');
    web.now = new Date('2026-05-05T09:30:00Z');
    return { id, address, path };
  }
  type Reader = Awaited<ReturnType<typeof pausedReader>>;

  const api = (method: 'POST' | 'GET', path: string, payload?: object) =>
    web.server.inject({
      method,
      url: `/api/v1/admin${path}`,
      headers: { authorization: `Bearer ${adminKey}` },
      ...(payload === undefined ? {} : { payload }),
    });
  const stateOf = async ({ id }: Reader) => (await web.reader(id))?.state;

  /** By a mail to the address in List-Unsubscribe, as the reader's mail program writes it. */
  async function leaveByMail({ id, address }: Reader): Promise<void> {
    const claim = { kind: 'unsubscribe', id: 1, subscriberId: id } as const;
    const to = makeReturnAddress(webSecrets, returnPath, claim, address);
    const raw = Buffer.from(
      `From: <${address}>\r\nTo: ${to}\r\nMessage-ID: <leave-${id}@example.org>\r\n\r\n`,
    );
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const acting = { database: web.database, softBounces: { days: 5, withinDays: 30 }, log };
    const keys = { secretKeys: webSecrets, messageIdKey: web.keyring.messageIdKey };
    const reader = { read: async (mail: Uint8Array) => readMail(mail) };
    const inbound = { acting, keys, reader, ownDomains: [], clock: () => web.now };
    await receiveMail(inbound, { raw, recipients: [], source: 'imap' });
    expect(await stateOf({ id } as Reader)).toBe('unsubscribed');
  }

  async function subscribeAgain({ id, address }: Reader): Promise<void> {
    web.now = new Date(web.now.getTime() + 3_600_000);
    await web.post('/subscribe', { address });
    await processSignups(web.database, {
      ...{ keyring: web.keyring, now: web.now, limits: defaultSignupLimits },
    });
    const serial = (await web.reader(id))?.confirmSerial ?? 0;
    expect((await web.post(`/confirm/${web.token('confirm', id, serial)}`)).statusCode).toBe(200);
  }

  async function bounceAndBeLifted({ id }: Reader): Promise<void> {
    await suppressBounced(web.database, [id], web.now);
    const lifted = await api('POST', `/subscribers/${id}/lift`, { reason: 'the server erred' });
    expect(lifted.statusCode).toBe(200);
  }

  async function complainBeLiftedAndSubscribe(reader: Reader): Promise<void> {
    await suppressComplained(web.database, [reader.id], web.now);
    await api('POST', `/subscribers/${reader.id}/lift`, { reason: 'asked for it' });
    await subscribeAgain(reader);
  }

  it.each<[string, (reader: Reader) => Promise<void>]>([
    [
      'leaves by mail and subscribes again',
      async (reader) => {
        await leaveByMail(reader);
        await subscribeAgain(reader);
      },
    ],
    [
      'leaves by mail and is asked back by the undo of the page',
      async (reader) => {
        await leaveByMail(reader);
        const serial = (await web.reader(reader.id))?.confirmSerial ?? 0;
        await web.post(`/resume/${web.token('resume', reader.id, serial)}`);
      },
    ],
    ['bounces and is lifted', bounceAndBeLifted],
    ['complains, is lifted and subscribes again', complainBeLiftedAndSubscribe],
  ])('%s has mail from the next day on, and a next pause of its own', async (_, goAndComeBack) => {
    const reader = await pausedReader();
    await goAndComeBack(reader);
    expect(await stateOf(reader)).toBe('active');

    const page = await web.server.inject({ url: reader.path, headers: { accept: 'text/html' } });
    expect(page.body).toContain('Your next daily digest comes on Wednesday, May 6, at 08:00 (UTC)');
    expect(page.body).not.toContain('May 20');

    web.now = new Date('2026-06-01T12:00:00Z');
    await web.post(`${reader.path}/pause`, { until: '2026-06-08', catchUp: 'yes' });
    const { rows } = await web.database.query(
      'SELECT paused_at, paused_until, pause_ends FROM subscribers WHERE id = $1',
      [reader.id],
    );
    expect(rows).toEqual([
      { paused_at: web.now, paused_until: new Date('2026-06-08T08:00Z'), pause_ends: 'with-catch-up' },
    ]);
  });
});
