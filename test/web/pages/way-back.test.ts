import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suppressBounced, suppressComplained } from '../../../src/store/feedback/feedback-effects.js';
import { readHistory } from '../../../src/store/subscribers/history.js';
import { suppressAddress } from '../../../src/store/subscribers/suppressions.js';
import { defaultSignupLimits } from '../../../src/subscribers/decide-signup.js';
import { addressHash } from '../../../src/subscribers/keyring.js';
import { processSignups } from '../../../src/subscribers/process-signups.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../../src/subscribers/unsubscribe.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const DAY = 86_400_000;
const start = new Date('2026-03-02T09:30:00Z');

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb({ now: start });
});
afterAll(() => web.close());

/** Asks by the form and lets a worker decide. @returns how many confirmations were written */
async function ask(address: string): Promise<number> {
  await web.server.inject({
    method: 'POST',
    url: '/subscribe',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ address }).toString(),
  });
  return processSignups(web.database, { keyring: web.keyring, now: web.now, limits: defaultSignupLimits });
}

/** A reader who asked and confirmed, by the link of the first mail. */
async function reader(name: string): Promise<{ address: string; id: number; link: string }> {
  const address = `${name}@example.org`;
  expect(await ask(address)).toBe(1);
  const link = await newestLink(address);
  expect((await post(link)).statusCode).toBe(200);
  const { rows } = await web.database.query<{ id: number }>('SELECT id FROM subscribers WHERE address = $1', [
    address,
  ]);
  return { address, id: rows[0]?.id ?? 0, link };
}

async function newestLink(address: string): Promise<string> {
  const { rows } = await web.database.query<{ id: number; serial: number }>(
    `SELECT s.id, max(n.serial) AS serial FROM subscribers s JOIN notices n ON n.subscriber_id = s.id
      WHERE s.address = $1 AND n.kind = 'confirmation' GROUP BY s.id`,
    [address],
  );
  return `/confirm/${web.token('confirm', rows[0]?.id ?? 0, rows[0]?.serial ?? 0)}`;
}

const post = (url: string) => web.server.inject({ method: 'POST', url, payload: '' });
const get = (url: string, language = 'en') =>
  web.server.inject({ method: 'GET', url, headers: { accept: 'text/html', 'accept-language': language } });
const later = (days: number) => {
  web.now = new Date(web.now.getTime() + days * DAY);
};

describe('a link from before', () => {
  const standings = [
    [
      'left',
      (id: number) => unsubscribe(web.database, { subscriberId: id, via: 'one-click', now: web.now }),
      'You left on',
      'Sie haben am',
    ],
    [
      'bounced',
      (id: number) => suppressBounced(web.database, [id], web.now),
      'This address did not take our mail on',
      'Diese Adresse hat unsere Mail am',
    ],
    [
      'complained',
      (id: number) => suppressComplained(web.database, [id], web.now),
      'Our mail to this address was reported as spam on',
      'Unsere Mail an diese Adresse wurde am',
    ],
  ] as const;

  it.each(standings)('says when a reader has %s, and the way back', async (name, happen, english, german) => {
    const { id, link } = await reader(name);
    later(1);
    const day = (language: string) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(web.now);
    const at = { en: day('en'), de: day('de') };
    await happen(id);
    later(1);
    for (const answer of [await get(link), await post(link)]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain(`${english} ${at.en}`);
      expect(answer.body).toContain('href="/subscribe"');
      expect(answer.body).not.toMatch(/erased|<form method="post" action="\/confirm/);
    }
    expect((await get(link, 'de')).body).toContain(`${german} ${at.de}`);
  });

  it('says that an operator stopped mail, and that there is nobody', async () => {
    const { address, id, link } = await reader('stopped');
    await unsubscribe(web.database, { subscriberId: id, via: 'operator', now: web.now });
    await suppressAddress(web.database, addressHash(web.keyring, address), 'operator');
    expect((await get(link)).body).toContain('This address gets no mail from here.');
    await removeSubscriber(web.database, web.keyring, id);
    const gone = await get(link);
    expect([gone.statusCode, gone.body.includes('No subscription is kept behind this link')]).toEqual([
      410,
      true,
    ]);
  });
});

describe('a reader who bounced', () => {
  it('asks by the same form, reads the same page, and is back with the confirmation', async () => {
    const { address, id } = await reader('back');
    await suppressBounced(web.database, [id], web.now);
    later(0.5);
    expect(await ask(address)).toBe(1);
    expect(await ask(address)).toBe(0);
    const link = await newestLink(address);
    expect((await get(link)).body).toContain(`<form method="post" action="${link}"`);
    const answer = await post(link);
    expect([answer.statusCode, answer.body.includes('You are subscribed.')]).toEqual([200, true]);
    const history = await readHistory(
      web.database,
      { subscriberId: id, addressHash: addressHash(web.keyring, address) },
      50,
    );
    expect(history.find(({ kind }) => kind === 'lift')?.facts).toEqual({
      of: 'bounced',
      reason: 'reader-confirmed',
    });
  });

  it('is told by the page of data that no mail can come', async () => {
    const { id } = await reader('data');
    await suppressBounced(web.database, [id], web.now);
    const answer = await post(`/your-data/request/${web.token('unsubscribe', id, 0)}`);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('did not take our mail on');
  });
});

it.each(['en', 'de'])(
  'the page after the form promises no mail, and says what to do without one (%s)',
  async (language) => {
    const answer = await web.server.inject({
      method: 'POST',
      url: '/subscribe',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': language },
      payload: 'address=anybody%40example.org',
    });
    expect(answer.body).not.toMatch(/on its way|unterwegs/);
    expect(answer.body).toMatch(
      language === 'en' ? /ask whoever runs this site/ : /fragen Sie die Betreiber/,
    );
  },
);
