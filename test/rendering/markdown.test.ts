import { describe, expect, it } from 'vitest';
import { markdownText, paperMarkdown } from '../../src/rendering/paper-markdown.js';
import { listedPaper } from '../support/listed-paper.js';
import { shippedTexts } from '../support/shipped-texts.js';

const { en, de } = await shippedTexts();

describe('text in Markdown', () => {
  it.each([
    ['Plain words, $5 (or 7) at 50% - no more!', 'Plain words, $5 (or 7) at 50% - no more!'],
    ['*a* _b_ `c` [d](e) ~~f~~ # g', '\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~\\~f\\~\\~ \\# g'],
    ['<script>', '\\<script>'],
    ['R&D and &lt; and &#60;', 'R&D and \\&lt; and \\&\\#60;'],
    ['a\\b', 'a\\\\b'],
    ['> quoted', '\\> quoted'],
    ['- listed', '\\- listed'],
    ['+ listed', '\\+ listed'],
    ['1. numbered', '1\\. numbered'],
    ['12) numbered', '12\\) numbered'],
    ['3D scenes', '3D scenes'],
    ['  two\n\nlines ', 'two lines'],
    ['', ''],
  ])('%j is %j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });
});

describe('a paper in Markdown', () => {
  const { paper } = listedPaper({
    id: '2603.00001',
    date: '2026-03-24',
    paper: {
      title: 'Umbrella <swi>sorting with R$^3$L',
      abstract: '2. of *three*\numbrellas at $5.',
      categories: ['cs.CL', 'cs.AI'],
    },
  });

  it('has all that is known', () => {
    const text = paperMarkdown(en, { paper, upvotes: 1200, comments: 1, stars: 3 });
    expect(text).toBe(`# Umbrella \\<swi>sorting with R³L

- Authors: Ada Example, Bo "the" Sample, {Jr.}
- Organization: Institute of Examples
- Published: 2026-03-20
- Keywords: one, two
- arXiv categories: cs.CL, cs.AI
- arXiv: <https://arxiv.org/abs/2603.00001>
- PDF: <https://arxiv.org/pdf/2603.00001>
- Code: <https://example.org/code>
- Project: <https://example.org/project>
- Discussion: <https://huggingface.co/papers/2603.00001>
- 1,200 upvotes, 1 comment

## Abstract

2\\. of three umbrellas at $5.
`);
  });

  it('leaves out what is not known, and links to http and https only', () => {
    const bare = {
      ...paper,
      title: '',
      abstract: '',
      authors: [],
      organization: null,
      publishedAt: null,
      keywords: [],
      categories: [],
      codeUrl: 'javascript:alert(1)',
      projectUrl: 'https://example.org/a b?<c>#<d>',
    };
    expect(paperMarkdown(de, { paper: bare, upvotes: 1, comments: 0, stars: null })).toBe(`# Ohne Titel

- arXiv: <https://arxiv.org/abs/2603.00001>
- PDF: <https://arxiv.org/pdf/2603.00001>
- Projekt: <https://example.org/a%20b?%3Cc%3E#%3Cd%3E>
- Diskussion: <https://huggingface.co/papers/2603.00001>
- 1 Stimme
`);
  });
});
