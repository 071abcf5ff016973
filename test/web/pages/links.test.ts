import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LinkPurpose, makeLinkToken } from '../../../src/signing/link-token.js';
import { defaultSignupLimits } from '../../../src/subscribers/decide-signup.js';
import { processSignups } from '../../../src/subscribers/process-signups.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const DAY = 86_400_000;
const start = new Date('2026-03-24T09:30:00Z');

const pages: readonly (readonly [string, LinkPurpose])[] = [
  ['/confirm/', 'confirm'],
  ['/unsubscribe/', 'unsubscribe'],
  ['/resume/', 'resume'],
  ['/current-digest/', 'digest'],
];

describe('links in mail', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: start });
  });
  afterAll(() => web.close());

  /** Everything that a link could change. */
  async function state(): Promise<unknown> {
    const { rows } = await web.database.query(
      `SELECT (SELECT jsonb_agg(s ORDER BY id) FROM subscribers s) AS subscribers,
              (SELECT jsonb_agg(c ORDER BY id) FROM consents c) AS consents,
              (SELECT jsonb_agg(n ORDER BY id) FROM notices n) AS notices,
              (SELECT count(*) FROM deliveries) AS deliveries`,
    );
    return rows[0];
  }

  /** Asks by the form and lets a worker decide. @returns id and serial of who is to confirm */
  async function pending(address: string): Promise<{ id: number; serial: number }> {
    await web.database.query(
      "INSERT INTO signups (address, via, wording, received_at) VALUES ($1, 'form', 'form-1', $2)",
      [address, web.now],
    );
    const context = { keyring: web.keyring, now: web.now, limits: defaultSignupLimits };
    await processSignups(web.database, context);
    const { rows } = await web.database.query<{ id: number; confirm_serial: number }>(
      'SELECT id, confirm_serial FROM subscribers WHERE address = $1',
      [address],
    );
    return { id: rows[0]?.id ?? 0, serial: rows[0]?.confirm_serial ?? -1 };
  }

  it.each(pages)('%s shows a page with a button, and GET and HEAD change nothing', async (path, purpose) => {
    const asked = await pending(`${purpose}@example.org`);
    const active = await web.addReader(`active-${purpose}@example.org`);
    const before = await state();
    for (const { id, serial } of [asked, { id: active.id, serial: 0 }]) {
      const url = path + web.token(purpose, id, serial);
      for (const method of ['GET', 'HEAD', 'GET'] as const) {
        const answer = await web.server.inject({ method, url, headers: { 'user-agent': 'a mail scanner' } });
        expect(answer.statusCode).toBe(200);
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(answer.headers['referrer-policy']).toBe('same-origin');
        expect(answer.headers['set-cookie']).toBeUndefined();
        if (method === 'GET') expect(answer.body).toContain(`<form method="post" action="${url}"`);
      }
    }
    expect(await state()).toEqual(before);
  });

  it.each(pages)(
    '%s does nothing for a token that was tampered with',
    async (path, purpose) => {
      const active = await web.addReader(`tampered-${purpose}@example.org`);
      const good = web.token(purpose, active.id);
      const before = await state();
      const flipped = [...good].map(
        (letter, at) => good.slice(0, at) + (letter === 'A' ? 'B' : 'A') + good.slice(at + 1),
      );
      const foreign = pages
        .filter(([, other]) => other !== purpose)
        .map(([, other]) => web.token(other, active.id));
      for (const token of [...flipped, ...foreign, good.slice(1), `${good}A`, '%00', 'x'.repeat(190)]) {
        for (const method of ['GET', 'POST'] as const) {
          const answer = await web.server.inject({ method, url: path + token, payload: '' });
          expect([400, 404]).toContain(answer.statusCode);
        }
      }
      expect(await state()).toEqual(before);
    },
    60_000,
  );

  it('confirms by the button, once, and is friendly when it is pressed again', async () => {
    const { id, serial } = await pending('new@example.org');
    const url = `/confirm/${web.token('confirm', id, serial)}`;
    const first = await web.post(url);
    expect(first.statusCode).toBe(200);
    expect(first.body).toContain('You are subscribed.');
    expect(first.body).toContain('The first digest comes on Wednesday, March 25, at 08:00 (UTC).');
    expect((await web.reader(id))?.state).toBe('active');

    const opened = await web.server.inject({ url });
    expect(opened.statusCode).toBe(200);
    expect(opened.body).toContain('This link was used already; you are confirmed.');
    expect(opened.body).toContain('The next digest comes on Wednesday, March 25, at 08:00 (UTC).');
    expect(opened.body).not.toContain('Confirm your subscription');
    const again = await web.post(url);
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('This link was used already; you are confirmed.');
    const { rows } = await web.database.query(
      'SELECT event, via, client_hash IS NOT NULL AS client FROM consents WHERE subscriber_id = $1 ORDER BY id',
      [id],
    );
    expect(rows).toEqual([
      { event: 'requested', via: 'form', client: false },
      { event: 'confirmed', via: 'link', client: true },
    ]);
  });

  it.each([
    [
      'daily',
      0b1,
      '08:00',
      'Europe/Berlin',
      'The first digest comes on Monday, March 30, at 08:00 (Europe/Berlin).',
    ],
    [
      'daily',
      0b110000,
      '07:15',
      'Asia/Tokyo',
      'The first digest comes on Friday, March 27, at 07:15 (Asia/Tokyo).',
    ],
    [
      'weekly',
      127,
      '20:00',
      'America/New_York',
      'The first weekly digest comes on Monday, March 30, at 20:00 (America/New York).',
    ],
    ['monthly', 127, '06:00', 'UTC', 'The first monthly digest comes on Thursday, April 2, at 06:00 (UTC).'],
  ])(
    'tells who chose a %s digest when the first one comes in their own time',
    async (frequency, ...chosen) => {
      const [weekdays, time, zone, sentence] = chosen;
      const { id, serial } = await pending(`${frequency}-${weekdays}@example.org`);
      await web.database.query(
        'UPDATE subscribers SET frequency = $2, weekdays = $3, local_time = $4, time_zone = $5 WHERE id = $1',
        [id, frequency, weekdays, time, zone],
      );
      expect((await web.post(`/confirm/${web.token('confirm', id, serial)}`)).body).toContain(sentence);
      const left = await web.post(`/unsubscribe/${web.token('unsubscribe', id)}`);
      const [undo] = /\/resume\/[A-Za-z0-9_-]+/.exec(left.body) ?? [''];
      expect((await web.post(undo)).body).toContain(sentence.replace('The first', 'The next'));
      const german = await web.server.inject({
        method: 'POST',
        url: undo,
        headers: { 'accept-language': 'de', 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(german.body).toMatch(/Die nächste .*kommt am \S+tag, \d+\. \S+, um \d\d:\d\d Uhr/);
    },
  );

  it('says that a newer link was sent', async () => {
    const older = await pending('twice@example.org');
    web.now = new Date(start.getTime() + 3_600_000);
    const newer = await pending('twice@example.org');
    web.now = start;
    expect(newer.serial).toBeGreaterThan(older.serial);
    const answer = await web.post(`/confirm/${web.token('confirm', older.id, older.serial)}`);
    expect(answer.statusCode).toBe(410);
    expect(answer.body).toContain('There is a newer link');
    expect((await web.reader(older.id))?.state).toBe('pending');
  });

  it('says that a link has expired', async () => {
    const { id, serial } = await pending('late@example.org');
    const url = `/confirm/${web.token('confirm', id, serial)}`;
    web.now = new Date(start.getTime() + 7 * DAY + 2_000);
    for (const method of ['GET', 'POST'] as const) {
      const answer = await web.server.inject({ method, url });
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('This link has expired');
    }
    web.now = start;
    expect((await web.reader(id))?.state).toBe('pending');
  });

  it('says that an erased reader is not on the list', async () => {
    const { id, serial } = await pending('erased@example.org');
    await removeSubscriber(web.database, web.keyring, id);
    for (const url of [
      `/confirm/${web.token('confirm', id, serial)}`,
      `/resume/${web.token('resume', id)}`,
      `/current-digest/${web.token('digest', id)}`,
    ]) {
      const answer = await web.post(url);
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('This address is not on the list');
    }
  });

  it('lets a reader leave by the button, and take it back', async () => {
    const { id } = await web.addReader('leaving@example.org');
    const left = await web.post(`/unsubscribe/${web.token('unsubscribe', id)}`);
    expect(left.statusCode).toBe(200);
    expect(left.body).toContain('You are unsubscribed.');
    expect((await web.reader(id))?.state).toBe('unsubscribed');
    const [undo] = /\/resume\/[A-Za-z0-9_-]+/.exec(left.body) ?? [''];

    const again = await web.post(`/unsubscribe/${web.token('unsubscribe', id)}`);
    expect(again.statusCode).toBe(200);
    expect(again.body).not.toContain('/resume/');

    const back = await web.post(undo);
    expect(back.statusCode).toBe(200);
    expect(back.body).toContain('You are subscribed again.');
    expect((await web.reader(id))?.state).toBe('active');
    expect((await web.post(undo)).body).toContain('You are subscribed.');
  });

  it('undoes only the leave that it was made for', async () => {
    const { id } = await web.addReader('back-and-forth@example.org');
    const leave = () => web.post(`/unsubscribe/${web.token('unsubscribe', id)}`);
    const [first] = /\/resume\/[A-Za-z0-9_-]+/.exec((await leave()).body) ?? [''];
    await web.post(first);
    await leave();
    const answer = await web.post(first);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('This cannot be undone here');
    expect((await web.reader(id))?.state).toBe('unsubscribed');
  });

  it('lets a reader leave by a link that was signed with a former key', async () => {
    const { id } = await web.addReader('rotated@example.org');
    const claim = { purpose: 'unsubscribe', subscriberId: id, serial: 0, issuedAt: start } as const;
    const token = makeLinkToken(['a former key that still opens links'], claim);
    expect((await web.post(`/unsubscribe/${token}`)).statusCode).toBe(200);
    expect((await web.reader(id))?.state).toBe('unsubscribed');
  });

  it('never writes a token to the log', async () => {
    const log = web.logged.join('');
    expect(log).toContain('"route":"/unsubscribe/:token"');
    const { rows } = await web.database.query<{ id: number }>('SELECT id FROM subscribers');
    for (const { id } of rows) {
      for (const [, purpose] of pages) expect(log).not.toContain(web.token(purpose, id).slice(0, 20));
    }
    expect(log).not.toContain('example.org');
  });
});
