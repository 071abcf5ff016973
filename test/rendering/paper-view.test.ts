import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../src/i18n/load-texts.js';
import type { DigestPaper } from '../../src/model/digest.js';
import { minimalHtml } from '../../src/paper-text/minimal-html.js';
import { viewPaper } from '../../src/rendering/paper-view.js';
import { inventedEntry } from './invented-digest.js';

const { en, de } = await loadTexts();

const entry = inventedEntry(3);

function metaOf(changes: Partial<DigestPaper>, year = '2026'): string {
  return viewPaper(en, { ...entry, ...changes }, year).meta;
}

function actionsOf(changes: Partial<DigestPaper['paper']>): string[] {
  const { actions } = viewPaper(en, { ...entry, paper: { ...entry.paper, ...changes } }, '2026');
  return actions.map(({ label, url }) => `${label} ${url}`);
}

describe('the line under a title', () => {
  it.each<[string, Partial<DigestPaper>]>([
    ['3 authors · Mar 23 · ▲ 214 · 3 comments · code ★ 980', { upvotes: 214 }],
    ['3 authors · Mar 23 · ▲ 12,345 · 1 comment · code', { upvotes: 12_345, comments: 1, stars: null }],
    ['3 authors · Mar 23 · code ★ 0', { upvotes: 0, comments: 0, stars: 0 }],
    [
      '1 author · 3 comments',
      {
        upvotes: 0,
        paper: { ...entry.paper, authors: ['A. Sample'], publishedAt: null, codeUrl: null },
      },
    ],
    ['3 comments', { upvotes: 0, paper: { ...entry.paper, authors: [], publishedAt: null, codeUrl: 'x' } }],
  ])('reads %s', (line, changes) => {
    expect(metaOf(changes)).toBe(line);
  });

  it('is in the words of the language', () => {
    expect(viewPaper(de, { ...entry, upvotes: 12_345, comments: 1 }, '2026').meta).toBe(
      '3 Autoren · 23. März · ▲ 12.345 · 1 Kommentar · Code ★ 980',
    );
  });

  it('names the year of a date that is not of the digest’s', () => {
    const publishedAt = new Date('2025-10-16T23:59:59Z');
    expect(metaOf({ paper: { ...entry.paper, publishedAt } })).toContain('· Oct 16, 2025 ·');
    expect(metaOf({ paper: { ...entry.paper, publishedAt } }, '2025')).toContain('· Oct 16 ·');
  });
});

describe('the texts of a paper', () => {
  const view = viewPaper(
    en,
    {
      ...entry,
      paper: {
        ...entry.paper,
        title: 'S$^3$T for \\$5',
        abstract: `${'Some *ten words* with $x^2$ and so on. '.repeat(12)}`,
      },
    },
    '2026',
  );

  it('are plain, and marked for HTML', () => {
    expect(view.title).toBe('S³T for $5');
    expect(minimalHtml(view.titleMarkup)).toBe('S<sup>3</sup>T for $5');
  });

  it('are shortened at the end of a sentence, with the marks they had', () => {
    const sentence = 'Some <em>ten words</em> with x<sup>2</sup> and so on.';
    expect(minimalHtml(view.briefMarkup)).toMatch(new RegExp(`^${sentence}(?: ${sentence})+$`));
    expect(view.brief).toMatch(/^Some ten words with x² and so on\. .*so on\.$/);
    expect(view.brief.length).toBeLessThanOrEqual(250);
  });

  it('have a name where the source gave none', () => {
    expect(viewPaper(en, { ...entry, paper: { ...entry.paper, title: '' } }, '2026').title).toBe('Untitled');
  });
});

describe('the links of a paper', () => {
  it('are where it can be read and discussed', () => {
    expect(actionsOf({})).toEqual([
      'arXiv https://arxiv.org/abs/2603.10003',
      'PDF https://arxiv.org/pdf/2603.10003',
      'Code https://code.example.org/invented/3',
      'Discussion https://huggingface.co/papers/2603.10003',
    ]);
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
    expect(viewPaper(en, { ...entry, paper: { ...entry.paper, id: 'sample-01' } }, '2026').link).toBeNull();
  });
});
