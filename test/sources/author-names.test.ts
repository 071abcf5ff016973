import { describe, expect, it } from 'vitest';
import { parseAtom } from '../../src/sources/arxiv/parse-atom.js';
import { parseRss } from '../../src/sources/arxiv/parse-rss.js';
import { authorNames, namesInLine } from '../../src/sources/author-names.js';
import { sharedFile } from '../support/shared-cases.js';

describe('names in one line', () => {
  it.each([
    ['Ada Muster, Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster (House of Tea, Springfield), Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster (1), Bo Probe (1 and 2) ((1) House, (2) Garden, Town)', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster (on behalf of the TEA Collaboration), Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster on behalf of the TEA Collaboration', ['Ada Muster']],
    ['TEA Collaboration, Ada Muster', ['TEA Collaboration', 'Ada Muster']],
    ['Ada Muster, Bo Probe, et al.', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster and Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['the Tea and Kettle Group, Ada Muster', ['the Tea and Kettle Group', 'Ada Muster']],
    ['D. Silva, Jr., Ada Muster', ['D. Silva Jr.', 'Ada Muster']],
    ['TEA Collaboration and the KETTLE Collaboration', ['TEA Collaboration', 'the KETTLE Collaboration']],
    ['TEA Team & KETTLE Team, Ada Muster', ['TEA Team', 'KETTLE Team', 'Ada Muster']],
    ['Institute of Tea and Kettles, Ada Muster', ['Institute of Tea and Kettles', 'Ada Muster']],
    ['Ada Muster\\textsuperscript{1,*}, Bo Probe\\textsuperscript{2}', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster¹˒², Bo Probe²', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster <ada@example.org>, Bo Probe bo@example.org', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster, with Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Wei Li, Wei Li', ['Wei Li', 'Wei Li']],
    ['Ada Muster (unclosed, Bo', ['Ada Muster']],
    ['Ada Muster (Univ. of A, B-City), Bo Probe (Inst. of C (D), E)', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster (1), Bo Probe (2) ((1) House of Tea, Town, (2) Garden)', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster (for the TEA Collaboration)', ['Ada Muster']],
    ['Ada Muster (representing the TEA Collaboration)', ['Ada Muster']],
    ['Ada Muster, on behalf of the TEA Collaboration', ['Ada Muster']],
    ['Ada Muster on behalf of TEA and KETTLE Collaborations, Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster [on behalf of the TEA collaboration], Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['TEA Collaboration: Ada Muster, Bo Probe', ['TEA Collaboration', 'Ada Muster', 'Bo Probe']],
    [
      'TEA Collaboration, KETTLE Consortium, A. Muster',
      ['TEA Collaboration', 'KETTLE Consortium', 'A. Muster'],
    ],
    ['Ada Muster, Bo Probe, and Cy Beispiel', ['Ada Muster', 'Bo Probe', 'Cy Beispiel']],
    ['Ada Muster & Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster; Bo Probe; Cy Beispiel', ['Ada Muster', 'Bo Probe', 'Cy Beispiel']],
    ['Ada Muster et al', ['Ada Muster']],
    ['Ada Muster, and others', ['Ada Muster']],
    ['A. Muster, Jr., B. Probe, III', ['A. Muster Jr.', 'B. Probe III']],
    ['Ada Muster (Dept. A, Univ. B, C, and D, E), :, Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster$^{1}$, Bo Probe$^{1,2}$', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster^1, Bo Probe^{2}, Cy^*', ['Ada Muster', 'Bo Probe', 'Cy']],
    ['Ada Muster [1], Bo Probe [1, 2]', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster\\thanks{Corresponding author, Town}, Bo Probe', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster\\inst{1,2} and Bo Probe\\orcidlink{0000-0001}', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster, Ph.D., Bo Probe, MD', ['Ada Muster', 'Bo Probe']],
    ['Ada Muster and 12 others', ['Ada Muster']],
    ['Ada Muster, 57 additional authors not shown', ['Ada Muster']],
    ['Ada M&uuml;ster; Bo Pr&#246;be', ['Ada M&uuml;ster', 'Bo Pr&#246;be']],
    ['李明、王芳', ['李明', '王芳']],
    ['李明，王芳；Ada Muster', ['李明', '王芳', 'Ada Muster']],
    ['Institute of Sand and Stone, Ada Muster', ['Institute of Sand and Stone', 'Ada Muster']],
    ['Ada Muster, Department of Sand and Stone', ['Ada Muster', 'Department of Sand and Stone']],
    ["{\\L}ada Mu{\\v{s}}ter, Jos{\\'e} {Prob, e}", ['{\\L}ada Mu{\\v{s}}ter', "Jos{\\'e} {Prob, e}"]],
    ['Ada {Muster, Bo Probe', ['Ada {Muster', 'Bo Probe']],
    ['Md Rahim Muster, Otherson Probe', ['Md Rahim Muster', 'Otherson Probe']],
    ['4Paradigm, 01.AI, AI@Tea', ['4Paradigm', '01.AI', 'AI@Tea']],
    ['', []],
  ])('%s', (line, names) => {
    expect(namesInLine(line)).toEqual(names);
  });
});

it('names one by one lose marks and what is no name', () => {
  expect(
    authorNames([
      ':',
      'Sample-AI',
      'Lin Probe§',
      'M. G. Beispiel et al.',
      'et al.',
      'Tea Team: Ada Muster',
      'Bo∗†',
      '…',
    ]),
  ).toEqual(['Sample-AI', 'Lin Probe', 'M. G. Beispiel', 'Tea Team', 'Ada Muster', 'Bo']);
});

it.each<[string[], string[]]>([
  [
    ['Ada Muster', ': ', 'Bo Probe'],
    ['Ada Muster', 'Bo Probe'],
  ],
  [
    ['Ada Muster;', 'and Bo Probe'],
    ['Ada Muster', 'Bo Probe'],
  ],
  [
    ['Ada Muster*', 'Bo Probe†', 'Cy Beispiel¹', 'Di Test 2'],
    ['Ada Muster', 'Bo Probe', 'Cy Beispiel', 'Di Test'],
  ],
  [
    ['Ada Muster1,2', 'Team 5', 'X. Æ A-12'],
    ['Ada Muster', 'Team 5', 'X. Æ A-12'],
  ],
  [['Ada Muster (Tea House)', '', ' ', '-', '.'], ['Ada Muster']],
  [['Ada Muster on behalf of the TEA Collaboration'], ['Ada Muster']],
  [['on behalf of the TEA Collaboration', 'Ada Muster'], ['Ada Muster']],
  [
    ['TEA Collaboration:', 'Ada Muster'],
    ['TEA Collaboration', 'Ada Muster'],
  ],
  [['others', 'and others', 'et al', 'Ada Muster'], ['Ada Muster']],
  [
    ['Ada  Muster', 'Bo\nProbe'],
    ['Ada Muster', 'Bo Probe'],
  ],
])('of %j the names are %j', (given, names) => {
  expect(authorNames(given)).toEqual(names);
});

const rss = sharedFile('arxiv-rss-affiliations.xml');
const atom = sharedFile('arxiv-atom-odd-authors-withdrawn.xml');

describe.skipIf(rss === null || atom === null)('recorded feeds', () => {
  it('institutes belong to the author before them, and the feed tells nothing of withdrawals', () => {
    const [first, second, , last] = parseRss(rss ?? '').entries;
    expect(first?.paper.authors).toHaveLength(4);
    expect(first?.paper.authors.join()).not.toMatch(/University|Institut|behalf/);
    expect(second?.paper.authors.slice(0, 3)).toEqual([
      'ATLAS Collaboration',
      'LHCb collaboration',
      'R. Aaij',
    ]);
    expect(last?.paper.authors).toEqual(['Wei Li', 'Wei Li']);
    expect(first?.withdrawn).toBeNull();
  });

  it('a colon and "et al." are no names; who withdraws what is told apart', () => {
    const { entries } = parseAtom(atom ?? '');
    expect(entries[0]?.paper.authors).toEqual([
      'Sample-AI',
      'Ada Muster',
      'LHCb collaboration',
      'Team Sample',
      'the ALICE Collaboration',
      'D. Silva Jr',
      'M. G. Beispiel',
      'Madonna',
      'Lin Probe',
    ]);
    expect(entries.slice(1, 8).map(({ withdrawn }) => withdrawn)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

it('goes through a line of nothing but spaces once', () => {
  expect(namesInLine(`Ada Muster${' '.repeat(400_000)}, Bo Beispiel`)).toEqual(['Ada Muster', 'Bo Beispiel']);
});
