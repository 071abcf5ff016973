import { PassThrough, type Readable } from 'node:stream';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextKey } from '../../../src/i18n/text-keys.js';
import { goThroughImports } from '../../../src/subscribers/import/go-through-lines.js';
import { boundedOctets, MOST_OCTETS } from '../../../src/subscribers/import/upload-list.js';
import { findSubscriber } from '../../../src/subscribers/operators.js';
import { reasonWords } from '../../../src/web/admin/imports/import-words.js';
import { formKeyOf, formToken } from '../../../src/web/http/form-token.js';
import { openUploadPlaces } from '../../../src/web/http/upload-places.js';
import { shippedTexts } from '../../support/shipped-texts.js';
import { waitFor } from '../../support/wait-for.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, COOKIE, signedIn } from './operator-sessions.js';

const list = [
  'Email Address,First Name,MEMBER_RATING,CONFIRM_TIME,LEID,UNSUB_TIME',
  'ada@example.org,Ada,2,2020-02-03 04:05:06,1,',
  'bob@example.org,Bob,2,,2,2022-01-01 00:00:00',
  'eve@@example.org,"Eve, E",2,,3,',
].join('\r\n');
const choice = {
  ...{ 'column-address': '0', 'column-left': '5', 'column-agreedAt': '3', aim: 'add', language: 'de' },
  ...{ invites: '500', basis: 'confirmed', statement: '', where: '', since: '' },
};
const declared = { statement: 'One mail a week.', where: 'https://old.example', since: '2019-05-01' };

