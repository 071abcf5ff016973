import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { consentWordings } from '../../src/subscribers/consent-wording.js';
import { listedPaper } from '../support/listed-paper.js';
import { type OpenWeb, openWeb } from './open-web.js';
import { saidOutsideTexts, writePseudoTexts } from './pseudo-language.js';

const date = '2026-03-24';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Names and data that are the same in every language, and dates, which the platform writes. */
const data = new RegExp(
  [
    'Broadsheet|API|Atom|RSS|arXiv|PDF|BibTeX|RIS|CSL.JSON|Europe/Berlin|UTC|you@example.org',
    'Ada Example|Bo the Sample, \\{Jr.\\}|Institute of Examples|one · two|umbrellas|A. Sample',
    'Invented paper 2603.0000\\d|What the invented paper 2603.0000\\d would say|invented(?: after:soon)?|zzzz',
    // Said by the mail, in English.
    'follows: ',
    '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun',
    'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?',
  ].join('|'),
  'g',
);

describe('the words of pages', () => {
  let web: OpenWeb;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-texts-'));
    await writePseudoTexts(folder);
    web = await openWeb({ mailbox: true, environment: { TEXTS: folder } });
    const ids = ['2603.00001', '2603.00002'];
    await savePapers(
      web.database,
      ids.map((id) => listedPaper({ id, date })),
    );
    await savePapers(web.database, [
      listedPaper({ id: ids[0] ?? '', date, upvotes: 90, observedAt: new Date('2026-03-24T09:00:00Z') }),
    ]);
    const order = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
    await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await web.database.query('UPDATE digests SET released_at = $1', [web.now]);
  });
  afterAll(async () => {
    await web.close();
    await rm(folder, { recursive: true, force: true });
  });

  const unsaid = (html: string): string[] =>
    saidOutsideTexts(html.replaceAll(consentWordings.en.text, ''))
      .map((rest) => rest.replace(data, '').trim())
      .filter((rest) => /\p{L}/u.test(rest));

  it.each([
    '/',
    '/daily/2026-03-21',
    '/daily/2026-03-30',
    '/trending',
    '/week/2026-W13',
    '/month/2026-03',
    '/papers/2603.00001',
    '/digests',
    '/digests?kind=weekly',
    '/digests/2026-03-24',
    '/search',
    '/search?q=invented+after:soon',
    '/search?q=zzzz',
    '/search/subscribe?q=invented+-umbrellas',
    '/preview',
    '/subscribe',
    '/mailbox',
    '/nowhere',
    '/daily?date=x',
    '/confirm/x',
    '/digests/2026-01-01',
  ])('come from the catalogues on %s', async (url) => {
    const { body } = await web.server.inject({ url, headers: { accept: 'text/html' } });
    expect(body).toContain('⟦');
    expect(unsaid(body)).toEqual([]);
  });

  it.each([
    ['/subscribe', 'address='],
    ['/subscribe', 'address=nobody&time=08:07'],
    ['/subscribe', 'address=new%40example.org'],
    ['/preview', 'maxPapers=1'],
    ['/preview', 'follow.topics=astrology&follow.categories=x+y'],
  ])('come from the catalogues in the answer of %s to %s', async (url, payload) => {
    const { body } = await web.server.inject({ method: 'POST', url, headers: form, payload });
    expect(body).toContain('⟦');
    expect(unsaid(body)).toEqual([]);
  });

  it('are German for who asks for German', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
    const answer = await web.server.inject({ url: '/', headers });
    expect(answer.headers).toMatchObject({ 'content-language': 'de' });
    expect(answer.body).toContain('<html lang="de">');
    expect(answer.body).toContain('Arbeiten des Tages');
    expect(answer.body).toContain('Dienstag, 24. März 2026');
    const signup = {
      url: '/subscribe',
      payload: 'address=neu%40example.org',
      headers: { ...headers, ...form },
    };
    expect((await web.server.inject({ method: 'POST', ...signup })).body).toContain(
      'Sehen Sie in Ihren Posteingang',
    );
    const { rows } = await web.database.query(
      "SELECT wording FROM signups WHERE address = 'neu@example.org'",
    );
    expect(rows).toEqual([{ wording: 'form-1-de' }]);
  });
});
