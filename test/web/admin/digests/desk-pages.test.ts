import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../../../src/cli/cli-actor.js';
import { assembleDigest } from '../../../../src/digests/assemble-digest.js';
import { curate } from '../../../../src/digests/curate.js';
import { decisionVersion } from '../../../../src/digests/curation-checks.js';
import { noRules } from '../../../../src/model/rules.js';
import { releaseDigest } from '../../../../src/store/digests/digests.js';
import { saveRuleSet } from '../../../../src/store/editions/rule-sets.js';
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
  web = await openWeb({ now: new Date('2026-03-24T07:00:00Z'), mailbox: true });
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
  it('says what relays took of a digest, on whichever day', async () => {
    const day = '2026-03-23';
    const next = '2026-03-24';
    await web.database.query(
      `INSERT INTO counted_days (day, starts, ends, incomplete, counted_at)
       SELECT day, day, day + 1, false, now() FROM unnest($1::date[]) AS d (day)`,
      [[day, next]],
    );
    await web.database.query(
      `INSERT INTO daily_numbers (measure, dimension, day, label, value)
       VALUES ('mail.sent', 'digest', $1, 'daily:2026-03-23', 4000), ('mail.sent', 'digest', $2, 'daily:2026-03-23', 812),
              ('mail.sent', 'digest', $2, 'daily:2026-03-24', 17), ('mail.sent', 'digest', $2, 'gathered:2026-03-23', 5),
              ('mail.sent', 'relay', $1, 'main', 4000), ('mail.sent', 'relay', $2, 'main', 834)`,
      [day, next],
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
    expect(words(await read('/admin/digests/2026-03-27'))).toContain('No list of that day was read yet');
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
    const told = await read(`${url}?done=up`);
    expect(told.indexOf('role="status"'), 'where the browser goes on').toBeGreaterThan(
      told.indexOf('id="papers"'),
    );
    expect((await read(`${url}?done=hold`)).indexOf('role="status"')).toBeLessThan(
      told.indexOf('id="papers"'),
    );
    const moved = words(told);
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
      ...{ method: 'POST', token: editor, form: { paper: '2603.00003', action: 'pin', note: 'Too late.' } },
      url: '/admin/digests/2026-03-23/papers',
    });
    expect(words(frozen.body)).toContain('The digest of 2026-03-23 is frozen meanwhile');
    expect(words(frozen.body)).toContain('Not saved, because the digest was frozen: Too late.');
    const gone = await send('/curations/999/end');
    expect(gone.statusCode).toBe(404);
  });

  it('lose nothing where two editors write at once, and show each what the other wrote', async () => {
    const other = await signedIn(web, await addOperator(web, 'editor', 'Bo'));
    const byBo = (path: string, form: Readonly<Record<string, string>>) =>
      ask(web, { method: 'POST', url: `${url}${path}`, token: other, form });
    const versionIn = (html: string, form: string) =>
      new RegExp(`action="${url}${form}".*?name="version" value="([^"]+)"`, 's').exec(html)?.[1] ?? '';
    const opened = await read(url);
    const version = versionIn(opened, '/words/en');
    expect((await byBo('/words/en', { intro: 'Of Bo.', subject: 'Bo', version })).statusCode).toBe(303);
    const mine = { intro: 'Of the <editor>.', subject: 'Mine', version };
    const late = await send('/words/en', mine);
    expect(late.statusCode).toBe(409);
    const text = words(late.body);
    expect(text).toContain('Bo saved this Mar 24, 2026, 07:00 UTC, while you wrote.');
    expect(text).toContain('Subject: Bo Of Bo.');
    expect(late.body).toMatch(/name="intro"[^>]*>\s*Of the &lt;editor&gt;\.<\/textarea>/);
    expect(late.body).toContain('value="Mine"');
    expect(words(await read(url)), 'nothing was changed').toContain('Of Bo.');
    const again = { ...mine, version: versionIn(late.body, '/words/en') };
    expect((await send('/words/en', again)).statusCode, 'once it was read').toBe(303);
    expect((await byBo('/words/en', { ...mine, version })).statusCode, 'the same words').toBe(303);
    await send('/words/en', { intro: '', subject: '' });

    const note = `/curations/${await numberOf('2603.00004')}/note`;
    const paper = { paper: '2603.00004', version: versionIn(opened, note) };
    expect((await byBo(note, { ...paper, note: 'Bo was here.' })).statusCode).toBe(303);
    const noted = await send(note, { ...paper, note: 'So was I.' });
    expect(noted.statusCode).toBe(409);
    expect(words(noted.body)).toMatch(/Somebody else has decided .*Bo was here\./);
    expect(noted.body).toMatch(/<details class="desk-note-form" open>.*?value="So was I\."/s);
    const unpin = note.replace(/note$/, 'end');
    const unseen = await send(unpin, { version: versionIn(opened, unpin) });
    expect(unseen.statusCode, 'taken back with a note that was not seen').toBe(409);
    expect(await read(url)).toContain('Bo was here.');
    const undecided = /value="2603\.00003"><input type="hidden" name="version" value="([^"]+)"/.exec(
      opened,
    )?.[1];
    expect(undecided).toBe(decisionVersion(null));
    const pinned = { paper: '2603.00003', action: 'hide', version: undecided ?? '' };
    await byBo('/papers', { paper: '2603.00003', action: 'pin', note: 'Of Bo.' });
    expect((await send('/papers', pinned)).statusCode, 'hidden unseen').toBe(409);
    const ended = await numberOf('2603.00003');
    await byBo(`/curations/${ended}/end`, {});
    const gone = await send(`/curations/${ended}/note`, { paper: '2603.99998', note: 'Kept.' });
    expect(gone.statusCode).toBe(404);
    expect(gone.body, 'also where the paper is in no list any more').toContain('value="Kept."');
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

  it('shows what readers follow to whom that is permitted, or where several share it', async () => {
    const rulesOf = async (term: string, readers: number) => {
      const followed = { ...noRules, follow: { ...noRules.follow, keywords: [term] } };
      const ruleSet = await saveRuleSet(web.database, followed);
      for (let number = 0; number < readers; number += 1) {
        const { id } = await web.addReader(`${term}-${number}@example.net`);
        await web.database.query('UPDATE subscribers SET rule_set_id = $1 WHERE id = $2', [ruleSet, id]);
      }
      return ruleSet ?? 0;
    };
    const [own, shared] = [await rulesOf('lonely', 2), await rulesOf('popular', 3)];
    const operator = await signedIn(web, await addOperator(web, 'operator'));
    const seen = async (token: string) => words((await ask(web, { url, token })).body);
    expect(await seen(editor)).toContain('popular');
    expect(await seen(editor)).not.toContain('lonely');
    expect(await seen(operator)).toMatch(/popular.*lonely|lonely.*popular/);
    const statuses = async (token: string, rules: number) => {
      const all = [
        ask(web, { url: `${url}?rules=${rules}`, token }),
        ask(web, { url: `${url}/html?rules=${rules}`, token }),
        ask(web, { method: 'POST', url: `${url}?rules=${rules}`, token }),
      ];
      return (await Promise.all(all)).map(({ statusCode }) => statusCode);
    };
    expect(await statuses(editor, own), 'nor by its number').toEqual([403, 403, 403]);
    expect(await statuses(editor, shared)).not.toContain(403);
    expect(await statuses(operator, own)).not.toContain(403);
  });

  it('hands a test to the workers, and says where there is nothing to send', async () => {
    const answer = await ask(web, { method: 'POST', url: `${url}?language=de`, token: editor });
    expect(answer.headers.location).toBe(`${url}?language=de&done=tested`);
    const told = async (token: string) => (await ask(web, { url: `${url}?done=tested`, token })).body;
    expect(await told(editor)).toContain('operators and owners find it in the mailbox');
    expect(await told(editor)).not.toContain('href="/mailbox"');
    expect(await told(await signedIn(web, await addOperator(web, 'operator')))).toContain(
      'you find it here: <a href="/mailbox">',
    );
    const jobs = await web.backend.openQueue('mail').getJobs(['waiting']);
    const job = jobs.find(({ data }) => data.test.ruleSetId === null);
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
