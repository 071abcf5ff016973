import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmptySearch, readSearch, tsqueryOf } from '../../src/model/search-query.js';
import { anyCharacter } from '../support/any-character.js';

/** A name in either order, also around a middle name. */
function authorOf(first: string, second: string, initial?: string): string {
  const apart = [first, second].map((word) => `'${word}':B`);
  const turned = apart.toReversed();
  const short = (between: string) =>
    initial === undefined ? '' : ` | ('${initial}':B ${between} ${apart[1]})`;
  return `((${apart.join(' <-> ')}) | '${first}${second}':B | (${turned.join(' <-> ')})${short('<->')} | (${apart.join(' <2> ')}) | (${turned.join(' <2> ')})${short('<2>')})`;
}

describe('what was typed', () => {
  it.each([
    ['Sparse Attention x', `('sparse' | 'sparseattention') & ('attention' | 'sparseattention')`],
    ['sparse attention', `('sparse' | 'sparseattention':*) & ('attention':* | 'sparseattention':*)`],
    ['"sparse attention"', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['"sparse attention', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['sparse -dense', `'sparse' & (!'dense')`],
    ['-"dense layers" an', `(!(('dense' <-> 'layers') | 'denselayers')) & 'an':*`],
    ['author:Example', `'example':*B`],
    ['author:"Ada Example" xy', `${authorOf('ada', 'example')} & 'xy':*`],
    ['AUTHOR:ada -author:bo', `'ada':B & (!'bo':B)`],
    ['image-text of', `(('image' <-> 'text') | 'imagetext') & 'of':*`],
    ['on-policy training ', `'onpolicy' & 'training':*`],
    [`it's a/b`, `'ab':*`],
    ['& | ! ( ) <-> :*', null],
    ['naïve ', `'naive':*`],
    ['Straße', `'strasse':*`],
    ['x:http', `(('x' <-> 'http':*) | 'xhttp':*)`],
    ['', null],
    ['sparse after:', `'sparse'`],
    ['sparse at', `'sparse' & 'at':*`],
    ['sparse a', `'sparse'`],
    ['the ', `'the':*`],
    ['the "sparse" "of"', `'sparse'`],
    ['“sparse attention”', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['„sparse attention“', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['« sparse attention »', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['author:“Ada Example” xy', `${authorOf('ada', 'example')} & 'xy':*`],
    ['sparse -“dense layers”', `'sparse' & (!(('dense' <-> 'layers') | 'denselayers'))`],
    ['“sparse attention', `(('sparse' <-> 'attention') | 'sparseattention')`],
    ['O’Brien', `(('o' <-> 'brien':*) | 'obrien':*)`],
    ['C++', `'c'`],
    ['3-D', `(('3' <-> 'd') | '3d')`],
    ['cup +++', `'cup'`],
    ['pi0', `('pi0':* | 'π0':*)`],
    ['tau bench ', `('tau' | 'τ' | 'taubench':*) & ('bench':* | 'taubench':*)`],
    ['β-cup', `(('β' <-> 'cup':*) | 'βcup':* | ('beta' <-> 'cup':*))`],
    ['-alpha', `(!('alpha' | 'α'))`],
    ['author:Xi', `'xi':B`],
    ['alphabet', `'alphabet':*`],
    ['picture', `'picture':*`],
    ['Möbius tea', `('mobius' | 'moebius' | 'mobiustea':*) & ('tea':* | 'mobiustea':*)`],
    ['Moebius ', `('moebius':* | 'mobius':*)`],
    ['author:Müller x', `('muller':B | 'mueller':B)`],
    ['author:Michael x', `'michael':B`],
    ['author:"Muster, Ada"', authorOf('muster', 'ada')],
    ['-LLM', `(!('llm' | 'llms'))`],
    ['LLM', `'llm':*`],
    ['PDEs x', `('pdes' | 'pde')`],
    ['-"the matrix"', `(!(('the' <-> 'matrix') | ('the' <-> 'matrices')))`],
    ['-qwen3', `(!('qwen3' | ('qwen' <-> '3')))`],
    ['-sim2real', `(!('sim2real' | ('sim' <-> 'to' <-> 'real')))`],
    ['gps x', `'gps'`],
    ['ti:tea x', `'tea'`],
    ['authors: ada x', `'ada':B`],
    ['ada et al. tea', `('ada' | 'adatea':*) & ('tea':* | 'adatea':*)`],
    ['模型', `('模' <-> '型')`],
    ['author:"Wei Zhang" ', authorOf('wei', 'zhang', 'w')],
    ['-author:"Wei Zhang"', `(!${authorOf('wei', 'zhang')})`],
    [
      'author:"W. Zhang"',
      `(('w':B <-> 'zhang':B) | 'wzhang':B | ('zhang':B <-> 'w':B) | ('w':*B <-> 'zhang':B) | ('zhang':B <-> 'w':*B) | ('w':B <2> 'zhang':B) | ('zhang':B <2> 'w':B) | ('w':*B <2> 'zhang':B) | ('zhang':B <2> 'w':*B))`,
    ],
    ['tea OR jam x', `('tea' | 'jam')`],
    ['tea|jam cup ', `('tea' | ('jam' | 'jamcup':*)) & ('cup':* | 'jamcup':*)`],
    [
      '(tea OR jam OR "two cups") pot',
      `(('tea' | 'jam') | (('two' <-> 'cups') | 'twocups' | ('2' <-> 'cups'))) & 'pot':*`,
    ],
    ['tea AND jam x', `('tea' | 'teajam') & ('jam' | 'teajam')`],
    ['tea NOT jam', `'tea' & (!'jam')`],
    ['NOT jam tea ', `(!'jam') & 'tea':*`],
    ['tea OR -jam', `'tea' & (!'jam')`],
    ['the OR tea', `'tea':*`],
    ['OR', `'or'`],
    ['tea OR', `'tea' & 'or':*`],
    ['TO BE OR NOT TO BE A WHISK', `'whisk':*`],
    ['W. Zhang', `'zhang':*`],
    ["don't", `'dont'`],
    ['A.I.', `'ai'`],
    ['0-shot', `(('0' <-> 'shot':*) | '0shot':* | ('zero' <-> 'shot':*))`],
    ['zero x', `('zero' | '0')`],
    ['five x', `'five'`],
    ['optimising x', `('optimising' | 'optimizing')`],
    ['behavior x', `('behavior' | 'behaviour')`],
  ])('%s is asked for as %s', (typed, expected) => {
    expect(tsqueryOf(readSearch(typed).terms)).toBe(expected);
  });

  it.each([
    ['after:2026', '2026-01-01', null],
    ['after:2026-03 before:2026-04-15', '2026-03-01', '2026-04-15'],
    ['after:"2026-03-23"', '2026-03-23', null],
    ['since:2026-3-1 until:2026/04', '2026-03-01', '2026-04-01'],
  ])('%s names days', (typed, after, before) => {
    expect(readSearch(typed)).toMatchObject({ after, before, terms: [], unread: [] });
  });

  it.each(['after:soon', 'after:2026-13', 'before:2026-02-30', 'cat:1', '-cat:cs.CL', '-after:2026'])(
    '%s is said to be unread',
    (typed) => {
      expect(readSearch(`word ${typed}`)).toMatchObject({ unread: [typed], after: null, categories: [] });
    },
  );

  it('names categories', () => {
    for (const typed of ['cat:cs.CL cat:hep-th x', 'cat:cs.CL,hep-th x', 'category: cs.CL cat: hep-th x']) {
      expect(readSearch(typed).categories).toEqual(['cs.cl', 'hep-th']);
    }
  });

  it.each([
    ['2603.17024', '2603.17024'],
    ['arXiv:2603.17024v2', '2603.17024'],
    [' https://arxiv.org/abs/hep-th/9901001 ', 'hep-th/9901001'],
    ['arxiv.org/pdf/2603.17024v1.pdf', '2603.17024'],
    ['https://huggingface.co/papers/2603.17024', '2603.17024'],
    ['see 2603.17024', null],
    ['[1] A. Muster. Tea. arXiv:2603.17024v1, 2026.', '2603.17024'],
    ['Tea, https://arxiv.org/abs/hep-th/9901001.', 'hep-th/9901001'],
    ['2603.170', null],
  ])('%s asks for the paper %s', (typed, id) => {
    expect(readSearch(typed).paperId).toBe(id);
  });

  it('is bounded, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 500 }), (typed) => {
        const query = readSearch(typed);
        expect(query.terms.length).toBeLessThanOrEqual(12);
        const text = tsqueryOf(query.terms) ?? '';
        // Only our own quotes, in pairs, and nothing between them that could end one.
        expect(text.replace(/'[\p{L}\p{M}\p{N}]*'/gu, '')).toMatch(/^[!&|():*B <>-]*$/);
      }),
    );
  });

  it('asks for nothing where nothing can be read', () => {
    expect(isEmptySearch(readSearch(' - " & '))).toBe(true);
    expect(isEmptySearch(readSearch('after:2026'))).toBe(false);
  });
});
