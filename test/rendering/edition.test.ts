import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { type CompiledDigest, compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { chooseEdition, wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import type { Templates } from '../../src/rendering/templates.js';
import { checkMessage } from '../support/check-message.js';
import { emailTemplates } from './email-templates.js';
import {
  inventedDigest,
  inventedEntry,
  inventedPaper,
  ordinaryDigest,
  reader,
  site,
} from './invented-digest.js';

let templates: Templates;

beforeAll(async () => {
  templates = await emailTemplates();
});

/** Text and HTML of the whole digest, after the message was checked. */
async function read(digest: DigestWithPapers, choose = wholeEdition) {
  const compiled = await compileDigest(templates, site, digest);
  const raw = messageBytes(composeDigest(choose(compiled), reader));
  expect(await checkMessage(raw, { expectList: true, holds: ['1 Invented Street'] })).toEqual([]);
  const { text = '', html = '', subject } = await PostalMime.parse(raw);
  return { text, html, subject, octets: Buffer.byteLength(html) };
}

const pick =
  (...papers: number[]) =>
  (compiled: CompiledDigest) =>
    chooseEdition(compiled, papers);

describe('an edition', () => {
  it('shows ten papers at more length behind a glance at them, and the rest in a row each', async () => {
    const { text, html } = await read(ordinaryDigest(13));
    for (const part of [text.replace(/\s+/g, ' '), html]) {
      const places = ['Today in 30 seconds', 'Ten papers', '3 more', 'All 13 papers on the web'].map(
        (words) => part.toLowerCase().indexOf(words.toLowerCase()),
      );
      expect(places).toEqual([...places].sort((left, right) => left - right));
      expect(places).not.toContain(-1);
      expect(part.split('Invented paper 1:')).toHaveLength(3);
      expect(part.split('Invented paper 11:')).toHaveLength(2);
      expect(part).toContain('3 in a line each');
      expect(part).toContain('Sentences from the abstracts.');
    }
  });

  it.each([
    [5, false, false],
    [6, true, false],
    [10, true, false],
    [11, true, true],
  ])('of %i papers has the glance: %s, rows: %s', async (count, glance, rows) => {
    const { html } = await read(ordinaryDigest(count));
    expect(html.includes('Today in 30 seconds')).toBe(glance);
    expect(html.includes('id="more"')).toBe(rows);
  });

  it('links each line at a glance to its paper below, which stands there once', async () => {
    const { html } = await read(ordinaryDigest(31));
    for (let position = 1; position <= 10; position += 1) {
      expect(html).toContain(`href="#p${position}"`);
    }
    for (let position = 1; position <= 31; position += 1) {
      expect(html.split(`id="p${position}"`)).toHaveLength(2);
    }
    expect(html).toContain('href="#more"');
  });

  it('opens the reader’s own page at each paper, from bytes that all readers share', async () => {
    const { html } = await read(ordinaryDigest(12));
    const own = (id: string) => html.split(`href="${reader.answersUrl}?paper=${id}"`).length - 1;
    expect([own('2603.10001'), own('2603.10010'), own('2603.10011')]).toEqual([2, 2, 0]);
  });

  it('counts what it holds, of all where rules left papers out', async () => {
    const listed = inventedDigest(
      ordinaryDigest(9).papers.map((paper) => ({ ...paper, listedBy: ['huggingface', 'arxiv'] })),
    );
    expect((await read(listed)).text).toContain('9 papers chosen by AK and the research community');
    expect((await read(listed, pick(6, 2))).text).toContain('2 of 9 papers chosen by AK');
  });

  it.each([
    [['arxiv'], '3 papers new on arXiv'],
    [['file:ours'], '3 papers from the list “ours”'],
    [['arxiv', 'file:ours'], '3 papers from the list “ours”'],
  ])('says who chose the papers of %j', async (listedBy, line) => {
    const papers = ordinaryDigest(3).papers.map((paper) => ({ ...paper, listedBy }));
    const { text, html } = await read(inventedDigest(papers));
    expect(text).toContain(line);
    expect(html).toContain(line);
    expect(html).not.toContain('AK and');
  });

  it('names several sources', async () => {
    const sources = [['huggingface'], ['file:ours'], ['arxiv']];
    const papers = ordinaryDigest(3).papers.map((paper, index) => ({
      ...paper,
      listedBy: sources[index] ?? [],
    }));
    const { text } = await read(inventedDigest(papers));
    expect(text).toContain('3 papers from Hugging Face, the list “ours”, and arXiv');
  });

  it('leads with its own first paper and keeps the rank it has in the digest', async () => {
    const { text, html, subject } = await read(ordinaryDigest(9), pick(6, 2));
    expect(subject).toMatch(/^Invented paper 7: .*, and 1 more$/);
    expect(text).toMatch(/\n7\. {2}Invented paper 7[\s\S]*\n3\. {2}Invented paper 3/);
    expect(html).toMatch(/>7<\/span>[\s\S]*>3<\/span>/);
    expect(html).not.toContain('Invented paper 1:');
  });

  it('has a preheader that names the papers after the first', async () => {
    const { html } = await read(ordinaryDigest(9), pick(6, 2, 4));
    expect(html).toMatch(/display:none[^>]*>\s*Also: Invented paper 3:[^<]* · Invented paper 5:/);
  });

  it('keeps 92 papers under the size that Gmail clips, all of them named', async () => {
    const { text, html, octets, subject } = await read(ordinaryDigest(92));
    expect(octets).toBeLessThan(102_000);
    expect(octets).toBeGreaterThan(60_000);
    expect(subject).toMatch(/, and 91 more$/);
    for (let number = 1; number <= 92; number++) {
      expect(html).toContain(`Invented paper ${number}:`);
      expect(text).toContain(`Invented paper ${number}:`);
    }
    expect(html).not.toContain('See all');
    expect(html.indexOf('Unsubscribe')).toBeGreaterThan(html.indexOf('Invented paper 92:'));
  });

  it('links to the whole digest where not even the titles fit', async () => {
    const { text, html, octets } = await read(ordinaryDigest(600));
    expect(octets).toBeLessThan(102_000);
    expect(html).toMatch(
      /<a [^>]*href="https:\/\/papers\.example\.org\/digests\/2026-03-24"[^>]*>See all 600 papers<\/a>/,
    );
    expect(text).toContain('See all 600 papers:\nhttps://papers.example.org/digests/2026-03-24');
  });

  it('counts in octets, so that other scripts fit as well', async () => {
    const cjk = { title: '论文标题'.repeat(40), abstract: '这个摘要是编造的。'.repeat(200) };
    const digest = inventedDigest(Array.from({ length: 92 }, (_, index) => inventedEntry(index + 1, cjk)));
    expect((await read(digest)).octets).toBeLessThan(102_000);
  });

  it('is a message also for one paper and for none', async () => {
    const one = await read(ordinaryDigest(1));
    expect(one.subject).toBe('Invented paper 1: a title of ordinary length for a made-up method');
    const none = await read(ordinaryDigest(0));
    expect(none.subject).toBe('No new papers');
    expect(none.text).toContain('No new papers were listed.');
  });

  it('takes 573 authors, titles of 167 characters and names from right to left', async () => {
    const { text, html } = await read(
      inventedDigest([
        inventedEntry(1, { authors: Array.from({ length: 573 }, (_, index) => `A. Sample ${index}`) }),
        inventedEntry(2, { title: 'A long title '.repeat(13).slice(0, 167), authors: ['א. דוגמה', 'مثال'] }),
        inventedEntry(3, { title: 'למידה עמוקה عميق' }),
      ]),
    );
    for (const part of [text, html]) {
      const line = part.replace(/&nbsp;|\s+/g, ' ');
      expect(line).toContain('A. Sample 0 … A. Sample 572 (573 authors) · ▲ 499 · 3 comments · code ★ 980');
      expect(part).toContain('למידה עמוקה عميق');
    }
    expect(html).toMatch(/<h3[^>]* dir="auto"[^>]*>[\s\S]{0,200}<a [^>]*>למידה/);
  });

  it('escapes what it is given, in both parts readably', async () => {
    const { text, html } = await read(
      inventedDigest([
        inventedEntry(1, { title: '<swi> & "R$^3$L" at $5', abstract: 'One.\n\n\\textit{Two} `<b>`.' }),
      ]),
    );
    expect(html).toContain('&lt;swi&gt; &amp; &#34;R<sup>3</sup>L&#34; at $5');
    expect(html).toContain('One. <em>Two</em> <code>&lt;b&gt;</code>.');
    expect(text).toContain('<swi> & "R³L" at $5');
    expect(text).toContain('One. Two `<b>`.');
  });
});

describe('an edition by rules', () => {
  const three = [0, 1, 2];

  it.each([
    ['full', 6],
    ['short', 1],
    ['titles', 0],
  ] as const)('with abstracts as %s', async (abstracts, mentions) => {
    const { text } = await read(ordinaryDigest(3), (compiled) =>
      chooseEdition(compiled, three, { abstracts }),
    );
    const flat = text.replace(/\s+/g, ' ');
    expect(flat.split('This abstract of paper 2 is invented.')).toHaveLength(mentions + 1);
    expect(flat).toContain(abstracts === 'titles' ? '3 PAPERS' : 'THREE PAPERS');
  });

  it('shortens whole abstracts before it leaves out any, and titles last', async () => {
    const { html, octets } = await read(ordinaryDigest(92), (compiled) =>
      chooseEdition(
        compiled,
        compiled.titles.map((_, index) => index),
        { abstracts: 'full' },
      ),
    );
    expect(octets).toBeLessThan(102_000);
    for (let number = 1; number <= 92; number++) expect(html).toContain(`Invented paper ${number}:`);
  });

  it('says why a paper is there, escaped, in both parts', async () => {
    const reasonLines = new Map([
      [0, ['follows: <diffusion> & more · 499 upvotes since Monday']],
      [2, ['follows: cs.CL', 'like “Invented”, which you saved']],
    ]);
    const { text, html } = await read(ordinaryDigest(3), (compiled) =>
      chooseEdition(compiled, three, { reasonLines }),
    );
    expect(text).toContain('    follows: <diffusion> & more · 499 upvotes since Monday');
    expect(html).toContain(
      '<b>For you:</b> follows: &lt;diffusion&gt; &amp; more · 499 upvotes since Monday</p>',
    );
    expect(html.indexOf('follows: cs.CL')).toBeGreaterThan(html.indexOf('Invented paper 3:'));
    expect(html.split('follows:')).toHaveLength(3);
    expect(text).toContain('    follows: cs.CL\n    like “Invented”, which you saved');
  });

  it('is the same bytes whether its blocks are joined once or put in order for one message', async () => {
    const papersOf30 = ordinaryDigest(30).papers.map((paper, index) =>
      index % 3 === 0 ? { ...paper, picture: 'b'.repeat(32) } : paper,
    );
    const compiled = await compileDigest(templates, site, inventedDigest(papersOf30));
    const forms = ['short', 'full', 'titles'] as const;
    const papers = fc.shuffledSubarray(
      compiled.titles.map((_, paper) => paper),
      { minLength: 1 },
    );
    const lines = fc.dictionary(fc.nat(29).map(String), fc.array(fc.string(), { maxLength: 2 }));
    fc.assert(
      fc.property(
        papers,
        lines,
        fc.constantFrom(...forms),
        fc.boolean(),
        (order, given, abstracts, pictures) => {
          const reasonLines = new Map(Object.entries(given).map(([paper, why]) => [Number(paper), why]));
          const bytes = (single: boolean) =>
            messageBytes(
              composeDigest(
                chooseEdition(compiled, order, { reasonLines, abstracts, pictures, single }),
                reader,
              ),
            );
          expect(bytes(true).equals(bytes(false))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts what it says of why into the size that fits', async () => {
    const reasonLines = new Map(
      Array.from({ length: 92 }, (_, index) => [index, [`follows: ${'invented '.repeat(30)}`]]),
    );
    const { octets } = await read(ordinaryDigest(92), (compiled) => wholeEdition(compiled, { reasonLines }));
    expect(octets).toBeLessThan(102_000);
  });

  it('shows the reader’s own date', async () => {
    const date = 'Wednesday, March 25, 2026';
    const { text, html } = await read(ordinaryDigest(2), (compiled) => wholeEdition(compiled, { date }));
    for (const part of [text, html]) {
      expect(part).toContain(date);
      expect(part).not.toContain('Tuesday, March 24');
    }
  });
});

describe('pictures', () => {
  const name = 'a'.repeat(32);
  const address = `https://papers.example.org/pictures/${name}.jpg`;
  const pictured = (count: number) =>
    inventedDigest(
      ordinaryDigest(count).papers.map((paper, index) => ({
        ...paper,
        picture: index % 2 === 0 ? name : null,
      })),
    );

  it('stand beside the papers at more length alone, from the site’s own host, without an address of a reader', async () => {
    const { html, text } = await read(pictured(14));
    expect(html.split(`src="${address}"`)).toHaveLength(6);
    expect(html).toContain('Pictures come from Broadsheet’s own host');
    expect(text).not.toContain('/pictures/');
    const images = html.match(/<img[^>]*>/g) ?? [];
    for (const image of images) expect(image).toMatch(/ width="136" height="76" alt=""/);
  });

  it('are told of only where some are shown', async () => {
    const titles = await read(pictured(14), (compiled) => wholeEdition(compiled, { abstracts: 'titles' }));
    const others = await read(pictured(14), (compiled) => chooseEdition(compiled, [1, 3, 5]));
    for (const { html } of [titles, others]) expect(html).not.toContain('Pictures come from');
  });

  it('are left out without a trace for who wants none, and where the operator has none', async () => {
    const without = await read(pictured(14), (compiled) => wholeEdition(compiled, { pictures: false }));
    const never = await read(ordinaryDigest(14));
    expect(without.html).toBe(never.html);
    const compiled = await compileDigest(templates, { ...site, pictures: false }, pictured(14));
    const { html } = await PostalMime.parse(messageBytes(composeDigest(wholeEdition(compiled), reader)));
    expect(html).toBe(never.html);
  });
});

describe('the depth that an operator chose', () => {
  it.each([
    ['titles', '31 papers', false],
    ['full', '31 papers', true],
    [undefined, 'Ten papers', true],
  ] as const)('%s holds for who did not choose', async (digestDepth, heading, isLong) => {
    const identity = digestDepth === undefined ? site : { ...site, digestDepth };
    const compiled = await compileDigest(templates, identity, ordinaryDigest(31));
    const raw = messageBytes(composeDigest(wholeEdition(compiled), reader));
    const { html = '' } = await PostalMime.parse(raw);
    expect(html).toContain(`>${heading}</h2>`);
    expect(html.includes('>More like this</a>')).toBe(isLong);
    const chosen = messageBytes(composeDigest(wholeEdition(compiled, { abstracts: 'short' }), reader));
    expect((await PostalMime.parse(chosen)).html).toContain('>Ten papers</h2>');
  });
});

describe('a sample', () => {
  const sample = inventedDigest(
    [inventedEntry(1, { id: 'sample-01' }), inventedEntry(2, { id: 'sample-02' })],
    'sample',
  );

  it('says what it is and links to nothing outside', async () => {
    const { text, html, subject } = await read(sample);
    expect(subject).toMatch(/^Sample: Invented paper 1/);
    for (const part of [text, html]) {
      expect(part).toContain('A sample: every paper below is invented');
      expect(part.replace(/\u00A0/g, ' ')).toContain('Invented sample · A. Sample, B. Specimen');
      const links = [...part.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([link]) => new URL(link).hostname);
      expect(new Set(links.filter((host) => host !== 'www.w3.org'))).toEqual(new Set(['papers.example.org']));
    }
  });
});

describe('the digest of a longer period', () => {
  it.each([
    ['weekly', '2026-03-23', 'The week of March 23', 'The week of March 23, 2026', '2026-W13'],
    ['monthly', '2026-03-01', 'March 2026', 'March 2026', '2026-03'],
  ] as const)(
    '%s says so in its subject and head, and links to its own page',
    async (kind, period, opening, title, name) => {
      const { text, html, subject } = await read({ ...ordinaryDigest(3), kind, period });
      expect(subject).toMatch(new RegExp(`^${opening}: Invented paper 1.*, and 2 more$`));
      for (const part of [text, html]) {
        expect(part).toContain(title);
        expect(part).toContain('best by the upvotes they ended with');
        expect(part).toContain(`https://papers.example.org/digests/${name}`);
      }
    },
  );
});

describe('the note of an operator', () => {
  it('stands with its paper in every form, as plain text', async () => {
    const noted = (position: number) => ({
      ...inventedEntry(position),
      note: `Note ${position}: <i>1 & 2</i>`,
    });
    const { text, html } = await read(inventedDigest([noted(1), noted(2), inventedEntry(3)]));
    for (const position of [1, 2]) {
      expect(text).toContain(`Editor’s note: Note ${position}: <i>1 & 2</i>`);
      expect(html).toContain(`Editor’s note: Note ${position}: &lt;i&gt;1 &amp; 2&lt;/i&gt;`);
    }
    expect(text.split('Editor’s note')).toHaveLength(3);
    const many = await read(inventedDigest(Array.from({ length: 92 }, (_, index) => noted(index + 1))));
    expect(many.text).toMatch(/92\. Invented[\s\S]*Editor’s note: Note 92/);
    expect(many.octets).toBeLessThan(102_000);
  });
});

describe('papers that took off since', () => {
  const bloomer = (before: number | null) => ({
    paper: inventedPaper(50, { title: 'An earlier <i>paper</i>' }),
    ...{ upvotes: 210, comments: 2, stars: null, before, since: '2026-03-03', upvotesBefore: 40 },
  });

  it('stand behind the others with their reason, where the edition shows them', async () => {
    const digest = { ...ordinaryDigest(3), bloomers: [bloomer(3), bloomer(null)] };
    const { text, html } = await read(digest);
    for (const part of [text.replace(/\s+/g, ' '), html]) {
      expect(part.search(/Took off since/i)).toBeGreaterThan(part.indexOf('Invented paper 3:'));
      expect(part).toContain('Rose from 40 to 210 upvotes since Mar 3, when it was in the digest.');
      expect(part).toContain('Rose from 40 to 210 upvotes since Mar 3; no digest had it.');
    }
    expect(html).not.toContain('<i>paper');
    const without = await read(digest, (compiled) => wholeEdition(compiled, { bloomers: false }));
    expect(without.html).not.toContain('Took off since');
    expect((await read(ordinaryDigest(3))).text).not.toContain('TOOK OFF SINCE');
  });

  it('have their room in a long digest', async () => {
    const { text, octets } = await read({ ...ordinaryDigest(92), bloomers: [bloomer(1), bloomer(2)] });
    expect(octets).toBeLessThan(102_000);
    expect(text).toContain('TOOK OFF SINCE');
  });
});
