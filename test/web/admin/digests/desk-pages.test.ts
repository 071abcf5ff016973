import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../../src/cli/cli-actor.js';
import { assembleDigest } from '../../../../src/digests/assemble-digest.js';
import { curate } from '../../../../src/digests/curate.js';
import { releaseDigest } from '../../../../src/store/digests/digests.js';
import { savePapers } from '../../../../src/store/papers/papers.js';
import { listedPaper } from '../../../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../../open-web.js';
import { addOperator, ask, signedIn } from '../operator-sessions.js';

let web: OpenWeb;
let editor: string;

/** Puts papers on a list, the first with the most upvotes. */
async function list(date: string, ids: readonly string[]): Promise<void> {
  const observedAt = new Date(`${date}T04:00:00Z`);
  const papers = ids.map((id, index) => listedPaper({ id, date, upvotes: 90 - index, observedAt }));
  await savePapers(web.database, papers);
}

const read = async (url: string) => (await ask(web, { url, token: editor })).body;
/** What stands between two pieces of a page, as words. */
const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

beforeAll(async () => {
  web = await openWeb({ now: new Date('2026-03-24T07:00:00Z') });
  editor = await signedIn(web, await addOperator(web, 'editor'));
  await list('2026-03-23', ['2603.00001', '2603.00002']);
  await list('2026-03-24', ['2603.00003', '2603.00004', '2603.00005']);
  const frozen = {
    kind: 'daily',
    period: '2026-03-23',
    listDate: '2026-03-23',
    strategy: 'upvotes',
  } as const;
  const { id } = await assembleDigest(web.database, { ...frozen, now: new Date('2026-03-23T08:00:00Z') });
  await releaseDigest(web.database, id, new Date('2026-03-23T08:00:00Z'));
});
afterAll(() => web.close());

describe('the calendar of digests', () => {
  it('says what relays took on a day', async () => {
    const day = '2026-03-23';
    await web.database.query(
      `INSERT INTO counted_days (day, starts, ends, incomplete, counted_at) VALUES ($1::date, $1::date, $1::date + 1, false, now())`,
      [day],
    );
    await web.database.query(
      `INSERT INTO daily_numbers (measure, dimension, day, label, value)
       VALUES ('mail.sent', 'relay', $1, 'main', 4000), ('mail.sent', 'relay', $1, 'other', 812),
              ('mail.sent', 'domain', $1, '*', 4812)`,
      [day],
    );
    expect(words(await read('/admin/digests'))).toContain('Released 2 papers 4,812 mails sent');
  });

  it('says of each day of a month where its digest stands, and what comes next', async () => {
    const body = await read('/admin/digests');
    expect(body).toContain('href="/admin/digests?month=2026-02"');
    expect(body).toContain('href="/admin/digests?month=2026-04"');
    expect(body.match(/href="\/admin\/digests\/2026-03-\d\d"/g)?.length).toBeGreaterThanOrEqual(31);
    const text = words(body);
    expect(text).toContain('23 Mon, Mar 23 Released 2 papers');
    expect(text).toContain('28 Sat, Mar 28 Rest day');
    expect(text).toContain('20 Fri, Mar 20 Not made');
    expect(body).toContain('href="/admin/digests/2026-W13"');
    expect(body).toContain('href="/admin/digests/2026-03"');
  });

  it('shows any month, and this one for what is none', async () => {
    expect(await read('/admin/digests?month=2024-02')).toContain('/admin/digests/2024-02-29');
    expect(await read('/admin/digests?month=2026-13')).toContain('March 2026');
  });
});