describe('lists from elsewhere', () => {
  let web: OpenWeb;
  let operator: string;
  beforeAll(async () => {
    web = await openWeb();
    operator = await signedIn(web, await addOperator(web, 'operator'));
  });
  afterAll(() => web.close());

  /** As a browser sends the form of a file. */
  async function upload(
    file: string | Buffer | null,
    { name = 'list.csv', token = ownToken() } = {},
  ): Promise<LightMyRequestResponse> {
    const { octets, type } = await bodyOf(file, { name, token });
    return sent(octets, type);
  }
  async function bodyOf(file: string | Buffer | null, { name = 'list.csv', token = ownToken() } = {}) {
    const form = new FormData();
    form.set('token', token);
    if (file !== null) form.set('file', new Blob([new Uint8Array(Buffer.from(file))]), name);
    const response = new Response(form);
    return {
      octets: Buffer.from(await response.arrayBuffer()),
      type: response.headers.get('content-type') ?? '',
    };
  }
  const ownToken = () => formToken(formKeyOf(operator), '/admin/imports');
  const sent = (payload: Buffer | Readable, type: string) =>
    web.server.inject({
      method: 'POST',
      url: '/admin/imports',
      headers: {
        ...{ accept: 'text/html', host: 'papers.example', cookie: `${COOKIE}=${operator}` },
        ...{ 'sec-fetch-site': 'same-origin', 'content-type': type },
        'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/149.0',
      },
      payload,
    });
  const page = (url: string) => ask(web, { url, token: operator });
  const send = (url: string, form: Readonly<Record<string, string>> = {}) =>
    ask(web, { method: 'POST', url, token: operator, form });
  const go = () =>
    goThroughImports(
      {
        ...{ database: web.database, keyring: web.keyring, clock: () => web.now },
        log: { info: () => undefined, warn: () => undefined },
      },
      new AbortController().signal,
    );

  it('are brought, said what they are, checked, mended, started and reported', async () => {
    const sent = await upload(list, { name: 'subscribed_members.csv' });
    expect(sent.statusCode).toBe(303);
    const url = String(sent.headers.location);
    const mapping = await page(url);
    expect(mapping.body).toContain('export of Mailchimp');
    expect(mapping.body).toContain('Email Address: ada@example.org</option>');
    expect(mapping.body).toMatch(/<option value="5" selected>UNSUB_TIME/);

    const twice = await send(url, { ...choice, 'column-left': '0' });
    expect([twice.statusCode, twice.body.includes('A column can be one thing only.')]).toEqual([400, true]);
    expect((await send(url, choice)).headers.location).toBe(url);
    expect((await page(url)).body).toContain(`data-live="${url}/live"`);
    await go();
    const live = await page(`${url}/live`);
    expect(live.body).toContain('data-state="false"');
    const report = (await page(url)).body;
    expect(report).toContain('cannot be used');
    expect(report).toContain('eve@@example.org');
    expect(report).toContain('Say first what these people agreed to');
    expect((await send(`${url}/start`)).statusCode).toBe(400);

    expect((await send(url, { ...choice, ...declared, since: '2999-01-01' })).body).toContain(
      'a day that is not to come',
    );
    await send(url, { ...choice, ...declared });
    await go();
    const shown = (await page(url)).body;
    expect(shown).toContain('Add 1 reader');
    const [, version = ''] = /name="version" value="([\w-]{12})"/.exec(shown) ?? [];
    await send(url, { ...choice, ...declared, aim: 'suppress' });
    await go();
    const outrun = await send(`${url}/start`, { version });
    expect([outrun.statusCode, outrun.body.includes('gone on in the meantime')]).toEqual([400, true]);
    await send(url, { ...choice, ...declared });
    await go();
    expect((await send(`${url}/start`, { version })).headers.location).toBe(url);
    expect((await page(url)).body).toContain('Pause');
    // The answer to a form has the URL of the form, which nobody can open.
    const pressed = await send(`${url}/start`);
    expect(pressed.statusCode).toBe(400);
    expect(pressed.body).toContain(`http-equiv="refresh" content="5; url=${url}"`);
    expect(pressed.body).toContain(`data-whole="${url}"`);
    await go();
    const done = (await page(url)).body;
    expect(done).toContain('What became of each line');
    expect(done).toContain('One mail a week.');
    const ada = await findSubscriber(web.database, { address: 'ada@example.org' });
    expect(ada).toMatchObject({ state: 'active' });
    expect((await page(`/admin/readers/${ada?.id}`)).body).toContain('“One mail a week.”');
    expect((await page('/admin/imports')).body).toContain('done, 1 added as readers, 1 suppressed');

    const problems = await page(`${url}/problems`);
    expect(problems.headers['content-disposition']).toMatch(
      /^attachment; filename="import-\d+-problems.csv"$/,
    );
    expect(problems.body).toContain('eve@@example.org,"Eve, E",2,,3,,This is not an address');
    const again = String((await upload(problems.body.replace('@@', '@'))).headers.location);
    const mended = (await page(again)).body;
    expect(mended).toContain('>One mail a week.</textarea>');
    expect(mended).toMatch(/<option value="5" selected>UNSUB_TIME/);
    await send(again, { ...choice, ...declared });
    await go();
    expect((await page(again)).body).toContain('Add 1 reader');

    expect((await page(`${again}/cancel`)).body).toContain('Whoever came in by it stays.');
    expect((await send(`${again}/cancel`)).statusCode).toBe(303);
    expect((await send(`${again}/start`)).body).toContain('has gone on in the meantime');
  });

  it('are refused with what to do', async () => {
    const refused: [string | Buffer | null, string][] = [
      [null, 'Choose a file first.'],
      ['', 'The file is empty.'],
      [Buffer.from('504b030414000000', 'hex'), 'save the table as CSV'],
      ['email\n"a@example.org', 'A quotation mark that opens'],
      ['email\n', 'no line with a person'],
    ];
    for (const [file, words] of refused) {
      const answer = await upload(file);
      expect([answer.statusCode, answer.body.includes(words), words]).toEqual([400, true, words]);
    }
    expect((await upload(list, { token: 'of another session' })).statusCode).toBe(403);
    expect((await page('/admin/imports/999999')).statusCode).toBe(404);
    const octets = (async function* () {
      for (let part = 0; part <= MOST_OCTETS; part += 1_048_576) yield Buffer.alloc(1_048_576);
    })();
    const read = async () => {
      for await (const _ of boundedOctets(octets));
    };
    await expect(read()).rejects.toMatchObject({ details: { reason: 'too-large' } });
  });

  it('arrive one at once of each who brings them, and a few of all', async () => {
    const places = openUploadPlaces();
    const ends: (() => void)[] = [];
    const hold = (name: string) =>
      places.within({ kind: 'key', id: null, name }, () => new Promise<void>((end) => void ends.push(end)));
    const held = ['a', 'b', 'c', 'd'].map(hold);
    await expect(hold('a')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { reason: 'one-at-once' },
    });
    await expect(hold('e')).rejects.toMatchObject({ code: 'OVERLOADED', details: { reason: 'all-taken' } });
    for (const end of ends.splice(0)) end();
    await Promise.all(held);
    const failed = places.within({ kind: 'key', id: null, name: 'a' }, () =>
      Promise.reject(new Error('cut')),
    );
    await expect(failed).rejects.toThrow('cut');
    // What is sent once more waits for the end of what was broken off.
    const broken = hold('a');
    const again = hold('a');
    ends.pop()?.();
    await broken;
    await waitFor('its place', () => ends.length === 1);
    ends.pop()?.();
    await again;

    const { octets, type } = await bodyOf(list);
    const slow = new PassThrough();
    slow.write(octets.subarray(0, -100));
    const first = sent(slow, type);
    await waitFor('the first list to arrive', async () => {
      const { rows } = await web.database.query("SELECT FROM imports WHERE state = 'reading'");
      return rows.length === 1;
    });
    const second = await upload(list);
    expect(second.statusCode).toBe(429);
    expect(second.body).toContain('Another list of yours is still arriving.');
    slow.end(octets.subarray(-100));
    expect((await first).statusCode).toBe(303);
  });

  it('come by the API as well', async () => {
    const api = (
      method: 'GET' | 'POST' | 'PUT',
      path: string,
      payload?: string | object,
      type = 'text/csv',
    ) =>
      web.server.inject({
        ...{ method, url: `/api/v1/admin${path}` },
        headers: {
          authorization: `Bearer ${adminKey}`,
          ...(payload === undefined
            ? {}
            : { 'content-type': typeof payload === 'string' ? type : 'application/json' }),
        },
        ...(payload === undefined ? {} : { payload }),
      });
    const jsonLines = '{"email":"zoe@example.org"}\n{"email":"no address"}\n';
    const made = await api('POST', '/imports?name=people', jsonLines, 'application/json');
    expect(made.statusCode).toBe(201);
    const { id, mapping } = made.json() as { id: number; mapping: object };
    expect(mapping).toEqual({ address: 0 });
    expect((await api('POST', '/imports', '')).json()).toMatchObject({ code: 'INPUT_INVALID' });
    expect((await api('PUT', `/imports/${id}`, { mapping, aim: 'invite', invitesHour: 7 })).statusCode).toBe(
      200,
    );
    expect((await api('POST', `/imports/${id}/check`)).json()).toMatchObject({ state: 'checking' });
    await go();
    expect((await api('GET', `/imports/${id}`)).json()).toMatchObject({
      ...{ state: 'checked', done: 2, checked: { invited: 1, invalid: 1 } },
    });
    expect((await api('GET', `/imports/${id}/lines`)).json()).toMatchObject({
      lines: [{ verdict: 'invited' }, { verdict: 'invalid', problem: 'not-an-address' }],
    });
    expect((await api('GET', `/imports/${id}/problems`)).body).toContain('no address,This is not an address');
    const { version } = (await api('GET', `/imports/${id}`)).json() as { version: string };
    expect((await api('POST', `/imports/${id}/start?version=other`)).statusCode).toBe(400);
    expect((await api('POST', `/imports/${id}/start?version=${version}`)).json()).toMatchObject({
      state: 'running',
    });
    await api('POST', `/imports/${id}/pause`);
    expect((await api('POST', `/imports/${id}/resume`)).json()).toMatchObject({ state: 'running' });
    await go();
    const { imports } = (await api('GET', '/imports?limit=2')).json() as { imports: object[] };
    expect(imports).toMatchObject([
      { state: 'failed' },
      { id, state: 'done', counts: { invited: 1, invalid: 1 } },
    ]);
    expect((await api('POST', `/imports/${id}/cancel`)).statusCode).toBe(400);
  });
});

it.each([
  ['cancelled', 'basis'],
  ['cancelled', 'columns'],
  ['failed', 'packed'],
])('a list that is %s says why: %s', async (state, reason) => {
  const { en, de } = await shippedTexts();
  const told = [en, de].map((texts) => reasonWords(texts, state, reason));
  expect(told).toEqual([en, de].map(({ t }) => t(`admin-imports.fault-${reason}` as TextKey)));
  expect(reasonWords(en, state, null)).toBeNull();
});
