import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSignupLimits } from '../../../src/subscribers/decide-signup.js';
import { processAddressChanges } from '../../../src/subscribers/process-address-changes.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('moving to another address', () => {
  let web: OpenWeb;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  async function reader() {
    readers += 1;
    const { id, address } = await web.addReader(`mover-${readers}@example.org`);
    return {
      id,
      address,
      wanted: `moved-${readers}@example.net`,
      path: `/preferences/${web.token('preferences', id)}`,
    };
  }
  const links = (id: number, serial = 1) => ({
    old: `/address-change/${web.token('old-address', id, serial)}`,
    anew: `/address-change/${web.token('new-address', id, serial)}`,
  });
  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });
  const call = (path: string, token: string, payload?: object) =>
    web.server.inject({
      method: 'POST',
      // Of its own, because requests are limited for each client.
      remoteAddress: '192.0.2.7',
      url: `/api/v1/preferences/address${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  const addressOf = async (id: number) => (await web.reader(id))?.address;

  it('is asked for on the page of preferences and agreed to by both', async () => {
    const { id, address, wanted, path } = await reader();
    expect((await get(path)).body).toContain(`The digest goes to ${address}.`);
    const asked = await web.post(`${path}/address`, { address: wanted });
    expect(asked.statusCode).toBe(200);
    expect(asked.body).toContain('Check both inboxes');
    await processAddressChanges(web.database, { now: web.now, limits: defaultSignupLimits });
    const { old, anew } = links(id);

    const before = (await web.database.query('SELECT * FROM address_changes')).rows;
    for (let times = 0; times < 10; times += 1) {
      for (const link of [old, anew]) expect((await get(link)).body).toContain(`would go to ${wanted}`);
    }
    expect((await web.database.query('SELECT * FROM address_changes')).rows).toEqual(before);

    expect((await web.post(anew)).body).toContain('One address has agreed');
    expect(await addressOf(id)).toBe(address);
    expect((await web.post(old)).body).toContain('The digest has moved');
    expect(await addressOf(id)).toBe(wanted);
    expect((await get(anew)).body).toContain('The digest has moved');
  });

  it('can be refused', async () => {
    const { id, address, wanted, path } = await reader();
    await web.post(`${path}/address`, { address: wanted });
    const { old, anew } = links(id);
    await web.post(anew);
    expect((await web.post(`${old}/refuse`)).body).toContain('Nothing changes');
    expect((await web.post(old)).statusCode).toBe(410);
    expect((await web.post(`${anew}/refuse`)).statusCode).toBe(410);
    expect(await addressOf(id)).toBe(address);
  });

  it('knows links that were replaced, have expired or are damaged', async () => {
    const { id, path } = await reader();
    await web.post(`${path}/address`, { address: 'first@example.net' });
    await web.post(`${path}/address`, { address: 'second@example.net' });
    const first = await web.post(links(id).old);
    expect(first.statusCode).toBe(410);
    expect(first.body).toContain('There is a newer link');
    const { old } = links(id, 2);
    const start = web.now;
    web.now = new Date(start.getTime() + 7 * 86_400_000 + 1_000);
    expect((await web.post(old)).body).toContain('This link has expired');
    web.now = start;
    expect((await web.post(`${old.slice(0, -1)}${old.endsWith('A') ? 'B' : 'A'}`)).statusCode).toBe(400);
  });

  it('answers the same for every address but the reader’s own', async () => {
    const { address, path } = await reader();
    const taken = await reader();
    const [free, known] = [
      await web.post(`${path}/address`, { address: 'free@example.net' }),
      await web.post(`${path}/address`, { address: taken.address }),
    ];
    expect(known.body).toBe(free.body);
    expect((await web.post(`${path}/address`, { address: address.toUpperCase() })).statusCode).toBe(409);
    expect((await web.post(`${path}/address`, { address: 'nobody' })).statusCode).toBe(422);
    expect((await web.post(`${path}/address`)).statusCode).toBe(422);
  });

  it('is the same for programs', async () => {
    const { id, wanted } = await reader();
    const preferences = web.token('preferences', id);
    expect((await call('', preferences, { address: 'nobody' })).json()).toMatchObject({
      code: 'ADDRESS_INVALID',
    });
    expect((await call('', preferences, { address: wanted })).statusCode).toBe(202);
    expect((await call('/refuse', web.token('new-address', id, 1))).json()).toEqual({ result: 'refused' });
    expect((await call('/confirm', web.token('old-address', id, 1))).statusCode).toBe(404);
    expect((await call('', preferences, { address: wanted })).statusCode).toBe(202);
    expect(await addressOf(id)).not.toBe(wanted);
    expect((await call('/confirm', web.token('old-address', id, 2))).json()).toEqual({ result: 'waiting' });
    expect((await call('/confirm', web.token('new-address', id, 2))).json()).toEqual({ result: 'changed' });
    expect(await addressOf(id)).toBe(wanted);
    expect((await call('/confirm', preferences)).json()).toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('writes no address and no token to the log', () => {
    const log = web.logged.join('');
    expect(log).toContain('"route":"/address-change/:token"');
    expect(log).not.toMatch(/@|example\.(org|net)/);
  });
});