describe('the desk of a digest', () => {
  it('shows what would freeze now, with scores, and what is hidden', async () => {
    const deciding = { database: web.database, clock: () => web.now, log: { info: () => undefined } };
    const digest = { kind: 'daily', period: '2026-03-24' } as const;
    await curate(deciding, cliActor(), { action: 'pin', paper: '2603.00005', digest, note: 'Read this.' });
    await curate(deciding, cliActor(), { action: 'hide', paper: '2603.00003', digest, note: null });
    const text = words(await read('/admin/digests/2026-03-24'));
    expect(text).toMatch(/1 Invented paper 2603\.00005 pinned .* 2 Invented paper 2603\.00004 /);
    expect(text).toMatch(/upvotes \+\d/);
    expect(text).toContain('Read this.');
    expect(text).toMatch(/Hidden .*Invented paper 2603\.00003/);
    expect(words(await read('/admin/digests'))).toContain('24 Tue, Mar 24 Open one chosen');
  });

  it('shows a frozen list, one that is not read yet, and nothing under a name that is none', async () => {
    expect(words(await read('/admin/digests/2026-03-23'))).toMatch(/1 Invented paper 2603\.00001/);
    expect(words(await read('/admin/digests/2026-03-27'))).toContain('No list of it was read yet');
    expect((await ask(web, { url: '/admin/digests/2026-02-30', token: editor })).statusCode).toBe(404);
  });
});

