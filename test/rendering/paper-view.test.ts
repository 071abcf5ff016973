import { describe, expect, it } from 'vitest';
import type { DigestPaper } from '../../src/model/digest.js';
import type { SourceKind } from '../../src/model/source-kind.js';
import { minimalHtml } from '../../src/paper-text/minimal-html.js';
import { viewPaper } from '../../src/rendering/paper-view.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { inventedEntry } from './invented-digest.js';

const { en, de } = await shippedTexts();

const entry = inventedEntry(3);

const host = 'https://papers.example.org';

/** With ordinary spaces, whatever lines may not break at. */
function metaOf(changes: Partial<DigestPaper>, texts = en): string {
  return viewPaper(texts, { ...entry, ...changes }, host).meta.replaceAll('\u00A0', ' ');
}

function actionsOf(changes: Partial<DigestPaper['paper']>): string[] {
  const { actions } = viewPaper(en, { ...entry, paper: { ...entry.paper, ...changes } }, host);
  return actions.map(({ label, url }) => `${label} ${url}`);
}

describe('the line under a title', () => {
  const by = (...authors: string[]) => ({ paper: { ...entry.paper, authors } });

  it.each<[string, Partial<DigestPaper>]>([
    ['A. Sample, B. Specimen, C. Example · ▲ 214 · 3 comments · code ★ 980', { upvotes: 214 }],
    [
      'A. Sample … D. Dummy (4 authors) · ▲ 1',
      { ...by('A. Sample', 'B', 'C', 'D. Dummy'), upvotes: 1, comments: 0 },
    ],
    ['A. Sample · 1 comment · code', { ...by('A. Sample'), upvotes: 0, comments: 1, stars: null }],
    ['Ada Exempel · ▲ 12,345 · code', { ...by('Ada Exempel'), upvotes: 12_345, comments: 0, stars: 0 }],
    ['\u2068א. דוגמה\u2069, B · 3 comments', { ...by('א. דוגמה', 'B'), upvotes: 0 }],
    ['3 comments', { ...by(), upvotes: 0 }],
  ])('reads %s', (line, changes) => {
    const withoutCode = line.includes('code') ? {} : { codeUrl: null };
    const paper = { ...entry.paper, ...changes.paper, ...withoutCode };
    expect(metaOf({ ...changes, paper })).toBe(line);
  });

  it('names the organisation as it calls itself, in forty characters', () => {
    const of = (organization: string) => metaOf({ paper: { ...entry.paper, authors: [], organization } });
    expect(of('Laboratory of Nothing Real')).toContain('Laboratory of Nothing Real · ▲');
    expect(of('The Federated Institutes of Invented Research in General')).toContain(
      'The Federated Institutes of Invented… · ▲',
    );
  });

  it('is in the words of the language', () => {
    expect(metaOf({ upvotes: 12_345, comments: 1 }, de)).toBe(
      'A. Sample, B. Specimen, C. Example · ▲ 12.345 · 1 Kommentar · Code ★ 980',
    );
  });

  it('breaks between its parts alone, and never before a dot', () => {
    expect(viewPaper(en, entry, host).counts).toBe('▲\u00A0497\u00A0· code\u00A0★\u00A0980');
  });
});

describe('the texts of a paper', () => {
  const viewOf = (changes: Partial<DigestPaper['paper']>, by: Partial<DigestPaper> = {}) =>
    viewPaper(en, { ...entry, ...by, paper: { ...entry.paper, ...changes } }, host);

  it('are plain, and marked for HTML', () => {
    const { title } = viewOf({ title: 'S$^3$T for \\$5' });
    expect(title.text).toBe('S³T for $5');
    expect(minimalHtml(title.markup)).toBe('S<sup>3</sup>T for $5');
  });

  it('are shortened at the end of a sentence, with the marks they had', () => {
    const { summary } = viewOf({ summary: 'Some *ten words* with $x^2$ and so on. '.repeat(12) });
    const sentence = 'Some <em>ten words</em> with x<sup>2</sup> and so on.';
    expect(minimalHtml(summary?.markup ?? [])).toMatch(new RegExp(`^${sentence}(?: ${sentence})+$`));
    expect(summary?.text).toMatch(/^Some ten words with x² and so on\. .*so on\.$/);
    expect(summary?.text.length).toBeLessThanOrEqual(250);
  });

  const labels: Readonly<Record<SourceKind, string>> = {
    huggingface: 'Model’s summary',
    arxiv: 'Summary',
    file: 'From the list',
  };
  it.each(Object.entries(labels))('say that a summary is of %s', (kind, label) => {
    const summaryBy = kind === 'file' ? 'file:ours' : kind;
    const view = viewOf({ summary: 'It does what was invented.' }, { summaryBy });
    expect([view.summaryLabel, view.summary?.text]).toEqual([label, 'It does what was invented.']);
    expect(view.glance?.text).toBe('It does what was invented.');
  });

  it('are what the authors say they did where no source sums up', () => {
    const abstract =
      'Papers are many. Nobody reads them all. In this work, we present an invented reader. It reads.';
    const view = viewOf({ summary: null, abstract });
    expect([view.summaryLabel, view.summary?.text]).toEqual([
      'From the abstract',
      'In this work, we present an invented reader.',
    ]);
    expect(viewOf({ summary: null, abstract: '' })).toMatchObject({
      summary: null,
      glance: null,
      origin: null,
    });
  });

  it('have a name where the source gave none', () => {
    expect(viewOf({ title: '' }).title.text).toBe('Untitled');
  });
});

describe('the links of a paper', () => {
  it('are its page here, its PDF and its code', () => {
    expect(actionsOf({})).toEqual([
      'Read https://papers.example.org/papers/2603.10003',
      'PDF https://arxiv.org/pdf/2603.10003',
      'Code https://code.example.org/invented/3',
    ]);
    expect(viewPaper(en, entry, host)).toMatchObject({
      link: 'https://papers.example.org/papers/2603.10003',
      ownQuery: '?paper=2603.10003',
    });
  });

  it.each([
    ['javascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['ftp://example.org/code'],
    ['github.com/without/a/scheme'],
    [''],
  ])('leave out code at %j', (codeUrl) => {
    expect(actionsOf({ codeUrl }).join()).not.toContain('Code');
  });

  it('carry code in the ASCII form of its URL', () => {
    expect(actionsOf({ codeUrl: 'https://bücher.example/a b?c="d"' })).toContain(
      'Code https://xn--bcher-kva.example/a%20b?c=%22d%22',
    );
  });

  it('are only to the code for an id that is not arXiv’s, and none for a sample', () => {
    expect(actionsOf({ id: 'acl-77' })).toEqual(['Code https://code.example.org/invented/3']);
    expect(actionsOf({ id: 'sample-01' })).toEqual([]);
    const sample = viewPaper(en, { ...entry, paper: { ...entry.paper, id: 'sample-01' } }, host);
    expect(sample).toMatchObject({ link: null, ownQuery: null });
  });
});
