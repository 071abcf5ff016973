import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suppressAddress } from '../../../src/store/subscribers/suppressions.js';
import { defaultSignupLimits } from '../../../src/subscribers/decide-signup.js';
import { addressHash } from '../../../src/subscribers/keyring.js';
import { processSignups } from '../../../src/subscribers/process-signups.js';
import { startRedis } from '../../support/redis.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

interface SignupRow {
  readonly address: string;
  readonly via: string;
  readonly wording: string;
  readonly client_hash: Buffer | null;
}

async function signups(web: OpenWeb, taken = true): Promise<readonly SignupRow[]> {
  const { rows } = await web.database.query<SignupRow>(
    taken
      ? 'DELETE FROM signups RETURNING address, via, wording, client_hash'
      : 'SELECT address, via, wording, client_hash FROM signups',
  );
  return rows;
}

/** A request from a client of its own, so that the limit for one client is not what is tested. */
function from(ip: string, web: OpenWeb, url: string, payload: string, type: string) {
  const headers = { 'content-type': type, 'x-forwarded-for': ip };
  return web.server.inject({ method: 'POST', url, payload, headers });
}

const form = 'application/x-www-form-urlencoded';

/** What an onlooker can compare: status, headers but the time, and body, without the address that they typed. */
function outside(response: LightMyRequestResponse, typed: string) {
  const { date: _date, 'content-length': length, ...headers } = response.headers;
  const times = response.body.split(typed).length - 1;
  const body = response.body.replaceAll(typed, 'the address');
  return { status: response.statusCode, headers, body, without: Number(length) - times * typed.length };
}