describe('the acts of the desk', () => {
  const url = '/admin/digests/2026-03-24';
  const send = (path: string, form: Readonly<Record<string, string>> = {}) =>
    ask(web, { method: 'POST', url: `${url}${path}`, token: editor, form });
  const numberOf = async (paperId: string) => {
    const { rows } = await web.database.query<{ id: number }>(
      'SELECT id FROM curations WHERE paper_id = $1 AND ended_at IS NULL',
      [paperId],
    );
    return rows[0]?.id ?? 0;
  };

  it('pin, order, note, hide and show again, and say so', async () => {
    const links = [
      'https://www.alphaxiv.org/abs/2603.00004v1',
      'https://huggingface.co/papers/2603.00004',
      'https://doi.org/10.48550/arXiv.2603.00004',
    ];
    for (const paper of links) {
      const answer = await send('/papers', { action: 'pin', paper, note: 'Mine.' });
      expect(answer.headers.location).toBe(`${url}?done=pin#papers`);
    }
    expect(words(await read(url))).toMatch(/1 Invented paper 2603\.00005 .* 2 Invented paper 2603\.00004 /);
    await send(`/curations/${await numberOf('2603.00004')}/up`);
    const moved = words(await read(`${url}?done=up`));
    expect(moved).toContain('The pin is higher.');
    expect(moved).toMatch(
      /1 Invented paper 2603\.00004 pinned by editor .*Mine\..* 2 Invented paper 2603\.00005 /,
    );
    await send(`/curations/${await numberOf('2603.00004')}/note`, { note: 'Another word.' });
    await send(`/curations/${await numberOf('2603.00003')}/end`);
    const text = words(await read(url));
    expect(text).toContain('Another word.');
    expect(text).toMatch(/3 Invented paper 2603\.00003/);
  });

  it('answer what cannot be taken with a sentence, and keep what was typed', async () => {
    const typed = [
      ['https://doi.org/10.1145/3292500.3330701', 'This names no arXiv paper'],
      ['2603.99999', '2603.99999 is on no list that was read'],
      ['2603.00001', 'The digest of 2026-03-23 holds this paper already'],
    ] as const;
    for (const [paper, sentence] of typed) {
      const answer = await send('/papers', { action: 'add', paper, note: 'A word.' });
      expect(answer.statusCode).toBe(422);
      expect(words(answer.body)).toContain(sentence);
      expect(answer.body).toContain(`value="${paper}"`);
      expect(answer.body).toContain('value="A word."');
    }
    const frozen = await ask(web, {
      ...{ method: 'POST', token: editor, form: { paper: '2603.00003', action: 'pin' } },
      url: '/admin/digests/2026-03-23/papers',
    });
    expect(words(frozen.body)).toContain('The digest of 2026-03-23 is frozen meanwhile');
    const gone = await send('/curations/999/end');
    expect(gone.statusCode).toBe(404);
  });

  it('draft intro and subject by language, which the digest and its page have then', async () => {
    const saved = await send('/words/en', { intro: 'Good <morning>.\n\nMore', subject: '{title} & co.' });
    expect(saved.headers.location).toBe(`${url}?done=words#words`);
    const body = await read(url);
    expect(body).toMatch(/name="intro"[^>]*>\s*Good &lt;morning&gt;\.\n\nMore<\/textarea>/);
    expect(body).toContain('value="{title} &amp; co."');
    const long = await send('/words/de', { intro: 'x'.repeat(2_001), subject: 'Betreff' });
    expect(long.statusCode).toBe(422);
    expect(words(long.body)).toContain('An intro has 2,000 characters at most');
    expect(long.body).toContain('value="Betreff"');
    const api = await web.server.inject({
      url: '/api/v1/admin/digests/2026-03-24/draft',
      headers: { authorization: `Bearer ${adminKey}` },
    });
    expect(api.json()).toMatchObject({
      listed: true,
      words: [{ language: 'en', intro: 'Good <morning>.\n\nMore' }],
    });
    const asked = {
      kind: 'daily',
      period: '2026-03-24',
      listDate: '2026-03-24',
      strategy: 'upvotes',
    } as const;
    const { id } = await assembleDigest(web.database, { ...asked, now: new Date('2026-03-24T08:00:00Z') });
    await releaseDigest(web.database, id, web.now);
    const page = (await ask(web, { url: '/digests/2026-03-24', token: null })).body;
    expect(page).toMatch(/<div class="intro">\s*<p dir="auto">Good &lt;morning&gt;\.<\/p>/);
    expect(words(await read(url))).toContain('Intro and subject English Subject: {title} &amp; co.');
  });

  it('have no forms for whom they are not', async () => {
    const token = await signedIn(web, await addOperator(web, 'viewer'));
    const { body } = await ask(web, { url, token });
    expect(body).not.toMatch(
      /(?:papers|curations|words)\/?[^"]*" *name="token"|admin\/digests\/[\d-]+\/(?:papers|curations|words)/,
    );
  });
});

describe('the preview', () => {
  const url = '/admin/digests/2026-03-24/preview';

  it('shows the mail in a frame of its own, in either theme, as text, and in each language', async () => {
    const body = await read(`${url}?language=de&theme=dark`);
    expect(body).toContain(`src="${url}/html?language=de&amp;theme=dark"`);
    expect(body).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const frame = await ask(web, { url: `${url}/html?language=de&theme=dark`, token: editor });
    expect(frame.headers['content-security-policy']).toContain('sandbox allow-popups');
    expect(frame.body).toContain('Invented paper 2603.00004');
    expect(frame.body).toContain('@media all');
    expect(frame.body).not.toContain('prefers-color-scheme');
    const light = await ask(web, { url: `${url}/html?theme=light`, token: editor });
    expect(light.body).toContain('@media not all');
    expect(words(await read(`${url}?part=text`))).toContain('Good &lt;morning&gt;.');
    expect(words(await read('/admin/digests/2026-03-27/preview'))).toContain(
      'There is nothing to show so far',
    );
  });

  it('hands a test to the workers, and says where there is nothing to send', async () => {
    const answer = await ask(web, { method: 'POST', url: `${url}?language=de`, token: editor });
    expect(answer.headers.location).toBe(`${url}?language=de&done=tested`);
    const [job] = await web.backend.openQueue('mail').getJobs(['waiting']);
    expect(job?.data).toMatchObject({ test: { digest: '2026-03-24', language: 'de', ruleSetId: null } });
    expect(JSON.stringify(job?.data)).not.toContain('@');
    const early = await ask(web, {
      ...{ method: 'POST', token: editor },
      url: '/admin/digests/2026-03-27/preview',
    });
    expect(early.statusCode).toBe(409);
    expect(words(early.body)).toContain('There is nothing to send so far');
  });
});
