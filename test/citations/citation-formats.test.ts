import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorParts } from '../../src/citations/author-parts.js';
import { citationOf } from '../../src/citations/citation.js';
import { citePapers } from '../../src/citations/citation-formats.js';
import { plainText } from '../../src/paper-text/plain-text.js';
import { citedPaper } from './cited-paper.js';
import { comparable, format, parsed } from './foreign-parser.js';

const titles = [
  'Attention Is Rarely All One Needs',
  'LoRA-style Tuning of GPT-4: 50% cheaper & 3D-aware',
  'Cost_of $100 #1 {braced} ~tilde ^caret \\\\ back',
  'Straße, naïve Ærø, Łódź, Đà Nẵng, Ĉiuĵaŭde',
  '$\\alpha$-divergences in $\\mathbb{R}^n$ and $O(n^2)$ steps',
  'A "quoted" word, a `code` word, *emphasis*',
  '关于样本的研究',
  'x < y > z | w',
];

const people: readonly (readonly [string, { family: string; given: string; particle?: string }])[] = [
  ['Ada Sample', { family: 'Sample', given: 'Ada' }],
  ['Łukasz Próbka', { family: 'Próbka', given: 'Łukasz' }],
  ['Ludwig van der Muster', { family: 'Muster', given: 'Ludwig', particle: 'van der' }],
  ['Nguyễn Thế Mẫu', { family: 'Mẫu', given: 'Nguyễn Thế' }],
  ["Zoë d'Exemple", { family: "d'Exemple", given: 'Zoë' }],
  ['Åsa Prøve', { family: 'Prøve', given: 'Åsa' }],
];

describe.each(['bib', 'ris', 'csl.json'] as const)('a .%s file', (extension) => {
  it.each(titles)('keeps the title %j', (title) => {
    const paper = citedPaper({ title });
    const [item] = parsed(extension, [paper]);
    expect(comparable(item?.['title'])).toBe(comparable(plainText(citationOf(paper).title)));
  });

  it.each(people)('keeps the name %j', (name, { family, given, particle }) => {
    const [item] = parsed(extension, [citedPaper({ authors: [name, 'Ben Second'] })]);
    const { author = [] } = item as { author?: readonly Record<string, string>[] };
    const [first, second, ...more] = author;
    const before = first?.['non-dropping-particle'] ?? first?.['dropping-particle'];
    const whole = [before, first?.['family']].filter((part) => part !== undefined).join(' ');
    expect(whole.normalize('NFC')).toBe([particle, family].filter((part) => part !== undefined).join(' '));
    expect(first?.['given']?.normalize('NFC')).toBe(given);
    expect(second).toMatchObject({ family: 'Second', given: 'Ben' });
    expect(more).toEqual([]);
  });

  it('keeps what arXiv is asked by', () => {
    const [item] = parsed(extension, [citedPaper({ categories: ['cs.CL', 'cs.AI'] })]);
    expect(item).toMatchObject({ DOI: '10.48550/arXiv.2603.17024', URL: 'https://arxiv.org/abs/2603.17024' });
    const { issued } = item as { issued?: { 'date-parts'?: readonly (readonly number[])[] } };
    expect(issued?.['date-parts']?.[0]?.slice(0, 2)).toEqual([2026, 3]);
  });

  it('keeps the order of several papers', () => {
    const papers = ['2603.00003', '2603.00001', 'sample-01'].map((id) => citedPaper({ id }));
    const ids = parsed(extension, papers).map((item) => item['id'] ?? item['citation-key']);
    expect(ids).toEqual(['arxiv-2603.00003', 'arxiv-2603.00001', 'paper-sample-01']);
  });

  it('is empty and readable without papers', () => {
    expect(citePapers(format(extension), []).trim()).toBe(extension === 'csl.json' ? '[]' : '');
  });
});

describe('a .bib file', () => {
  it('is what arXiv and LaTeX expect', () => {
    const paper = citedPaper({
      categories: ['cs.CL', 'cs.AI'],
      authors: ['Zoë van der Muster Jr.', 'Sample-AI'],
    });
    expect(citePapers(format('bib'), [paper])).toBe(
      `@misc{arxiv-2603.17024,
  title = {An Invented Title},
  author = {van der Muster, Jr., Zo{\\"e} and {Sample-AI}},
  year = {2026},
  month = mar,
  eprint = {2603.17024},
  archivePrefix = {arXiv},
  primaryClass = {cs.CL},
  doi = {10.48550/arXiv.2603.17024},
  url = {https://arxiv.org/abs/2603.17024},
}
`,
    );
  });

  it.each([
    ['Vitamin C and A Survey', 'Vitamin {C} and A Survey'],
    ['GPT-4o in Multi-Modal 3D', '{GPT}-4o in Multi-Modal {3D}'],
    ['R^2L', '{R\\textsuperscript{2}L}'],
    ['ÉCOLE', "{{\\'E}COLE}"],
    ['`a--b`', '\\texttt{a-{}-b}'],
    ['"so" (“it” is)', "``so'' (``it'' is)"],
    ['α ≤ ∞', '{$\\alpha$} {$\\leq$} {$\\infty$}'],
  ])('writes %j', (title, latex) => {
    expect(citePapers(format('bib'), [citedPaper({ title })])).toContain(`  title = {${latex}},\n`);
  });

  it('never lets a text out of its braces', () => {
    const text = fc.array(fc.constantFrom(...'ab {}\\"$%&#_~^@,=\n(é–α)'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (title, name) => {
        const paper = citedPaper({ title: title.join(''), authors: [name.join(''), 'Ben Second'] });
        const written = citePapers(format('bib'), [paper, citedPaper()]);
        let depth = 0;
        for (const character of written) {
          depth += character === '{' ? 1 : character === '}' ? -1 : 0;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(parsed('bib', [paper, citedPaper()])).toHaveLength(2);
      }),
    );
  });
});

describe('a .ris file', () => {
  it('keeps a text from becoming another line', () => {
    const written = citePapers(format('ris'), [citedPaper({ title: 'One\r\nER  - \r\nTY  - JOUR' })]);
    expect(written.split('\r\n').filter((line) => line.startsWith('ER  -'))).toHaveLength(1);
    expect(written).not.toMatch(/[^\r]\n/);
  });
});

describe('a .csl.json file', () => {
  it('names groups as they are', () => {
    const authors = JSON.parse(citePapers(format('csl.json'), [citedPaper({ authors: ['Sample Team'] })]))[0]
      .author;
    const expected: AuthorParts[] = [{ literal: 'Sample Team' }];
    expect(authors).toEqual(expected);
  });
});
