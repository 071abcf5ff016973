import { describe, expect, it } from 'vitest';
import { citationOf } from '../../src/citations/citation.js';
import { citedPaper } from './cited-paper.js';

describe('citationOf', () => {
  it.each([
    ['2603.17024', null, '2603.17024', null, 'arxiv-2603.17024'],
    ['2603.17024', 'cs.CL', '2603.17024', 'cs.CL', 'arxiv-2603.17024'],
    ['hep-th/9901001', null, 'hep-th/9901001', 'hep-th', 'arxiv-hep-th-9901001'],
    ['math.GT/0309136', null, 'math/0309136', 'math.GT', 'arxiv-math-0309136'],
    ['cs/0309136', null, 'cs/0309136', null, 'arxiv-cs-0309136'],
  ])('of %s (%s)', (id, primaryClass, eprint, inEntry, key) => {
    const citation = citationOf(citedPaper({ id, categories: primaryClass === null ? [] : [primaryClass] }));
    expect(citation.key).toBe(key);
    expect(citation.arxiv).toEqual({ eprint, primaryClass: inEntry, doi: `10.48550/arXiv.${eprint}` });
    expect(citation.url).toBe(`https://arxiv.org/abs/${eprint}`);
  });

  it.each([
    ['2603.17024', { year: 2026, month: 3, day: null }],
    ['hep-th/9901001', { year: 1999, month: 1, day: null }],
    ['math/0309136', { year: 2003, month: 9, day: null }],
    ['2613.17024', null],
    ['sample-01', null],
  ])('reads the month of %s where nothing else tells when it appeared', (id, date) => {
    expect(citationOf(citedPaper({ id, publishedAt: null })).date).toEqual(date);
  });

  it('counts the day in UTC', () => {
    expect(citationOf(citedPaper()).date).toEqual({ year: 2026, month: 3, day: 23 });
  });

  it('keeps its key whatever is corrected', () => {
    const corrected = citedPaper({ title: 'Another Title', authors: ['Carl Other'], publishedAt: null });
    expect(citationOf(corrected).key).toBe(citationOf(citedPaper()).key);
  });

  it('says of an invented paper that it is one', () => {
    const { key, arxiv, note, url } = citationOf(citedPaper({ id: 'sample-01' }));
    expect({ key, arxiv, note, url }).toEqual({
      key: 'paper-sample-01',
      arxiv: null,
      note: 'Invented sample',
      url: null,
    });
  });

  it('links to nothing but the web', () => {
    const url = (projectUrl: string) => citationOf(citedPaper({ id: 'sample-01', projectUrl })).url;
    expect(url('javascript:alert(1)')).toBeNull();
    expect(url('https://example.org/{a}')).toBe('https://example.org/%7Ba%7D');
  });
});