describe('asking for a subscription', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ environment: { TRUST_PROXY: 'loopback' } });
  });
  afterAll(() => web.close());

  it('keeps a request and wakes a worker', async () => {
    const answer = await from('192.0.2.1', web, '/subscribe', 'address=%20Reader%40EXAMPLE.org%20', form);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Check your inbox');
    expect(await signups(web)).toEqual([
      expect.objectContaining({ address: 'Reader@example.org', via: 'form', wording: 'form-1' }),
    ]);
    const jobs = await web.backend.openQueue('mail').getJobCounts('waiting');
    expect(jobs['waiting']).toBe(1);
  });

  it('keeps of the client only a hash that differs from client to client', async () => {
    for (const ip of ['192.0.2.2', '192.0.2.3', '192.0.2.2']) {
      await from(ip, web, '/subscribe', 'address=a%40example.org', form);
    }
    const hashes = (await signups(web)).map((row) => row.client_hash?.toString('hex'));
    expect(hashes[0]).toHaveLength(64);
    expect(hashes[2]).toBe(hashes[0]);
    expect(hashes[1]).not.toBe(hashes[0]);
  });

  it('answers the same for an address that is new, pending, active, suppressed, left or erased', async () => {
    await web.addReader('active@example.org');
    const left = await web.addReader('left@example.org');
    await web.database.query("UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1", [left.id]);
    await web.database.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state)
       VALUES ('pending@example.org', 'pending@example.org', $1, 'pending')`,
      [addressHash(web.keyring, 'pending@example.org')],
    );
    await suppressAddress(web.database, addressHash(web.keyring, 'bounced@example.org'), 'bounced');
    await suppressAddress(web.database, addressHash(web.keyring, 'erased@example.org'), 'erased');
    const names = ['new', 'pending', 'active', 'bounced', 'left', 'erased'];

    for (const [path, type, write] of [
      ['/subscribe', form, (address: string) => `address=${encodeURIComponent(address)}`],
      ['/api/v1/subscribers', 'application/json', (address: string) => JSON.stringify({ address })],
    ] as const) {
      const answers = [];
      for (const [index, name] of names.entries()) {
        const ip = `198.51.100.${index + (type === form ? 0 : 50)}`;
        const address = `${name}@example.org`;
        answers.push(outside(await from(ip, web, path, write(address), type), address));
      }
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]?.status).toBe(type === form ? 200 : 202);
      expect((await signups(web)).map(({ address }) => address)).toEqual(
        names.map((name) => `${name}@example.org`),
      );
    }
  });

  it('tells the address, and asks where it was probably another', async () => {
    const sent = 'address=Ada+%3Cada%40gmial.con%3E&frequency=weekly&time=07%3A00';
    const asked = await from('192.0.2.9', web, '/subscribe', sent, form);
    expect(asked.statusCode).toBe(200);
    expect(asked.body).toContain('If ada@gmial.con may be mailed, a mail with a confirm button comes');
    expect(asked.body).toContain('Did you mean ada@gmail.com?');
    expect(asked.body).toContain('<input type="hidden" name="frequency" value="weekly">');
    expect((await signups(web)).map(({ address }) => address)).toEqual(['ada@gmial.con']);
    const fine = await from('192.0.2.9', web, '/subscribe', 'address=ada%40gmail.com', form);
    expect(fine.body).not.toContain('Did you mean');
    await signups(web);
  });

  it('leaves to the worker whom to ask', async () => {
    await from('192.0.2.4', web, '/subscribe', 'address=asked%40example.org', form);
    const context = { keyring: web.keyring, now: new Date(), limits: defaultSignupLimits };
    expect(await processSignups(web.database, context)).toBe(1);
  });

  it.each([
    ['', 'Type an email address'],
    ['   ', 'Type an email address'],
    ['nobody', 'not an address that mail can be sent to'],
    ['a@b', 'not an address that mail can be sent to'],
    ['a@example.org\r\nBcc: b@example.org', 'not an address that mail can be sent to'],
    ['"><script>alert(1)</script>@example.org', 'not an address that mail can be sent to'],
  ])('shows the form again for %j', async (typed, message) => {
    const payload = new URLSearchParams({ address: typed }).toString();
    const answer = await from('192.0.2.5', web, '/subscribe', payload, form);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(message);
    expect(answer.body).toContain('aria-invalid="true"');
    expect(answer.body).not.toContain('<script>alert');
    expect(await signups(web)).toEqual([]);
  });

  it('takes along how often and when, beside rules that were tried', async () => {
    const rules = encodeURIComponent('{"rules":{"onlyWithCode":true}}');
    const fields = 'frequency=weekly&time=07%3A00&timeZone=Asia%2FTokyo';
    await from('192.0.2.21', web, '/subscribe', 'address=a%40example.org&frequency=&time=&timeZone=', form);
    await from('192.0.2.21', web, '/subscribe', `address=b%40example.org&${fields}`, form);
    await from(
      '192.0.2.21',
      web,
      '/subscribe',
      `address=c%40example.org&${fields}&preferences=${rules}`,
      form,
    );
    const { rows } = await web.database.query('DELETE FROM signups RETURNING address, preferences');
    const schedule = { frequency: 'weekly', time: '07:00', timeZone: 'Asia/Tokyo' };
    expect(rows).toEqual([
      { address: 'a@example.org', preferences: null },
      { address: 'b@example.org', preferences: { schedule } },
      { address: 'c@example.org', preferences: { rules: { onlyWithCode: true }, schedule } },
    ]);
  });

  it.each([
    ['timeZone=Mars%2FBase&frequency=monthly', 'not a time zone'],
    ['time=08%3A07', 'a time is written as'],
  ])('opens the fold again for %s', async (fields, fault) => {
    const answer = await from('192.0.2.22', web, '/subscribe', `address=d%40example.org&${fields}`, form);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('<details class="card-options" open>');
    expect(answer.body).toContain(fault);
    expect(await signups(web)).toEqual([]);
  });

  it.each(['Etc/Unknown', 'undefined', 'Mars/Base'])(
    'passes over %s where the browser proposed it and nobody touched it',
    async (zone) => {
      const guess = encodeURIComponent(zone);
      const fields = `address=z%40example.org&frequency=&time=&timeZone=${guess}&zoneGuess=${guess}`;
      const answer = await from('192.0.2.23', web, '/subscribe', fields, form);
      expect(answer.statusCode).toBe(200);
      const { rows } = await web.database.query('DELETE FROM signups RETURNING preferences');
      expect(rows).toEqual([{ preferences: null }]);
    },
  );

  it('keeps what was typed in the form', async () => {
    const answer = await from('192.0.2.6', web, '/subscribe', 'address=nobody%22at%26home', form);
    expect(answer.body).toContain('value="nobody&#34;at&amp;home"');
  });

  it('has no hidden field that browsers have a value for', async () => {
    const { body } = await web.server.inject('/subscribe');
    const [trap = ''] = /<input id="unused"[^>]*>/.exec(body) ?? [];
    expect(trap).toContain('autocomplete="off"');
    // Of what Chromium, Firefox and password managers look for in names, beside the address that is asked for.
    const filled =
      /name="(?:[^"]*(?:url|web|site|name|user|login|phone|tel|fax|ext|street|city|zip|company|org))/i;
    expect(filled.test(trap)).toBe(false);
  });

  it('lets one client ask ten times in ten minutes, by form and API together', async () => {
    const ask = (index: number) =>
      index % 2 === 0
        ? from('203.0.113.9', web, '/subscribe', `address=r${index}%40example.org`, form)
        : from('203.0.113.9', web, '/api/v1/subscribers', '{"address":"r@example.org"}', 'application/json');
    for (let index = 0; index < 10; index += 1) expect((await ask(index)).statusCode).toBeLessThan(300);
    const page = await ask(10);
    expect(page.statusCode).toBe(429);
    expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
    expect(page.body).toContain('Please wait a little');
    const problem = await ask(11);
    expect(problem.statusCode).toBe(429);
    expect(problem.headers['content-type']).toContain('application/problem+json');
    expect(problem.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect((await from('203.0.113.10', web, '/subscribe', 'address=r%40example.org', form)).statusCode).toBe(
      200,
    );
    await signups(web);
  });

  it('writes neither addresses nor what clients are called to the log', async () => {
    const log = web.logged.join('');
    expect(log).toContain('"route":"/subscribe"');
    expect(log).not.toContain('example.org');
    expect(log).not.toContain('203.0.113');
  });
});

describe('the limit for one client', () => {
  it('is shared by processes through Redis', async (context) => {
    const redis = await startRedis();
    if (redis === null) return context.skip('redis-server is not installed');
    const [one, two] = [await openWeb({ redisUrl: redis.url }), await openWeb({ redisUrl: redis.url })];
    try {
      const statuses = [];
      for (let index = 0; index < 11; index += 1) {
        const web = index % 2 === 0 ? one : two;
        statuses.push((await web.post('/subscribe', { address: 'r@example.org' })).statusCode);
      }
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    } finally {
      await Promise.all([one.close(), two.close()]);
      await redis.stop();
    }
  });
});

describe('near a limit', () => {
  const limits = { ...defaultSignupLimits, perDomainHour: 5 };
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ environment: { TRUST_PROXY: 'loopback' }, signupLimits: limits });
  });
  afterAll(() => web.close());

  const ask = (ip: string, fields: Readonly<Record<string, string>>) =>
    from(ip, web, '/subscribe', new URLSearchParams(fields).toString(), form);

  it('asks for work, keeps nothing before, and takes who did it; others are told that it may take long', async () => {
    const answers = [];
    for (const index of [1, 2])
      answers.push(await ask(`10.0.${index}.1`, { address: `f${index}@crowd.example` }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);

    const asked = await ask('10.0.3.1', { address: 'a@crowd.example', frequency: 'weekly' });
    expect(asked.statusCode).toBe(422);
    expect(asked.body).toContain('One more step');
    expect(asked.body).toContain('name="frequency" value="weekly"');
    expect(await signups(web, false)).toHaveLength(2);

    const later = await ask('10.0.4.1', { address: 'later@crowd.example', later: '1' });
    expect(later.statusCode).toBe(200);
    expect(later.body).toContain('may take an hour or more');

    const [, attribute = ''] = /data-challenge="([^"]*)"/.exec(asked.body) ?? [];
    const challenge = JSON.parse(attribute.replaceAll('&#34;', '"').replaceAll('&amp;', '&'));
    const solution = await solveChallenge({ challenge, deriveKey });
    const proof = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
    const another = await ask('10.0.5.1', { address: 'b@crowd.example', proof });
    expect(another.body).toContain('One more step');
    const proven = await ask('10.0.3.1', { address: 'a@crowd.example', proof });
    expect(proven.body).toContain('a mail with a confirm button comes');
    const { rows } = await web.database.query('SELECT address, proven FROM signups ORDER BY id');
    expect(rows.slice(2)).toEqual([
      { address: 'later@crowd.example', proven: false },
      { address: 'a@crowd.example', proven: true },
    ]);
    const elsewhere = await ask('10.0.6.1', { address: 'a@quiet.example' });
    expect(elsewhere.body).toContain('a mail with a confirm button comes');
  });

  it('answers alike whoever the address is', async () => {
    await web.addReader('known@crowd.example');
    const known = await ask('10.1.1.1', { address: 'known@crowd.example' });
    const unknown = await ask('10.1.2.1', { address: 'other@crowd.example' });
    const plain = (body: string) =>
      body.replace(/data-challenge="[^"]*"/, '').replaceAll(/known@|other@/g, '');
    expect([known.statusCode, plain(known.body)]).toEqual([unknown.statusCode, plain(unknown.body)]);
  });

  it('tells programs, which are asked for nothing', async () => {
    const payload = JSON.stringify({ address: 'p@crowd.example' });
    const answer = await from('10.2.1.1', web, '/api/v1/subscribers', payload, 'application/json');
    expect([answer.statusCode, answer.json().delayed]).toEqual([202, true]);
    const { challenge } = (
      await from('10.2.1.2', web, '/api/v1/subscribers/challenge', payload, 'application/json')
    ).json();
    const proof = Buffer.from(
      JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) }),
    ).toString('base64');
    const proven = await from(
      ...(['10.2.1.3', web, '/api/v1/subscribers'] as const),
      JSON.stringify({ address: 'p@crowd.example', proof }),
      'application/json',
    );
    // However many wait without a proof, half of the five places are for those who have one.
    expect([proven.statusCode, proven.json().delayed]).toEqual([202, false]);
  });

  it('asks whoever fills the hidden field for work, and loses nobody', async () => {
    const trapped = await ask('10.3.1.1', { address: 't@quiet.example', unused: 'https://spam.example' });
    expect(trapped.statusCode).toBe(422);
    expect(trapped.body).toContain('A field that people do not see');
    const pressed = await ask('10.3.1.1', { address: 't@quiet.example', later: '1' });
    expect(pressed.body).toContain('a mail with a confirm button comes');
  });

  it('has figures for operators', async () => {
    const url = '/api/v1/admin/signups';
    const answer = await web.server.inject({ url, headers: { authorization: `Bearer ${adminKey}` } });
    expect(answer.json()).toMatchObject({ waiting: 8, limits: { domain: 5, client: 60 } });
    expect(answer.json().domains[0]).toEqual({ domain: 'crowd.example', confirmations: 0, waiting: 6 });
  });
});

describe('an address that no relay carries', () => {
  const typed = 'jörg@example.org';
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb();
    await web.database.query(`INSERT INTO relay_extensions VALUES ('main', false, now())`);
  });
  afterAll(() => web.close());

  it('is told so by form, API and change of address, and nothing is kept', async () => {
    const card = await web.post('/subscribe', { address: typed });
    expect(card.statusCode).toBe(422);
    expect(card.body).toContain('letters other than a to z before the @');
    const json = { 'content-type': 'application/json' };
    const [url, payload] = ['/api/v1/subscribers', JSON.stringify({ address: typed })];
    const answer = await web.server.inject({ method: 'POST', url, headers: json, payload });
    expect([answer.statusCode, answer.json().detail]).toEqual([422, expect.stringContaining('SMTPUTF8')]);
    const { id } = await web.addReader('joerg@example.org');
    const change = await web.post(`/preferences/${web.token('preferences', id)}/address`, { address: typed });
    expect(change.statusCode).toBe(422);
    expect(change.body).toContain('letters other than a to z before the @');
    expect(await signups(web, false)).toEqual([]);
    // Beyond the @ all is well: a domain goes as A-labels.
    expect((await web.post('/subscribe', { address: 'joerg@bücher.example' })).statusCode).toBe(200);
  });

  it('is taken as soon as one does', async () => {
    await web.database.query(`INSERT INTO relay_extensions VALUES ('other', true, now())`);
    expect((await web.post('/subscribe', { address: typed })).statusCode).toBe(200);
  });
});

it('a /64 of IPv6 is one client', async () => {
  const web = await openWeb({ environment: { TRUST_PROXY: 'loopback' } });
  try {
    const statuses = [];
    for (let client = 0; client < 12; client += 1) {
      const answer = await from(
        `2001:db8:7:1::${client}`,
        web,
        '/api/v1/subscribers',
        '{}',
        'application/json',
      );
      statuses.push(answer.statusCode);
    }
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429]);
  } finally {
    await web.close();
  }
});
