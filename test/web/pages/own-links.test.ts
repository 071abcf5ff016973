import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerLinkRequests } from '../../../src/store/subscribers/link-requests.js';
import { addressHash } from '../../../src/subscribers/keyring.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe("a reader's own links by mail", () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());
  beforeEach(() => web.database.query('DELETE FROM link_requests'));

  const ask = (address: string) => web.post('/your-links', { address });
  const written = async () => {
    const { rows } = await web.database.query<{ address: string }>(
      `SELECT s.address FROM notices n JOIN subscribers s ON s.id = n.subscriber_id
        WHERE n.kind = 'own-links' ORDER BY n.id`,
    );
    return rows.map(({ address }) => address);
  };

  it.each(['/your-links', '/preferences', '/unsubscribe'])(
    '%s without a link asks for the address',
    async (url) => {
      const page = await web.server.inject({ url, headers: { 'accept-language': 'de' } });
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('action="/your-links"');
      expect(page.body).toContain('Links zuschicken');
    },
  );

  it('answers every address alike and keeps none of them', async () => {
    const { id } = await web.addReader('known@example.org');
    await web
      .addReader('left@example.org')
      .then(({ id: left }) => web.post(`/unsubscribe/${web.token('unsubscribe', left)}`));
    const answers = [];
    for (const address of ['known@example.org', 'stranger@example.org', 'left@example.org']) {
      const { statusCode, headers, body } = await ask(address);
      answers.push({ statusCode, headers: Object.keys(headers).sort(), body: body.replace(address, '') });
    }
    expect(answers[0]?.statusCode).toBe(200);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const { rows } = await web.database.query<{ held: string }>(
      'SELECT link_requests::text AS held FROM link_requests',
    );
    expect(rows).toHaveLength(3);
    expect(rows.map(({ held }) => held).join()).not.toContain('example.org');

    expect(await answerLinkRequests(web.database, web.now)).toBe(1);
    expect(await answerLinkRequests(web.database, web.now)).toBe(0);
    expect(await written()).toEqual(['known@example.org']);
    expect(id).toBeGreaterThan(0);
  });

  it('reads what people paste, and says what is wrong', async () => {
    const { address } = await web.addReader('ada@example.org');
    expect((await ask(`Ada <\u200b${address}>`)).statusCode).toBe(200);
    expect(await answerLinkRequests(web.database, web.now)).toBe(1);
    const refused = await ask('ada＠example.org');
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('only looks like an ordinary character');
  });

  it('fills no inbox: once in half an hour, three times in a day, by whoever asks', async () => {
    const { address } = await web.addReader('patient@example.org');
    const hash = addressHash(web.keyring, address);
    let mails = 0;
    for (let minutes = 0; minutes < 300; minutes += 10) {
      const at = new Date(web.now.getTime() + minutes * 60_000);
      await web.database.query('INSERT INTO link_requests (address_hash, asked_at) VALUES ($1, $2)', [
        hash,
        at,
      ]);
      mails += await answerLinkRequests(web.database, at);
    }
    expect(mails).toBe(3);
  });
});
