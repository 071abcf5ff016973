import { afterAll, beforeAll, expect, it } from 'vitest';
import { assembleDigest } from '../../../../src/digests/assemble-digest.js';
import { savePapers } from '../../../../src/store/papers/papers.js';
import { listedPaper } from '../../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../../open-web.js';
import { addOperator, ask, signedIn } from '../operator-sessions.js';

const DAY = '2026-03-24';
const url = `/admin/digests/${DAY}`;

let web: OpenWeb;
let adaId: number;
let ada: string;
let editor: string;
beforeAll(async () => {
  const environment = { DIGEST_REVIEW: '45', DIGEST_APPROVAL: 'second' };
  web = await openWeb({ environment, now: new Date('2026-03-24T07:15:00Z') });
  adaId = await addOperator(web, 'operator', 'Ada');
  ada = await signedIn(web, adaId);
  editor = await signedIn(web, await addOperator(web, 'editor', 'Ed'));
  await savePapers(
    web.database,
    ['2603.00001', '2603.00002'].map((id) =>
      listedPaper({ id, date: DAY, upvotes: 7, observedAt: new Date(`${DAY}T04:00:00Z`) }),
    ),
  );
});
afterAll(() => web.close());

const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const look = async (token = ada) => words((await ask(web, { url, token })).body);
const act = async (name: string, form: Readonly<Record<string, string>> = {}) => {
  const answer = await ask(web, { method: 'POST', url: `${url}/${name}`, token: ada, form });
  return answer.statusCode === 303 ? String(answer.headers.location) : words(answer.body);
};

it('a digest is held, changed, frozen again, approved and released by forms', async () => {
  expect(await look()).toContain('It freezes Mar 24, 2026, 07:15 UTC');
  expect(await act('hold', { reason: 'wait for Bo' })).toBe(`${url}?done=hold`);
  expect(await look(), 'also before it is frozen').toContain(
    'Held by Ada since Mar 24, 2026, 07:15 UTC. wait for Bo',
  );
  const page = async (path: string) => words((await ask(web, { url: path, token: ada })).body);
  expect(await page('/admin/digests')).toContain('24 Tue, Mar 24 Held');
  expect(await page('/admin/digests')).toContain('Tue, Mar 24 Mar 24, 2026, 07:15 UTC Held');
  expect(await page('/admin')).toMatch(/Next digest .* held/i);
  const request = { kind: 'daily', period: DAY, listDate: DAY, strategy: 'trending', now: web.now } as const;
  const { frozenAt } = await assembleDigest(web.database, request);

  const held = await look();
  expect(held).toContain('What it holds can be changed now');
  expect(held).toContain('Lift the hold');
  expect(await look(editor), 'who may not decide').not.toContain('Lift the hold');
  expect(await look(editor)).toContain('Pin');
  const write = (intro: string, subject: string) =>
    ask(web, { method: 'POST', url: `${url}/words/en`, token: editor, form: { intro, subject } });
  await write('Drafted while it is held.', '');
  const drafted = (await ask(web, { url, token: editor })).body;
  expect(drafted, 'or the next form would send what froze in its place').toContain(
    'Drafted while it is held.',
  );
  expect(words(drafted)).toContain('Freeze it again to take that in');
  await write('', '');
  expect(await look()).not.toContain('Freeze it again to take that in');
  web.now = new Date('2026-03-24T07:30:00Z');
  const pinning = { action: 'pin', paper: '2603.00001', note: 'Not yet in it.' };
  await ask(web, { method: 'POST', url: `${url}/papers`, token: editor, form: pinning });
  const pinned = (await ask(web, { url, token: editor })).body;
  expect(pinned, 'what was decided can be taken back').toMatch(/curations\/\d+\/end/);
  expect(words(pinned)).toContain('Not yet in it.');
  const hiding = { action: 'hide', paper: '2603.00002' };
  await ask(web, { method: 'POST', url: `${url}/papers`, token: editor, form: hiding });
  expect(await look()).toContain('Freeze it again to take that in');
  expect(words((await ask(web, { url: `${url}/freeze-again`, token: ada })).body)).toContain(
    'The audit keeps the list',
  );
  expect(await act('freeze-again')).toBe(`${url}?done=freeze-again`);
  expect(await look()).toContain('one paper');

  expect(await act('approve', { frozenAt: frozenAt.toISOString() })).toContain(
    'frozen again since this page was opened',
  );
  expect(await act('approve', { frozenAt: web.now.toISOString() })).toBe(`${url}?done=approve`);
  expect(await act('release')).toContain('Somebody holds it');
  expect(await act('lift')).toBe(`${url}?done=lift`);
  const approved = await look();
  expect(approved).toContain('It goes out Mar 24, 2026, 08:00 UTC, unless somebody holds it');
  expect(approved).toContain('Approved by Ada');
  expect(await act('release')).toBe(`${url}?done=release`);
  const released = await look();
  expect(released).toContain('it is public, and readers get it at their own times');
  expect(released).not.toContain('Hold it');
  expect(await act('hold')).toContain('It has left already');
});

it('whoever edited it is told that somebody else has to approve it', async () => {
  const next = '/admin/digests/2026-03-25';
  await savePapers(web.database, [
    listedPaper({
      id: '2603.00003',
      date: '2026-03-25',
      upvotes: 7,
      observedAt: new Date('2026-03-25T04:00:00Z'),
    }),
  ]);
  const hiding = { action: 'hide', paper: '2603.00001' };
  const hidden = await ask(web, { method: 'POST', url: `${next}/papers`, token: ada, form: hiding });
  expect(hidden.statusCode, hidden.body).toBe(303);
  const request = {
    kind: 'daily',
    period: '2026-03-25',
    listDate: '2026-03-25',
    strategy: 'trending',
  } as const;
  await assembleDigest(web.database, { ...request, now: new Date('2026-03-25T07:15:00Z') });
  web.now = new Date('2026-03-25T07:20:00Z');
  // A session is over after half a day.
  ada = await signedIn(web, adaId);
  const form = { frozenAt: '2026-03-25T07:15:00.000Z' };
  const answer = await ask(web, { method: 'POST', url: `${next}/approve`, token: ada, form });
  expect(answer.statusCode).toBe(409);
  expect(words(answer.body)).toContain('You edited this digest, so somebody else has to approve it');
});
